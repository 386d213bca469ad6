from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.project_role import ProjectRole, check_project_role

T = TypeVar("T", bound="Member")


@_attrs_define
class Member:
    """
    Attributes:
        created (datetime.datetime):
        role (ProjectRole): * `viewer` - Viewer
            * `analyst` - Analyst
            * `admin` - Admin
            * `owner` - Owner
        updated (datetime.datetime):
        username (str):
    """

    created: datetime.datetime
    role: ProjectRole
    updated: datetime.datetime
    username: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created.isoformat()

        role: str = self.role

        updated = self.updated.isoformat()

        username = self.username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "role": role,
                "updated": updated,
                "username": username,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        role = check_project_role(d.pop("role"))

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        username = d.pop("username")

        member = cls(
            created=created,
            role=role,
            updated=updated,
            username=username,
        )

        member.additional_properties = d
        return member

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
