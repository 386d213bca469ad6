from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.patched_target_change_request_options import PatchedTargetChangeRequestOptions


T = TypeVar("T", bound="PatchedTargetChangeRequest")


@_attrs_define
class PatchedTargetChangeRequest:
    """
    Attributes:
        credential (None | Unset | UUID):
        name (str | Unset):
        options (PatchedTargetChangeRequestOptions | Unset):
        retired (bool | Unset):
    """

    credential: None | Unset | UUID = UNSET
    name: str | Unset = UNSET
    options: PatchedTargetChangeRequestOptions | Unset = UNSET
    retired: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        credential: None | str | Unset
        if isinstance(self.credential, Unset):
            credential = UNSET
        elif isinstance(self.credential, UUID):
            credential = str(self.credential)
        else:
            credential = self.credential

        name = self.name

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        retired = self.retired

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if credential is not UNSET:
            field_dict["credential"] = credential
        if name is not UNSET:
            field_dict["name"] = name
        if options is not UNSET:
            field_dict["options"] = options
        if retired is not UNSET:
            field_dict["retired"] = retired

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.patched_target_change_request_options import PatchedTargetChangeRequestOptions  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_credential(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                credential_type_0 = UUID(data)

                return credential_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        credential = _parse_credential(d.pop("credential", UNSET))

        name = d.pop("name", UNSET)

        _options = d.pop("options", UNSET)
        options: PatchedTargetChangeRequestOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = PatchedTargetChangeRequestOptions.from_dict(_options)

        retired = d.pop("retired", UNSET)

        patched_target_change_request = cls(
            credential=credential,
            name=name,
            options=options,
            retired=retired,
        )

        patched_target_change_request.additional_properties = d
        return patched_target_change_request

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
