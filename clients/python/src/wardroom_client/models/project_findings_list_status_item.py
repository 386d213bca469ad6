from typing import Literal, cast

ProjectFindingsListStatusItem = Literal["accepted_risk", "false_positive", "fixed", "open"]


def check_project_findings_list_status_item(value: str) -> ProjectFindingsListStatusItem:
    return cast(ProjectFindingsListStatusItem, value)
