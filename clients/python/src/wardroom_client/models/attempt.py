from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.run_state import RunState, check_run_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.held_limits import HeldLimits


T = TypeVar("T", bound="Attempt")


@_attrs_define
class Attempt:
    """
    Attributes:
        duration_ms (int | None):
        error (None | str):
        limits (HeldLimits | None): Null: it was not started.
        number (int):
        outcome (None | str):
        worker (str):
        cpu_ms (int | None | Unset):
        exit_code (int | None | Unset):
        finished (datetime.datetime | None | Unset):
        peak_memory_bytes (int | None | Unset):
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

    duration_ms: int | None
    error: None | str
    limits: HeldLimits | None
    number: int
    outcome: None | str
    worker: str
    cpu_ms: int | None | Unset = UNSET
    exit_code: int | None | Unset = UNSET
    finished: datetime.datetime | None | Unset = UNSET
    peak_memory_bytes: int | None | Unset = UNSET
    signal: int | None | Unset = UNSET
    started: datetime.datetime | None | Unset = UNSET
    state: RunState | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.held_limits import HeldLimits  # noqa: PLC0415

        duration_ms: int | None
        duration_ms = self.duration_ms

        error: None | str
        error = self.error

        limits: dict[str, Any] | None
        if isinstance(self.limits, HeldLimits):
            limits = self.limits.to_dict()
        else:
            limits = self.limits

        number = self.number

        outcome: None | str
        outcome = self.outcome

        worker = self.worker

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

        peak_memory_bytes: int | None | Unset
        if isinstance(self.peak_memory_bytes, Unset):
            peak_memory_bytes = UNSET
        else:
            peak_memory_bytes = self.peak_memory_bytes

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
                "duration_ms": duration_ms,
                "error": error,
                "limits": limits,
                "number": number,
                "outcome": outcome,
                "worker": worker,
            }
        )
        if cpu_ms is not UNSET:
            field_dict["cpu_ms"] = cpu_ms
        if exit_code is not UNSET:
            field_dict["exit_code"] = exit_code
        if finished is not UNSET:
            field_dict["finished"] = finished
        if peak_memory_bytes is not UNSET:
            field_dict["peak_memory_bytes"] = peak_memory_bytes
        if signal is not UNSET:
            field_dict["signal"] = signal
        if started is not UNSET:
            field_dict["started"] = started
        if state is not UNSET:
            field_dict["state"] = state

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.held_limits import HeldLimits  # noqa: PLC0415

        d = dict(src_dict)

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

        def _parse_limits(data: object) -> HeldLimits | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                limits_type_0 = HeldLimits.from_dict(data)

                return limits_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HeldLimits | None, data)

        limits = _parse_limits(d.pop("limits"))

        number = d.pop("number")

        def _parse_outcome(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        outcome = _parse_outcome(d.pop("outcome"))

        worker = d.pop("worker")

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

        def _parse_peak_memory_bytes(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        peak_memory_bytes = _parse_peak_memory_bytes(d.pop("peak_memory_bytes", UNSET))

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

        attempt = cls(
            duration_ms=duration_ms,
            error=error,
            limits=limits,
            number=number,
            outcome=outcome,
            worker=worker,
            cpu_ms=cpu_ms,
            exit_code=exit_code,
            finished=finished,
            peak_memory_bytes=peak_memory_bytes,
            signal=signal,
            started=started,
            state=state,
        )

        attempt.additional_properties = d
        return attempt

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
