from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="ImportRequest")


@_attrs_define
class ImportRequest:
    """The form of an upload.

    Attributes:
        file (File): The report: plain, gzip, or zip with one file.
        full_scope (bool | Unset): The report tells all that there is: what it does not name any more is fixed. Default:
            False.
        project (str | Unset): Id or slug. Default: the caller's default project. Default: ''.
        target (UUID | Unset): What the report is about. Default: the project's own target for such reports.
        tool (str | Unset): Whose report it is, or which standard. Default: recognised by its contents. Default: ''.
    """

    file: File
    full_scope: bool | Unset = False
    project: str | Unset = ""
    target: UUID | Unset = UNSET
    tool: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file = self.file.to_tuple()

        full_scope = self.full_scope

        project = self.project

        target: str | Unset = UNSET
        if not isinstance(self.target, Unset):
            target = str(self.target)

        tool = self.tool

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file": file,
            }
        )
        if full_scope is not UNSET:
            field_dict["full_scope"] = full_scope
        if project is not UNSET:
            field_dict["project"] = project
        if target is not UNSET:
            field_dict["target"] = target
        if tool is not UNSET:
            field_dict["tool"] = tool

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        files.append(("file", self.file.to_tuple()))

        if not isinstance(self.full_scope, Unset):
            files.append(("full_scope", (None, str(self.full_scope).encode(), "text/plain")))

        if not isinstance(self.project, Unset):
            files.append(("project", (None, str(self.project).encode(), "text/plain")))

        if not isinstance(self.target, Unset):
            files.append(("target", (None, str(self.target), "text/plain")))

        if not isinstance(self.tool, Unset):
            files.append(("tool", (None, str(self.tool).encode(), "text/plain")))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        file = File(payload=BytesIO(d.pop("file")))

        full_scope = d.pop("full_scope", UNSET)

        project = d.pop("project", UNSET)

        _target = d.pop("target", UNSET)
        target: UUID | Unset
        if isinstance(_target, Unset):
            target = UNSET
        else:
            target = UUID(_target)

        tool = d.pop("tool", UNSET)

        import_request = cls(
            file=file,
            full_scope=full_scope,
            project=project,
            target=target,
            tool=tool,
        )

        import_request.additional_properties = d
        return import_request

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
