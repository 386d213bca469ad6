from typing import Literal, cast

BreakersListOrdering = Literal["-created", "-updated", "created", "updated"]


def check_breakers_list_ordering(value: str) -> BreakersListOrdering:
    return cast(BreakersListOrdering, value)
