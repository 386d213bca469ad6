from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_state import RunState, check_run_state

T = TypeVar("T", bound="Log")


@_attrs_define
class Log:
    """The last lines of a run's log, sanitized when they were written.

    Attributes:
        attempt (int):
        lines (list[str]):
        state (RunState): * `queued` - Queued
            * `running` - Running
            * `cancelling` - Cancelling
            * `succeeded` - Succeeded
            * `failed` - Failed
            * `timed_out` - Timed out
            * `lost` - Lost
            * `cancelled` - Cancelled
            * `skipped` - Skipped
        tool (str):
        truncated (bool): Earlier lines exist.
    """

    attempt: int
    lines: list[str]
    state: RunState
    tool: str
    truncated: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        lines = self.lines

        state: str = self.state

        tool = self.tool

        truncated = self.truncated

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "lines": lines,
                "state": state,
                "tool": tool,
                "truncated": truncated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        lines = cast(list[str], d.pop("lines"))

        state = check_run_state(d.pop("state"))

        tool = d.pop("tool")

        truncated = d.pop("truncated")

        log = cls(
            attempt=attempt,
            lines=lines,
            state=state,
            tool=tool,
            truncated=truncated,
        )

        log.additional_properties = d
        return log

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
