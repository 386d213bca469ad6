from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.finding_status import FindingStatus, check_finding_status

T = TypeVar("T", bound="Layers")


@_attrs_define
class Layers:
    """What each layer says; the last that says something is the status.

    Attributes:
        imported (FindingStatus): * `open` - Open
            * `accepted_risk` - Accepted risk
            * `false_positive` - False positive
            * `fixed` - Fixed
        person (FindingStatus | None):
        rule (FindingStatus | None):
    """

    imported: FindingStatus
    person: FindingStatus | None
    rule: FindingStatus | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        imported: str = self.imported

        person: None | str
        if isinstance(self.person, str):
            person = self.person
        else:
            person = self.person

        rule: None | str
        if isinstance(self.rule, str):
            rule = self.rule
        else:
            rule = self.rule

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "imported": imported,
                "person": person,
                "rule": rule,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        imported = check_finding_status(d.pop("imported"))

        def _parse_person(data: object) -> FindingStatus | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                person_type_0 = check_finding_status(data)

                return person_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FindingStatus | None, data)

        person = _parse_person(d.pop("person"))

        def _parse_rule(data: object) -> FindingStatus | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                rule_type_0 = check_finding_status(data)

                return rule_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FindingStatus | None, data)

        rule = _parse_rule(d.pop("rule"))

        layers = cls(
            imported=imported,
            person=person,
            rule=rule,
        )

        layers.additional_properties = d
        return layers

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
