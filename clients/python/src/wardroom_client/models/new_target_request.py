from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.new_target_request_options import NewTargetRequestOptions


T = TypeVar("T", bound="NewTargetRequest")


@_attrs_define
class NewTargetRequest:
    """
    Attributes:
        kind (str): One of the kinds of targets.
        locator (str):
        credential (None | Unset | UUID):
        name (str | Unset):
        options (NewTargetRequestOptions | Unset):
        project (str | Unset): Id or slug; without it, the caller's default project.
    """

    kind: str
    locator: str
    credential: None | Unset | UUID = UNSET
    name: str | Unset = UNSET
    options: NewTargetRequestOptions | Unset = UNSET
    project: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        locator = self.locator

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

        project = self.project

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "locator": locator,
            }
        )
        if credential is not UNSET:
            field_dict["credential"] = credential
        if name is not UNSET:
            field_dict["name"] = name
        if options is not UNSET:
            field_dict["options"] = options
        if project is not UNSET:
            field_dict["project"] = project

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.new_target_request_options import NewTargetRequestOptions  # noqa: PLC0415

        d = dict(src_dict)
        kind = d.pop("kind")

        locator = d.pop("locator")

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
        options: NewTargetRequestOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = NewTargetRequestOptions.from_dict(_options)

        project = d.pop("project", UNSET)

        new_target_request = cls(
            kind=kind,
            locator=locator,
            credential=credential,
            name=name,
            options=options,
            project=project,
        )

        new_target_request.additional_properties = d
        return new_target_request

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
