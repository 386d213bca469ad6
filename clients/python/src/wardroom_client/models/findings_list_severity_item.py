from typing import Literal, cast

FindingsListSeverityItem = Literal["critical", "high", "info", "low", "medium"]


def check_findings_list_severity_item(value: str) -> FindingsListSeverityItem:
    return cast(FindingsListSeverityItem, value)
