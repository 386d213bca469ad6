from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_state import RunState, check_run_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.attempt import Attempt
    from ..models.progress import Progress


T = TypeVar("T", bound="ToolRun")


@_attrs_define
class ToolRun:
    """The rich view of one tool of a scan. `cause` is the outcome of a run that failed.

    Attributes:
        attempts (list[Attempt]):
        cause (None | str):
        duration_ms (int | None):
        error (None | str):
        hint (None | str):
        outcome (None | str):
        position (int):
        progress (Progress):
        tool (str):
        waits_for (None | str): Why a queued run does not run yet.
        waits_until (datetime.datetime | None): Of a queued run that is tried again by itself: not before this time.
        coverage (Any | Unset): asked, examined, skipped with reasons.
        cpu_ms (int | None | Unset):
        exit_code (int | None | Unset):
        finished (datetime.datetime | None | Unset):
        limits (Any | Unset): What it may use.
        peak_memory_bytes (int | None | Unset):
        retryable (bool | Unset):
        signal (int | None | Unset):
        started (datetime.datetime | None | Unset):
        state (RunState | Unset): * `queued` - Queued
            * `running` - Running
            * `cancelling` - Cancelling
            * `succeeded` - Succeeded
            * `failed` - Failed
            * `timed_out` - Timed out
            * `lost` - Lost
            * `cancelled` - Cancelled
            * `skipped` - Skipped
    """

    attempts: list[Attempt]
    cause: None | str
    duration_ms: int | None
    error: None | str
    hint: None | str
    outcome: None | str
    position: int
    progress: Progress
    tool: str
    waits_for: None | str
    waits_until: datetime.datetime | None
    coverage: Any | Unset = UNSET
    cpu_ms: int | None | Unset = UNSET
    exit_code: int | None | Unset = UNSET
    finished: datetime.datetime | None | Unset = UNSET
    limits: Any | Unset = UNSET
    peak_memory_bytes: int | None | Unset = UNSET
    retryable: bool | Unset = UNSET
    signal: int | None | Unset = UNSET
    started: datetime.datetime | None | Unset = UNSET
    state: RunState | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempts = []
        for attempts_item_data in self.attempts:
            attempts_item = attempts_item_data.to_dict()
            attempts.append(attempts_item)

        cause: None | str
        cause = self.cause

        duration_ms: int | None
        duration_ms = self.duration_ms

        error: None | str
        error = self.error

        hint: None | str
        hint = self.hint

        outcome: None | str
        outcome = self.outcome

        position = self.position

        progress = self.progress.to_dict()

        tool = self.tool

        waits_for: None | str
        waits_for = self.waits_for

        waits_until: None | str
        if isinstance(self.waits_until, datetime.datetime):
            waits_until = self.waits_until.isoformat()
        else:
            waits_until = self.waits_until

        coverage = self.coverage

        cpu_ms: int | None | Unset
        if isinstance(self.cpu_ms, Unset):
            cpu_ms = UNSET
        else:
            cpu_ms = self.cpu_ms

        exit_code: int | None | Unset
        if isinstance(self.exit_code, Unset):
            exit_code = UNSET
        else:
            exit_code = self.exit_code

        finished: None | str | Unset
        if isinstance(self.finished, Unset):
            finished = UNSET
        elif isinstance(self.finished, datetime.datetime):
            finished = self.finished.isoformat()
        else:
            finished = self.finished

        limits = self.limits

        peak_memory_bytes: int | None | Unset
        if isinstance(self.peak_memory_bytes, Unset):
            peak_memory_bytes = UNSET
        else:
            peak_memory_bytes = self.peak_memory_bytes

        retryable = self.retryable

        signal: int | None | Unset
        if isinstance(self.signal, Unset):
            signal = UNSET
        else:
            signal = self.signal

        started: None | str | Unset
        if isinstance(self.started, Unset):
            started = UNSET
        elif isinstance(self.started, datetime.datetime):
            started = self.started.isoformat()
        else:
            started = self.started

        state: str | Unset = UNSET
        if not isinstance(self.state, Unset):
            state = self.state

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempts": attempts,
                "cause": cause,
                "duration_ms": duration_ms,
                "error": error,
                "hint": hint,
                "outcome": outcome,
                "position": position,
                "progress": progress,
                "tool": tool,
                "waits_for": waits_for,
                "waits_until": waits_until,
            }
        )
        if coverage is not UNSET:
            field_dict["coverage"] = coverage
        if cpu_ms is not UNSET:
            field_dict["cpu_ms"] = cpu_ms
        if exit_code is not UNSET:
            field_dict["exit_code"] = exit_code
        if finished is not UNSET:
            field_dict["finished"] = finished
        if limits is not UNSET:
            field_dict["limits"] = limits
        if peak_memory_bytes is not UNSET:
            field_dict["peak_memory_bytes"] = peak_memory_bytes
        if retryable is not UNSET:
            field_dict["retryable"] = retryable
        if signal is not UNSET:
            field_dict["signal"] = signal
        if started is not UNSET:
            field_dict["started"] = started
        if state is not UNSET:
            field_dict["state"] = state

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.attempt import Attempt  # noqa: PLC0415
        from ..models.progress import Progress  # noqa: PLC0415

        d = dict(src_dict)
        attempts = []
        _attempts = d.pop("attempts")
        for attempts_item_data in _attempts:
            attempts_item = Attempt.from_dict(attempts_item_data)

            attempts.append(attempts_item)

        def _parse_cause(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        cause = _parse_cause(d.pop("cause"))

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        def _parse_hint(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        hint = _parse_hint(d.pop("hint"))

        def _parse_outcome(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        outcome = _parse_outcome(d.pop("outcome"))

        position = d.pop("position")

        progress = Progress.from_dict(d.pop("progress"))

        tool = d.pop("tool")

        def _parse_waits_for(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        waits_for = _parse_waits_for(d.pop("waits_for"))

        def _parse_waits_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                waits_until_type_0 = datetime.datetime.fromisoformat(data)

                return waits_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        waits_until = _parse_waits_until(d.pop("waits_until"))

        coverage = d.pop("coverage", UNSET)

        def _parse_cpu_ms(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        cpu_ms = _parse_cpu_ms(d.pop("cpu_ms", UNSET))

        def _parse_exit_code(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        exit_code = _parse_exit_code(d.pop("exit_code", UNSET))

        def _parse_finished(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_type_0 = datetime.datetime.fromisoformat(data)

                return finished_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        finished = _parse_finished(d.pop("finished", UNSET))

        limits = d.pop("limits", UNSET)

        def _parse_peak_memory_bytes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        peak_memory_bytes = _parse_peak_memory_bytes(d.pop("peak_memory_bytes", UNSET))

        retryable = d.pop("retryable", UNSET)

        def _parse_signal(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        signal = _parse_signal(d.pop("signal", UNSET))

        def _parse_started(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_type_0 = datetime.datetime.fromisoformat(data)

                return started_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        started = _parse_started(d.pop("started", UNSET))

        _state = d.pop("state", UNSET)
        state: RunState | Unset
        if isinstance(_state, Unset):
            state = UNSET
        else:
            state = check_run_state(_state)

        tool_run = cls(
            attempts=attempts,
            cause=cause,
            duration_ms=duration_ms,
            error=error,
            hint=hint,
            outcome=outcome,
            position=position,
            progress=progress,
            tool=tool,
            waits_for=waits_for,
            waits_until=waits_until,
            coverage=coverage,
            cpu_ms=cpu_ms,
            exit_code=exit_code,
            finished=finished,
            limits=limits,
            peak_memory_bytes=peak_memory_bytes,
            retryable=retryable,
            signal=signal,
            started=started,
            state=state,
        )

        tool_run.additional_properties = d
        return tool_run

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
