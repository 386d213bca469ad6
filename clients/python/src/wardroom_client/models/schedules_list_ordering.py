from typing import Literal, cast

SchedulesListOrdering = Literal["-created", "-name", "-next_run", "created", "name", "next_run"]


def check_schedules_list_ordering(value: str) -> SchedulesListOrdering:
    return cast(SchedulesListOrdering, value)
