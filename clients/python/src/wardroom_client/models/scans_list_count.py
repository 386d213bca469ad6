from typing import Literal, cast

ScansListCount = Literal["exact"]


def check_scans_list_count(value: str) -> ScansListCount:
    return cast(ScansListCount, value)
