from typing import Literal, cast

SchedulesListLastResultItem = Literal["blackout", "missed", "overlap", "refused", "started"]


def check_schedules_list_last_result_item(value: str) -> SchedulesListLastResultItem:
    return cast(SchedulesListLastResultItem, value)
