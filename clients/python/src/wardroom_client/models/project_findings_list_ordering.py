from typing import Literal, cast

ProjectFindingsListOrdering = Literal[
    "-first_seen", "-last_seen", "-severity", "first_seen", "last_seen", "severity"
]


def check_project_findings_list_ordering(value: str) -> ProjectFindingsListOrdering:
    return cast(ProjectFindingsListOrdering, value)
