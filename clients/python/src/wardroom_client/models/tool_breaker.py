from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_breaker_state_enum import ToolBreakerStateEnum, check_tool_breaker_state_enum

T = TypeVar("T", bound="ToolBreaker")


@_attrs_define
class ToolBreaker:
    """Whether the tool's circuit breaker lets it run; `/api/v1/breakers` has those of targets.

    Attributes:
        failures (int): In a row.
        next_probe (datetime.datetime | None):
        state (ToolBreakerStateEnum): * `closed` - closed
            * `open` - open
            * `half_open` - half_open
    """

    failures: int
    next_probe: datetime.datetime | None
    state: ToolBreakerStateEnum
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        failures = self.failures

        next_probe: None | str
        if isinstance(self.next_probe, datetime.datetime):
            next_probe = self.next_probe.isoformat()
        else:
            next_probe = self.next_probe

        state: str = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "failures": failures,
                "next_probe": next_probe,
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        failures = d.pop("failures")

        def _parse_next_probe(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_probe_type_0 = datetime.datetime.fromisoformat(data)

                return next_probe_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_probe = _parse_next_probe(d.pop("next_probe"))

        state = check_tool_breaker_state_enum(d.pop("state"))

        tool_breaker = cls(
            failures=failures,
            next_probe=next_probe,
            state=state,
        )

        tool_breaker.additional_properties = d
        return tool_breaker

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
