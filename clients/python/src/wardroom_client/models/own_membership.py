from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.project_role import ProjectRole, check_project_role

if TYPE_CHECKING:
    from ..models.project_reference import ProjectReference


T = TypeVar("T", bound="OwnMembership")


@_attrs_define
class OwnMembership:
    """
    Attributes:
        is_default (bool): Used where no project is named.
        project (ProjectReference):
        role (ProjectRole): * `viewer` - Viewer
            * `analyst` - Analyst
            * `admin` - Admin
            * `owner` - Owner
    """

    is_default: bool
    project: ProjectReference
    role: ProjectRole
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        is_default = self.is_default

        project = self.project.to_dict()

        role: str = self.role

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "is_default": is_default,
                "project": project,
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        d = dict(src_dict)
        is_default = d.pop("is_default")

        project = ProjectReference.from_dict(d.pop("project"))

        role = check_project_role(d.pop("role"))

        own_membership = cls(
            is_default=is_default,
            project=project,
            role=role,
        )

        own_membership.additional_properties = d
        return own_membership

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
