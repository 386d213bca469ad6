from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.meaning_enum import MeaningEnum, check_meaning_enum

T = TypeVar("T", bound="ExitCode")


@_attrs_define
class ExitCode:
    """
    Attributes:
        code (int):
        description (str):
        meaning (MeaningEnum): * `clean` - clean
            * `findings` - findings
            * `ok` - ok
            * `partial` - partial
            * `auth_failed` - auth_failed
            * `permission_denied` - permission_denied
            * `network` - network
            * `bad_arguments` - bad_arguments
            * `crashed` - crashed
    """

    code: int
    description: str
    meaning: MeaningEnum
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        description = self.description

        meaning: str = self.meaning

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "description": description,
                "meaning": meaning,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        description = d.pop("description")

        meaning = check_meaning_enum(d.pop("meaning"))

        exit_code = cls(
            code=code,
            description=description,
            meaning=meaning,
        )

        exit_code.additional_properties = d
        return exit_code

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
