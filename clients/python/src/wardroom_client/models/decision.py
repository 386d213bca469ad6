from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finding_status import FindingStatus, check_finding_status
from ..models.source_enum import SourceEnum, check_source_enum

T = TypeVar("T", bound="Decision")


@_attrs_define
class Decision:
    """One change of status: who, when, why, from what. Never changed afterwards.

    Attributes:
        by (str):
        created (datetime.datetime):
        expires_at (datetime.datetime | None):
        from_status (FindingStatus): * `open` - Open
            * `accepted_risk` - Accepted risk
            * `false_positive` - False positive
            * `fixed` - Fixed
        id (UUID):
        reason (str):
        request_id (str):
        run (None | UUID):
        source (SourceEnum): * `person` - Person
            * `rule` - Rule
            * `import` - Import
            * `expiry` - Expiry
        to_status (FindingStatus): * `open` - Open
            * `accepted_risk` - Accepted risk
            * `false_positive` - False positive
            * `fixed` - Fixed
    """

    by: str
    created: datetime.datetime
    expires_at: datetime.datetime | None
    from_status: FindingStatus
    id: UUID
    reason: str
    request_id: str
    run: None | UUID
    source: SourceEnum
    to_status: FindingStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        by = self.by

        created = self.created.isoformat()

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        from_status: str = self.from_status

        id = str(self.id)

        reason = self.reason

        request_id = self.request_id

        run: None | str
        if isinstance(self.run, UUID):
            run = str(self.run)
        else:
            run = self.run

        source: str = self.source

        to_status: str = self.to_status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "by": by,
                "created": created,
                "expires_at": expires_at,
                "from_status": from_status,
                "id": id,
                "reason": reason,
                "request_id": request_id,
                "run": run,
                "source": source,
                "to_status": to_status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        by = d.pop("by")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        from_status = check_finding_status(d.pop("from_status"))

        id = UUID(d.pop("id"))

        reason = d.pop("reason")

        request_id = d.pop("request_id")

        def _parse_run(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                run_type_0 = UUID(data)

                return run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        run = _parse_run(d.pop("run"))

        source = check_source_enum(d.pop("source"))

        to_status = check_finding_status(d.pop("to_status"))

        decision = cls(
            by=by,
            created=created,
            expires_at=expires_at,
            from_status=from_status,
            id=id,
            reason=reason,
            request_id=request_id,
            run=run,
            source=source,
            to_status=to_status,
        )

        decision.additional_properties = d
        return decision

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
