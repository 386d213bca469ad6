from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.target_kind import TargetKind, check_target_kind
from ..types import UNSET, Unset

T = TypeVar("T", bound="TargetBrief")


@_attrs_define
class TargetBrief:
    """
    Attributes:
        id (UUID):
        kind (TargetKind): * `repository` - Repository
            * `iac` - Infrastructure as code
            * `web` - Web application
            * `host` - Host
            * `cloud_account` - Cloud account
            * `image` - Container image
            * `imported` - Imported reports
        locator (str): Path, URL, host or account.
        name (str | Unset):
    """

    id: UUID
    kind: TargetKind
    locator: str
    name: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind: str = self.kind

        locator = self.locator

        name = self.name

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "locator": locator,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = check_target_kind(d.pop("kind"))

        locator = d.pop("locator")

        name = d.pop("name", UNSET)

        target_brief = cls(
            id=id,
            kind=kind,
            locator=locator,
            name=name,
        )

        target_brief.additional_properties = d
        return target_brief

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
