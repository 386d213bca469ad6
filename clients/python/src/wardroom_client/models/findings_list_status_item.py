from typing import Literal, cast

FindingsListStatusItem = Literal["accepted_risk", "false_positive", "fixed", "open"]


def check_findings_list_status_item(value: str) -> FindingsListStatusItem:
    return cast(FindingsListStatusItem, value)
