from typing import Literal, cast

ImportsListCount = Literal["exact"]


def check_imports_list_count(value: str) -> ImportsListCount:
    return cast(ImportsListCount, value)
