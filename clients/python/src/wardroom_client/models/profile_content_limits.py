from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProfileContentLimits")


@_attrs_define
class ProfileContentLimits:
    """What each tool may use; what is absent is the tool's own. The server's maximum holds for all.

    Attributes:
        cpu_seconds (int | Unset):
        cpus (float | Unset):
        file_bytes (int | Unset):
        memory_bytes (int | Unset):
        output_bytes (int | Unset):
        processes (int | Unset):
    """

    cpu_seconds: int | Unset = UNSET
    cpus: float | Unset = UNSET
    file_bytes: int | Unset = UNSET
    memory_bytes: int | Unset = UNSET
    output_bytes: int | Unset = UNSET
    processes: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        cpu_seconds = self.cpu_seconds

        cpus = self.cpus

        file_bytes = self.file_bytes

        memory_bytes = self.memory_bytes

        output_bytes = self.output_bytes

        processes = self.processes

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if cpu_seconds is not UNSET:
            field_dict["cpu_seconds"] = cpu_seconds
        if cpus is not UNSET:
            field_dict["cpus"] = cpus
        if file_bytes is not UNSET:
            field_dict["file_bytes"] = file_bytes
        if memory_bytes is not UNSET:
            field_dict["memory_bytes"] = memory_bytes
        if output_bytes is not UNSET:
            field_dict["output_bytes"] = output_bytes
        if processes is not UNSET:
            field_dict["processes"] = processes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cpu_seconds = d.pop("cpu_seconds", UNSET)

        cpus = d.pop("cpus", UNSET)

        file_bytes = d.pop("file_bytes", UNSET)

        memory_bytes = d.pop("memory_bytes", UNSET)

        output_bytes = d.pop("output_bytes", UNSET)

        processes = d.pop("processes", UNSET)

        profile_content_limits = cls(
            cpu_seconds=cpu_seconds,
            cpus=cpus,
            file_bytes=file_bytes,
            memory_bytes=memory_bytes,
            output_bytes=output_bytes,
            processes=processes,
        )

        return profile_content_limits
