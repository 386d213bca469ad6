from typing import Literal, cast

TargetsListCount = Literal["exact"]


def check_targets_list_count(value: str) -> TargetsListCount:
    return cast(TargetsListCount, value)
