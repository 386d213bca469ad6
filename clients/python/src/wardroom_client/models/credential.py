from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.blank_enum import BlankEnum, check_blank_enum
from ..models.credential_kind import CredentialKind, check_credential_kind
from ..models.credential_result import CredentialResult, check_credential_result

if TYPE_CHECKING:
    from ..models.project_reference import ProjectReference


T = TypeVar("T", bound="Credential")


@_attrs_define
class Credential:
    """
    Attributes:
        created (datetime.datetime):
        environment (list[str]): Names of the variables that a tool gets; some point to private files.
        expires (datetime.datetime | None):
        fields_set (list[str]): Names of the values that are stored.
        has_expired (bool):
        id (UUID):
        kind (CredentialKind): * `aws` - AWS
            * `azure` - Azure service principal
            * `gcp` - GCP service account
            * `kubernetes` - Kubernetes config
            * `generic` - Environment variables
        last_cause (str): What the provider said.
        last_checked (datetime.datetime | None):
        last_error (str): As a tool's run would say it; empty where ok.
        last_identity (str): For whom the provider takes it.
        last_result (BlankEnum | CredentialResult): Empty: never checked.

            * `ok` - OK
            * `auth_failed` - Refused
            * `permission_denied` - Not permitted
            * `throttled` - Throttled
            * `network` - Not reached
            * `not_checkable` - Cannot be checked
        name (str):
        project (ProjectReference):
        updated (datetime.datetime):
    """

    created: datetime.datetime
    environment: list[str]
    expires: datetime.datetime | None
    fields_set: list[str]
    has_expired: bool
    id: UUID
    kind: CredentialKind
    last_cause: str
    last_checked: datetime.datetime | None
    last_error: str
    last_identity: str
    last_result: BlankEnum | CredentialResult
    name: str
    project: ProjectReference
    updated: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created.isoformat()

        environment = self.environment

        expires: None | str
        if isinstance(self.expires, datetime.datetime):
            expires = self.expires.isoformat()
        else:
            expires = self.expires

        fields_set = self.fields_set

        has_expired = self.has_expired

        id = str(self.id)

        kind: str = self.kind

        last_cause = self.last_cause

        last_checked: None | str
        if isinstance(self.last_checked, datetime.datetime):
            last_checked = self.last_checked.isoformat()
        else:
            last_checked = self.last_checked

        last_error = self.last_error

        last_identity = self.last_identity

        last_result: str
        if isinstance(self.last_result, str):
            last_result = self.last_result
        else:
            last_result = self.last_result

        name = self.name

        project = self.project.to_dict()

        updated = self.updated.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "environment": environment,
                "expires": expires,
                "fields_set": fields_set,
                "has_expired": has_expired,
                "id": id,
                "kind": kind,
                "last_cause": last_cause,
                "last_checked": last_checked,
                "last_error": last_error,
                "last_identity": last_identity,
                "last_result": last_result,
                "name": name,
                "project": project,
                "updated": updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.project_reference import ProjectReference  # noqa: PLC0415

        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        environment = cast(list[str], d.pop("environment"))

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

        fields_set = cast(list[str], d.pop("fields_set"))

        has_expired = d.pop("has_expired")

        id = UUID(d.pop("id"))

        kind = check_credential_kind(d.pop("kind"))

        last_cause = d.pop("last_cause")

        def _parse_last_checked(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_checked_type_0 = datetime.datetime.fromisoformat(data)

                return last_checked_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        last_checked = _parse_last_checked(d.pop("last_checked"))

        last_error = d.pop("last_error")

        last_identity = d.pop("last_identity")

        def _parse_last_result(data: object) -> BlankEnum | CredentialResult:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                last_result_type_0 = check_credential_result(data)

                return last_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, str):
                raise TypeError()
            last_result_type_1 = check_blank_enum(data)

            return last_result_type_1

        last_result = _parse_last_result(d.pop("last_result"))

        name = d.pop("name")

        project = ProjectReference.from_dict(d.pop("project"))

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        credential = cls(
            created=created,
            environment=environment,
            expires=expires,
            fields_set=fields_set,
            has_expired=has_expired,
            id=id,
            kind=kind,
            last_cause=last_cause,
            last_checked=last_checked,
            last_error=last_error,
            last_identity=last_identity,
            last_result=last_result,
            name=name,
            project=project,
            updated=updated,
        )

        credential.additional_properties = d
        return credential

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
