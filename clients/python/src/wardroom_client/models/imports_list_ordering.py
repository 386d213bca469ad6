from typing import Literal, cast

ImportsListOrdering = Literal["-received", "received"]


def check_imports_list_ordering(value: str) -> ImportsListOrdering:
    return cast(ImportsListOrdering, value)
