from typing import Literal, cast

ScheduleBlackoutsItemType0DaysItem = Literal["fri", "mon", "sat", "sun", "thu", "tue", "wed"]


def check_schedule_blackouts_item_type_0_days_item(
    value: str,
) -> ScheduleBlackoutsItemType0DaysItem:
    return cast(ScheduleBlackoutsItemType0DaysItem, value)
