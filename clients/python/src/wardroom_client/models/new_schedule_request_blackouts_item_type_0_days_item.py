from typing import Literal, cast

NewScheduleRequestBlackoutsItemType0DaysItem = Literal[
    "fri", "mon", "sat", "sun", "thu", "tue", "wed"
]


def check_new_schedule_request_blackouts_item_type_0_days_item(
    value: str,
) -> NewScheduleRequestBlackoutsItemType0DaysItem:
    return cast(NewScheduleRequestBlackoutsItemType0DaysItem, value)
