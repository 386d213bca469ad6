from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.part import Part


T = TypeVar("T", bound="Fingerprint")


@_attrs_define
class Fingerprint:
    """Why this is one finding: the parts that were hashed, in order.

    Attributes:
        finding (UUID):
        fingerprint (str):
        kind (str):
        parts (list[Part]):
        version (int):
    """

    finding: UUID
    fingerprint: str
    kind: str
    parts: list[Part]
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        finding = str(self.finding)

        fingerprint = self.fingerprint

        kind = self.kind

        parts = []
        for parts_item_data in self.parts:
            parts_item = parts_item_data.to_dict()
            parts.append(parts_item)

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "finding": finding,
                "fingerprint": fingerprint,
                "kind": kind,
                "parts": parts,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.part import Part  # noqa: PLC0415

        d = dict(src_dict)
        finding = UUID(d.pop("finding"))

        fingerprint = d.pop("fingerprint")

        kind = d.pop("kind")

        parts = []
        _parts = d.pop("parts")
        for parts_item_data in _parts:
            parts_item = Part.from_dict(parts_item_data)

            parts.append(parts_item)

        version = d.pop("version")

        fingerprint = cls(
            finding=finding,
            fingerprint=fingerprint,
            kind=kind,
            parts=parts,
            version=version,
        )

        fingerprint.additional_properties = d
        return fingerprint

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
