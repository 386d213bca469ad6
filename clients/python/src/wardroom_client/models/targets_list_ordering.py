from typing import Literal, cast

TargetsListOrdering = Literal[
    "-created", "-kind", "-locator", "-name", "created", "kind", "locator", "name"
]


def check_targets_list_ordering(value: str) -> TargetsListOrdering:
    return cast(TargetsListOrdering, value)
