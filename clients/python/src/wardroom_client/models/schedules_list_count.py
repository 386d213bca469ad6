from typing import Literal, cast

SchedulesListCount = Literal["exact"]


def check_schedules_list_count(value: str) -> SchedulesListCount:
    return cast(SchedulesListCount, value)
