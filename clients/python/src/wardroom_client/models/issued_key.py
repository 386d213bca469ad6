from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.project_reference import ProjectReference


T = TypeVar("T", bound="IssuedKey")


@_attrs_define
class IssuedKey:
    """
    Attributes:
        created (datetime.datetime):
        expires (datetime.datetime | None):
        id (UUID):
        key (str): The key itself, shown this once.
        last_used (datetime.datetime | None):
        name (str):
        owner (str):
        prefix (str):
        project (None | ProjectReference):
        revoked (datetime.datetime | None):
        scopes (Any): findings:read, findings:write, scans:read, scans:write, metrics:read
    """

    created: datetime.datetime
    expires: datetime.datetime | None
    id: UUID
    key: str
    last_used: datetime.datetime | None
    name: str
    owner: str
    prefix: str
    project: None | ProjectReference
    revoked: datetime.datetime | None
    scopes: Any
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        created = self.created.isoformat()

        expires: None | str
        if isinstance(self.expires, datetime.datetime):
            expires = self.expires.isoformat()
        else:
            expires = self.expires

        id = str(self.id)

        key = self.key

        last_used: None | str
        if isinstance(self.last_used, datetime.datetime):
            last_used = self.last_used.isoformat()
        else:
            last_used = self.last_used

        name = self.name

        owner = self.owner

        prefix = self.prefix

        project: dict[str, Any] | None
        if isinstance(self.project, ProjectReference):
            project = self.project.to_dict()
        else:
            project = self.project

        revoked: None | str
        if isinstance(self.revoked, datetime.datetime):
            revoked = self.revoked.isoformat()
        else:
            revoked = self.revoked

        scopes = self.scopes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "expires": expires,
                "id": id,
                "key": key,
                "last_used": last_used,
                "name": name,
                "owner": owner,
                "prefix": prefix,
                "project": project,
                "revoked": revoked,
                "scopes": scopes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_expires(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_type_0 = datetime.datetime.fromisoformat(data)

                return expires_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires = _parse_expires(d.pop("expires"))

        id = UUID(d.pop("id"))

        key = d.pop("key")

        def _parse_last_used(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_used_type_0 = datetime.datetime.fromisoformat(data)

                return last_used_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_used = _parse_last_used(d.pop("last_used"))

        name = d.pop("name")

        owner = d.pop("owner")

        prefix = d.pop("prefix")

        def _parse_project(data: object) -> None | ProjectReference:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                project_type_0 = ProjectReference.from_dict(data)

                return project_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | ProjectReference, data)

        project = _parse_project(d.pop("project"))

        def _parse_revoked(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                revoked_type_0 = datetime.datetime.fromisoformat(data)

                return revoked_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        revoked = _parse_revoked(d.pop("revoked"))

        scopes = d.pop("scopes")

        issued_key = cls(
            created=created,
            expires=expires,
            id=id,
            key=key,
            last_used=last_used,
            name=name,
            owner=owner,
            prefix=prefix,
            project=project,
            revoked=revoked,
            scopes=scopes,
        )

        issued_key.additional_properties = d
        return issued_key

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
