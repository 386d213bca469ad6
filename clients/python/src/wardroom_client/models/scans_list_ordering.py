from typing import Literal, cast

ScansListOrdering = Literal["-created", "created"]


def check_scans_list_ordering(value: str) -> ScansListOrdering:
    return cast(ScansListOrdering, value)
