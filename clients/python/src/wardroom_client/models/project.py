from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Project")


@_attrs_define
class Project:
    """
    Attributes:
        created (datetime.datetime):
        id (UUID):
        name (str):
        updated (datetime.datetime):
        archived (bool | Unset):
        max_runs (int | None | Unset): Most tool runs at once; empty: the server's WARDROOM_PROJECT_RUNS.
        slug (str | Unset):
    """

    created: datetime.datetime
    id: UUID
    name: str
    updated: datetime.datetime
    archived: bool | Unset = UNSET
    max_runs: int | None | Unset = UNSET
    slug: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created = self.created.isoformat()

        id = str(self.id)

        name = self.name

        updated = self.updated.isoformat()

        archived = self.archived

        max_runs: int | None | Unset
        if isinstance(self.max_runs, Unset):
            max_runs = UNSET
        else:
            max_runs = self.max_runs

        slug = self.slug

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "id": id,
                "name": name,
                "updated": updated,
            }
        )
        if archived is not UNSET:
            field_dict["archived"] = archived
        if max_runs is not UNSET:
            field_dict["max_runs"] = max_runs
        if slug is not UNSET:
            field_dict["slug"] = slug

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        id = UUID(d.pop("id"))

        name = d.pop("name")

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        archived = d.pop("archived", UNSET)

        def _parse_max_runs(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        max_runs = _parse_max_runs(d.pop("max_runs", UNSET))

        slug = d.pop("slug", UNSET)

        project = cls(
            created=created,
            id=id,
            name=name,
            updated=updated,
            archived=archived,
            max_runs=max_runs,
            slug=slug,
        )

        project.additional_properties = d
        return project

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
