from typing import Literal, cast

BreakersListCount = Literal["exact"]


def check_breakers_list_count(value: str) -> BreakersListCount:
    return cast(BreakersListCount, value)
