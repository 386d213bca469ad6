from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.breaker_state_enum import BreakerStateEnum, check_breaker_state_enum
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.last_run import LastRun
    from ..models.target_brief import TargetBrief


T = TypeVar("T", bound="Breaker")


@_attrs_define
class Breaker:
    """`target` null: the tool runs nowhere while this is open.

    Attributes:
        created (datetime.datetime):
        id (UUID):
        last_outcome (None | str):
        last_run (LastRun | None): That changed the count last; null where the caller may not see it.
        next_probe (datetime.datetime | None): From when one run is let through; open only.
        project (None | UUID):
        state (BreakerStateEnum): * `closed` - Closed
            * `open` - Open
            * `half_open` - One run is trying
        target (None | TargetBrief):
        tool (str):
        updated (datetime.datetime):
        failures (int | Unset): In a row.
        opened (datetime.datetime | None | Unset):
    """

    created: datetime.datetime
    id: UUID
    last_outcome: None | str
    last_run: LastRun | None
    next_probe: datetime.datetime | None
    project: None | UUID
    state: BreakerStateEnum
    target: None | TargetBrief
    tool: str
    updated: datetime.datetime
    failures: int | Unset = UNSET
    opened: datetime.datetime | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.last_run import LastRun  # noqa: PLC0415
        from ..models.target_brief import TargetBrief  # noqa: PLC0415

        created = self.created.isoformat()

        id = str(self.id)

        last_outcome: None | str
        last_outcome = self.last_outcome

        last_run: dict[str, Any] | None
        if isinstance(self.last_run, LastRun):
            last_run = self.last_run.to_dict()
        else:
            last_run = self.last_run

        next_probe: None | str
        if isinstance(self.next_probe, datetime.datetime):
            next_probe = self.next_probe.isoformat()
        else:
            next_probe = self.next_probe

        project: None | str
        if isinstance(self.project, UUID):
            project = str(self.project)
        else:
            project = self.project

        state: str = self.state

        target: dict[str, Any] | None
        if isinstance(self.target, TargetBrief):
            target = self.target.to_dict()
        else:
            target = self.target

        tool = self.tool

        updated = self.updated.isoformat()

        failures = self.failures

        opened: None | str | Unset
        if isinstance(self.opened, Unset):
            opened = UNSET
        elif isinstance(self.opened, datetime.datetime):
            opened = self.opened.isoformat()
        else:
            opened = self.opened

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created": created,
                "id": id,
                "last_outcome": last_outcome,
                "last_run": last_run,
                "next_probe": next_probe,
                "project": project,
                "state": state,
                "target": target,
                "tool": tool,
                "updated": updated,
            }
        )
        if failures is not UNSET:
            field_dict["failures"] = failures
        if opened is not UNSET:
            field_dict["opened"] = opened

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.last_run import LastRun  # noqa: PLC0415
        from ..models.target_brief import TargetBrief  # noqa: PLC0415

        d = dict(src_dict)
        created = datetime.datetime.fromisoformat(d.pop("created"))

        id = UUID(d.pop("id"))

        def _parse_last_outcome(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_outcome = _parse_last_outcome(d.pop("last_outcome"))

        def _parse_last_run(data: object) -> LastRun | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                last_run_type_0 = LastRun.from_dict(data)

                return last_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(LastRun | None, data)

        last_run = _parse_last_run(d.pop("last_run"))

        def _parse_next_probe(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_probe_type_0 = datetime.datetime.fromisoformat(data)

                return next_probe_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_probe = _parse_next_probe(d.pop("next_probe"))

        def _parse_project(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                project_type_0 = UUID(data)

                return project_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        project = _parse_project(d.pop("project"))

        state = check_breaker_state_enum(d.pop("state"))

        def _parse_target(data: object) -> None | TargetBrief:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                target_type_0 = TargetBrief.from_dict(data)

                return target_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TargetBrief, data)

        target = _parse_target(d.pop("target"))

        tool = d.pop("tool")

        updated = datetime.datetime.fromisoformat(d.pop("updated"))

        failures = d.pop("failures", UNSET)

        def _parse_opened(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                opened_type_0 = datetime.datetime.fromisoformat(data)

                return opened_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        opened = _parse_opened(d.pop("opened", UNSET))

        breaker = cls(
            created=created,
            id=id,
            last_outcome=last_outcome,
            last_run=last_run,
            next_probe=next_probe,
            project=project,
            state=state,
            target=target,
            tool=tool,
            updated=updated,
            failures=failures,
            opened=opened,
        )

        breaker.additional_properties = d
        return breaker

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
