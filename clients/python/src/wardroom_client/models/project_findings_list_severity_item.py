from typing import Literal, cast

ProjectFindingsListSeverityItem = Literal["critical", "high", "info", "low", "medium"]


def check_project_findings_list_severity_item(value: str) -> ProjectFindingsListSeverityItem:
    return cast(ProjectFindingsListSeverityItem, value)
