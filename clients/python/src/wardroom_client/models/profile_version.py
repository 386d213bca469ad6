from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.profile_content import ProfileContent


T = TypeVar("T", bound="ProfileVersion")


@_attrs_define
class ProfileVersion:
    """
    Attributes:
        content (ProfileContent): What a profile said.
        created (datetime.datetime):
        name (str):
        version (int):
    """

    content: ProfileContent
    created: datetime.datetime
    name: str
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        content = self.content.to_dict()

        created = self.created.isoformat()

        name = self.name

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "content": content,
                "created": created,
                "name": name,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.profile_content import ProfileContent  # noqa: PLC0415

        d = dict(src_dict)
        content = ProfileContent.from_dict(d.pop("content"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

        name = d.pop("name")

        version = d.pop("version")

        profile_version = cls(
            content=content,
            created=created,
            name=name,
            version=version,
        )

        profile_version.additional_properties = d
        return profile_version

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
