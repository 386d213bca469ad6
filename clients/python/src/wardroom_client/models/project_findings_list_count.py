from typing import Literal, cast

ProjectFindingsListCount = Literal["exact"]


def check_project_findings_list_count(value: str) -> ProjectFindingsListCount:
    return cast(ProjectFindingsListCount, value)
