from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.outcome_enum import OutcomeEnum, check_outcome_enum
from ..models.run_state import RunState, check_run_state

T = TypeVar("T", bound="ImportedRun")


@_attrs_define
class ImportedRun:
    """What became of one tool that the report names.

    Attributes:
        error (None | str):
        findings (int):
        full_scope (bool):
        hint (None | str):
        note (None | str):
        outcome (OutcomeEnum): * `clean` - clean
            * `findings` - findings
            * `findings_with_errors` - findings_with_errors
            * `auth_failed` - auth_failed
            * `permission_denied` - permission_denied
            * `throttled` - throttled
            * `network` - network
            * `timed_out` - timed_out
            * `out_of_memory` - out_of_memory
            * `killed` - killed
            * `crashed` - crashed
            * `bad_arguments` - bad_arguments
            * `not_installed` - not_installed
            * `unreadable_report` - unreadable_report
            * `cancelled` - cancelled
            * `lost` - lost
            * `breaker_open` - breaker_open
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
    """

    error: None | str
    findings: int
    full_scope: bool
    hint: None | str
    note: None | str
    outcome: OutcomeEnum
    state: RunState
    tool: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        error: None | str
        error = self.error

        findings = self.findings

        full_scope = self.full_scope

        hint: None | str
        hint = self.hint

        note: None | str
        note = self.note

        outcome: str = self.outcome

        state: str = self.state

        tool = self.tool

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "error": error,
                "findings": findings,
                "full_scope": full_scope,
                "hint": hint,
                "note": note,
                "outcome": outcome,
                "state": state,
                "tool": tool,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        findings = d.pop("findings")

        full_scope = d.pop("full_scope")

        def _parse_hint(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        hint = _parse_hint(d.pop("hint"))

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        outcome = check_outcome_enum(d.pop("outcome"))

        state = check_run_state(d.pop("state"))

        tool = d.pop("tool")

        imported_run = cls(
            error=error,
            findings=findings,
            full_scope=full_scope,
            hint=hint,
            note=note,
            outcome=outcome,
            state=state,
            tool=tool,
        )

        imported_run.additional_properties = d
        return imported_run

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
