from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.patched_schedule_change_request_blackouts_item_type_0_days_item import (
    PatchedScheduleChangeRequestBlackoutsItemType0DaysItem,
    check_patched_schedule_change_request_blackouts_item_type_0_days_item,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="PatchedScheduleChangeRequestBlackoutsItemType0")


@_attrs_define
class PatchedScheduleChangeRequestBlackoutsItemType0:
    """Weekly. Without `days`: every day. An `end` that is not after `start` is on the next day.

    Attributes:
        end (str):
        start (str):
        days (list[PatchedScheduleChangeRequestBlackoutsItemType0DaysItem] | Unset):
        reason (str | Unset):
    """

    end: str
    start: str
    days: list[PatchedScheduleChangeRequestBlackoutsItemType0DaysItem] | Unset = UNSET
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        end = self.end

        start = self.start

        days: list[str] | Unset = UNSET
        if not isinstance(self.days, Unset):
            days = []
            for days_item_data in self.days:
                days_item: str = days_item_data
                days.append(days_item)

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "end": end,
                "start": start,
            }
        )
        if days is not UNSET:
            field_dict["days"] = days
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        end = d.pop("end")

        start = d.pop("start")

        _days = d.pop("days", UNSET)
        days: list[PatchedScheduleChangeRequestBlackoutsItemType0DaysItem] | Unset = UNSET
        if _days is not UNSET:
            days = []
            for days_item_data in _days:
                days_item = check_patched_schedule_change_request_blackouts_item_type_0_days_item(
                    days_item_data
                )

                days.append(days_item)

        reason = d.pop("reason", UNSET)

        patched_schedule_change_request_blackouts_item_type_0 = cls(
            end=end,
            start=start,
            days=days,
            reason=reason,
        )

        return patched_schedule_change_request_blackouts_item_type_0
