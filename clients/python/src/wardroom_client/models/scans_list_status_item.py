from typing import Literal, cast

ScansListStatusItem = Literal["cancelled", "completed", "failed", "partial", "pending", "running"]


def check_scans_list_status_item(value: str) -> ScansListStatusItem:
    return cast(ScansListStatusItem, value)
