from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.key_reference import KeyReference
    from ..models.own_membership import OwnMembership
    from ..models.project_reference import ProjectReference


T = TypeVar("T", bound="Me")


@_attrs_define
class Me:
    """
    Attributes:
        api_key (KeyReference | None): The key of this request, if it came by one.
        default_project (None | ProjectReference):
        email (str):
        id (UUID):
        is_staff (bool):
        is_superuser (bool):
        memberships (list[OwnMembership]):
        username (str):
    """

    api_key: KeyReference | None
    default_project: None | ProjectReference
    email: str
    id: UUID
    is_staff: bool
    is_superuser: bool
    memberships: list[OwnMembership]
    username: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.key_reference import KeyReference  # noqa: PLC0415
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        api_key: dict[str, Any] | None
        if isinstance(self.api_key, KeyReference):
            api_key = self.api_key.to_dict()
        else:
            api_key = self.api_key

        default_project: dict[str, Any] | None
        if isinstance(self.default_project, ProjectReference):
            default_project = self.default_project.to_dict()
        else:
            default_project = self.default_project

        email = self.email

        id = str(self.id)

        is_staff = self.is_staff

        is_superuser = self.is_superuser

        memberships = []
        for memberships_item_data in self.memberships:
            memberships_item = memberships_item_data.to_dict()
            memberships.append(memberships_item)

        username = self.username

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_key": api_key,
                "default_project": default_project,
                "email": email,
                "id": id,
                "is_staff": is_staff,
                "is_superuser": is_superuser,
                "memberships": memberships,
                "username": username,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.key_reference import KeyReference  # noqa: PLC0415
        from ..models.own_membership import OwnMembership  # noqa: PLC0415
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_api_key(data: object) -> KeyReference | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                api_key_type_0 = KeyReference.from_dict(data)

                return api_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KeyReference | None, data)

        api_key = _parse_api_key(d.pop("api_key"))

        def _parse_default_project(data: object) -> None | ProjectReference:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                default_project_type_0 = ProjectReference.from_dict(data)

                return default_project_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProjectReference, data)

        default_project = _parse_default_project(d.pop("default_project"))

        email = d.pop("email")

        id = UUID(d.pop("id"))

        is_staff = d.pop("is_staff")

        is_superuser = d.pop("is_superuser")

        memberships = []
        _memberships = d.pop("memberships")
        for memberships_item_data in _memberships:
            memberships_item = OwnMembership.from_dict(memberships_item_data)

            memberships.append(memberships_item)

        username = d.pop("username")

        me = cls(
            api_key=api_key,
            default_project=default_project,
            email=email,
            id=id,
            is_staff=is_staff,
            is_superuser=is_superuser,
            memberships=memberships,
            username=username,
        )

        me.additional_properties = d
        return me

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
