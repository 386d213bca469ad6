from typing import Literal, cast

ImportsListStatusItem = Literal["done", "failed", "queued", "running"]


def check_imports_list_status_item(value: str) -> ImportsListStatusItem:
    return cast(ImportsListStatusItem, value)
