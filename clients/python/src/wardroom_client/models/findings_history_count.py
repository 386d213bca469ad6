from typing import Literal, cast

FindingsHistoryCount = Literal["exact"]


def check_findings_history_count(value: str) -> FindingsHistoryCount:
    return cast(FindingsHistoryCount, value)
