from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.target_kind import TargetKind, check_target_kind

if TYPE_CHECKING:
    from ..models.project_reference import ProjectReference


T = TypeVar("T", bound="Target")


@_attrs_define
class Target:
    """
    Attributes:
        created (datetime.datetime):
        credential (None | UUID):
        id (UUID):
        kind (TargetKind): * `repository` - Repository
            * `iac` - Infrastructure as code
            * `web` - Web application
            * `host` - Host
            * `cloud_account` - Cloud account
            * `image` - Container image
            * `imported` - Imported reports
        locator (str): Path, URL, host or account.
        name (str):
        options (Any):
        project (ProjectReference):
        retired (bool):
        updated (datetime.datetime):
    """

    created: datetime.datetime
    credential: None | UUID
    id: UUID
    kind: TargetKind
    locator: str
    name: str
    options: Any
    project: ProjectReference
    retired: bool
    updated: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created.isoformat()

        credential: None | str
        if isinstance(self.credential, UUID):
            credential = str(self.credential)
        else:
            credential = self.credential

        id = str(self.id)

        kind: str = self.kind

        locator = self.locator

        name = self.name

        options = self.options

        project = self.project.to_dict()

        retired = self.retired

        updated = self.updated.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "credential": credential,
                "id": id,
                "kind": kind,
                "locator": locator,
                "name": name,
                "options": options,
                "project": project,
                "retired": retired,
                "updated": updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_credential(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                credential_type_0 = UUID(data)

                return credential_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        credential = _parse_credential(d.pop("credential"))

        id = UUID(d.pop("id"))

        kind = check_target_kind(d.pop("kind"))

        locator = d.pop("locator")

        name = d.pop("name")

        options = d.pop("options")

        project = ProjectReference.from_dict(d.pop("project"))

        retired = d.pop("retired")

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        target = cls(
            created=created,
            credential=credential,
            id=id,
            kind=kind,
            locator=locator,
            name=name,
            options=options,
            project=project,
            retired=retired,
            updated=updated,
        )

        target.additional_properties = d
        return target

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
