from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Limits")


@_attrs_define
class Limits:
    """What a run may use; null: as much as it wants.

    Attributes:
        cpu_seconds (float | None): Processor time of all its processes together.
        cpus (float | None): Processors at once; held by cgroups and containers only.
        file_bytes (int | None): Of each file that it writes.
        memory_bytes (int | None): Of all its processes together.
        output_bytes (int): What is kept of the text that it prints.
        processes (int | None):
        seconds (float):
    """

    cpu_seconds: float | None
    cpus: float | None
    file_bytes: int | None
    memory_bytes: int | None
    output_bytes: int
    processes: int | None
    seconds: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cpu_seconds: float | None
        cpu_seconds = self.cpu_seconds

        cpus: float | None
        cpus = self.cpus

        file_bytes: int | None
        file_bytes = self.file_bytes

        memory_bytes: int | None
        memory_bytes = self.memory_bytes

        output_bytes = self.output_bytes

        processes: int | None
        processes = self.processes

        seconds = self.seconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cpu_seconds": cpu_seconds,
                "cpus": cpus,
                "file_bytes": file_bytes,
                "memory_bytes": memory_bytes,
                "output_bytes": output_bytes,
                "processes": processes,
                "seconds": seconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_cpu_seconds(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cpu_seconds = _parse_cpu_seconds(d.pop("cpu_seconds"))

        def _parse_cpus(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cpus = _parse_cpus(d.pop("cpus"))

        def _parse_file_bytes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        file_bytes = _parse_file_bytes(d.pop("file_bytes"))

        def _parse_memory_bytes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        memory_bytes = _parse_memory_bytes(d.pop("memory_bytes"))

        output_bytes = d.pop("output_bytes")

        def _parse_processes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        processes = _parse_processes(d.pop("processes"))

        seconds = d.pop("seconds")

        limits = cls(
            cpu_seconds=cpu_seconds,
            cpus=cpus,
            file_bytes=file_bytes,
            memory_bytes=memory_bytes,
            output_bytes=output_bytes,
            processes=processes,
            seconds=seconds,
        )

        limits.additional_properties = d
        return limits

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
