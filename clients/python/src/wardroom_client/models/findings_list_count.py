from typing import Literal, cast

FindingsListCount = Literal["exact"]


def check_findings_list_count(value: str) -> FindingsListCount:
    return cast(FindingsListCount, value)
