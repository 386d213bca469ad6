from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.credential_kind import CredentialKind, check_credential_kind
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_credential_request_values import NewCredentialRequestValues


T = TypeVar("T", bound="NewCredentialRequest")


@_attrs_define
class NewCredentialRequest:
    """
    Attributes:
        kind (CredentialKind): * `aws` - AWS
            * `azure` - Azure service principal
            * `gcp` - GCP service account
            * `kubernetes` - Kubernetes config
            * `generic` - Environment variables
        name (str):
        values (NewCredentialRequestValues): Fields of the kind in small letters, environment variables in any other;
            never shown again.
        expires (datetime.datetime | None | Unset):
        project (str | Unset): Id or slug; without it, the caller's default project.
    """

    kind: CredentialKind
    name: str
    values: NewCredentialRequestValues
    expires: datetime.datetime | None | Unset = UNSET
    project: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind: str = self.kind

        name = self.name

        values = self.values.to_dict()

        expires: None | str | Unset
        if isinstance(self.expires, Unset):
            expires = UNSET
        elif isinstance(self.expires, datetime.datetime):
            expires = self.expires.isoformat()
        else:
            expires = self.expires

        project = self.project

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "name": name,
                "values": values,
            }
        )
        if expires is not UNSET:
            field_dict["expires"] = expires
        if project is not UNSET:
            field_dict["project"] = project

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_credential_request_values import NewCredentialRequestValues  # noqa: PLC0415

        d = dict(src_dict)
        kind = check_credential_kind(d.pop("kind"))

        name = d.pop("name")

        values = NewCredentialRequestValues.from_dict(d.pop("values"))

        def _parse_expires(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_type_0 = datetime.datetime.fromisoformat(data)

                return expires_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        expires = _parse_expires(d.pop("expires", UNSET))

        project = d.pop("project", UNSET)

        new_credential_request = cls(
            kind=kind,
            name=name,
            values=values,
            expires=expires,
            project=project,
        )

        new_credential_request.additional_properties = d
        return new_credential_request

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
