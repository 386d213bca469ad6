from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Attribution")


@_attrs_define
class Attribution:
    """That a tool reports the finding on a target; `reported` until a full look missed it.

    Attributes:
        first_seen (datetime.datetime):
        last_run (None | UUID):
        last_seen (datetime.datetime):
        reported (bool):
        rule_id (str):
        target (UUID):
        tool (str):
    """

    first_seen: datetime.datetime
    last_run: None | UUID
    last_seen: datetime.datetime
    reported: bool
    rule_id: str
    target: UUID
    tool: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        first_seen = self.first_seen.isoformat()

        last_run: None | str
        if isinstance(self.last_run, UUID):
            last_run = str(self.last_run)
        else:
            last_run = self.last_run

        last_seen = self.last_seen.isoformat()

        reported = self.reported

        rule_id = self.rule_id

        target = str(self.target)

        tool = self.tool

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "first_seen": first_seen,
                "last_run": last_run,
                "last_seen": last_seen,
                "reported": reported,
                "rule_id": rule_id,
                "target": target,
                "tool": tool,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        first_seen = datetime.datetime.fromisoformat(d.pop("first_seen"))

        def _parse_last_run(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_run_type_0 = UUID(data)

                return last_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        last_run = _parse_last_run(d.pop("last_run"))

        last_seen = datetime.datetime.fromisoformat(d.pop("last_seen"))

        reported = d.pop("reported")

        rule_id = d.pop("rule_id")

        target = UUID(d.pop("target"))

        tool = d.pop("tool")

        attribution = cls(
            first_seen=first_seen,
            last_run=last_run,
            last_seen=last_seen,
            reported=reported,
            rule_id=rule_id,
            target=target,
            tool=tool,
        )

        attribution.additional_properties = d
        return attribution

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
