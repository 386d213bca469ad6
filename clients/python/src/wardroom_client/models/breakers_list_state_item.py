from typing import Literal, cast

BreakersListStateItem = Literal["closed", "half_open", "open"]


def check_breakers_list_state_item(value: str) -> BreakersListStateItem:
    return cast(BreakersListStateItem, value)
