from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.patched_credential_change_request_values import (
        PatchedCredentialChangeRequestValues,
    )


T = TypeVar("T", bound="PatchedCredentialChangeRequest")


@_attrs_define
class PatchedCredentialChangeRequest:
    """
    Attributes:
        expires (datetime.datetime | None | Unset):
        name (str | Unset):
        values (PatchedCredentialChangeRequestValues | Unset):
    """

    expires: datetime.datetime | None | Unset = UNSET
    name: str | Unset = UNSET
    values: PatchedCredentialChangeRequestValues | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        expires: None | str | Unset
        if isinstance(self.expires, Unset):
            expires = UNSET
        elif isinstance(self.expires, datetime.datetime):
            expires = self.expires.isoformat()
        else:
            expires = self.expires

        name = self.name

        values: dict[str, Any] | Unset = UNSET
        if not isinstance(self.values, Unset):
            values = self.values.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if expires is not UNSET:
            field_dict["expires"] = expires
        if name is not UNSET:
            field_dict["name"] = name
        if values is not UNSET:
            field_dict["values"] = values

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.patched_credential_change_request_values import (
            PatchedCredentialChangeRequestValues,  # noqa: PLC0415
        )

        d = dict(src_dict)

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

        name = d.pop("name", UNSET)

        _values = d.pop("values", UNSET)
        values: PatchedCredentialChangeRequestValues | Unset
        if isinstance(_values, Unset):
            values = UNSET
        else:
            values = PatchedCredentialChangeRequestValues.from_dict(_values)

        patched_credential_change_request = cls(
            expires=expires,
            name=name,
            values=values,
        )

        patched_credential_change_request.additional_properties = d
        return patched_credential_change_request

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
