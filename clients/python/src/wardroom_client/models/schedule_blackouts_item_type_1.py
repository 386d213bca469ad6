from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ScheduleBlackoutsItemType1")


@_attrs_define
class ScheduleBlackoutsItemType1:
    """Dated: `2026-12-24 12:00`, or a date, which is meant with its end.

    Attributes:
        from_ (str):
        until (str):
        reason (str | Unset):
    """

    from_: str
    until: str
    reason: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from_ = self.from_

        until = self.until

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "from": from_,
                "until": until,
            }
        )
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        from_ = d.pop("from")

        until = d.pop("until")

        reason = d.pop("reason", UNSET)

        schedule_blackouts_item_type_1 = cls(
            from_=from_,
            until=until,
            reason=reason,
        )

        return schedule_blackouts_item_type_1
