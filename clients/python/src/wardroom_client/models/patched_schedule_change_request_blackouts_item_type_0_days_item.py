from typing import Literal, cast

PatchedScheduleChangeRequestBlackoutsItemType0DaysItem = Literal[
    "fri", "mon", "sat", "sun", "thu", "tue", "wed"
]


def check_patched_schedule_change_request_blackouts_item_type_0_days_item(
    value: str,
) -> PatchedScheduleChangeRequestBlackoutsItemType0DaysItem:
    return cast(PatchedScheduleChangeRequestBlackoutsItemType0DaysItem, value)
