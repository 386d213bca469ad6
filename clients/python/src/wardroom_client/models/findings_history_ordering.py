from typing import Literal, cast

FindingsHistoryOrdering = Literal["-created", "created"]


def check_findings_history_ordering(value: str) -> FindingsHistoryOrdering:
    return cast(FindingsHistoryOrdering, value)
