from typing import Literal, cast

FindingsListOrdering = Literal[
    "-first_seen", "-last_seen", "-severity", "first_seen", "last_seen", "severity"
]


def check_findings_list_ordering(value: str) -> FindingsListOrdering:
    return cast(FindingsListOrdering, value)
