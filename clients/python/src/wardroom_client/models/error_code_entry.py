from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ErrorCodeEntry")


@_attrs_define
class ErrorCodeEntry:
    """One code of the catalogue. `retry_after` in seconds, null where the code sets no delay.

    Attributes:
        code (str):
        context (list[str]): Keys of the envelope rendering's details.
        documentation_url (str):
        meaning (str):
        message (str):
        remedy (str): What to do about it.
        retry_after (int | None):
        retryable (bool):
        status (int):
    """

    code: str
    context: list[str]
    documentation_url: str
    meaning: str
    message: str
    remedy: str
    retry_after: int | None
    retryable: bool
    status: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        context = self.context

        documentation_url = self.documentation_url

        meaning = self.meaning

        message = self.message

        remedy = self.remedy

        retry_after: int | None
        retry_after = self.retry_after

        retryable = self.retryable

        status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "code": code,
                "context": context,
                "documentation_url": documentation_url,
                "meaning": meaning,
                "message": message,
                "remedy": remedy,
                "retry_after": retry_after,
                "retryable": retryable,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        context = cast(list[str], d.pop("context"))

        documentation_url = d.pop("documentation_url")

        meaning = d.pop("meaning")

        message = d.pop("message")

        remedy = d.pop("remedy")

        def _parse_retry_after(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        retry_after = _parse_retry_after(d.pop("retry_after"))

        retryable = d.pop("retryable")

        status = d.pop("status")

        error_code_entry = cls(
            code=code,
            context=context,
            documentation_url=documentation_url,
            meaning=meaning,
            message=message,
            remedy=remedy,
            retry_after=retry_after,
            retryable=retryable,
            status=status,
        )

        error_code_entry.additional_properties = d
        return error_code_entry

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
