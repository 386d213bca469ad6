from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.rate_by_code import RateByCode
    from ..models.rate_by_endpoint import RateByEndpoint
    from ..models.tool_resolution import ToolResolution


T = TypeVar("T", bound="ErrorFigures")


@_attrs_define
class ErrorFigures:
    """The five figures in one window. What cannot be divided is null.

    Attributes:
        answers (int):
        average_retry_attempts (float | None): Repeats that a repeated request needed.
        client_errors (int):
        client_to_server_error_ratio (float | None):
        error_rate (float | None):
        error_rate_by_code (list[RateByCode]):
        error_rate_by_endpoint (list[RateByEndpoint]):
        error_resolution (list[ToolResolution]):
        server_errors (int):
        since (datetime.datetime):
    """

    answers: int
    average_retry_attempts: float | None
    client_errors: int
    client_to_server_error_ratio: float | None
    error_rate: float | None
    error_rate_by_code: list[RateByCode]
    error_rate_by_endpoint: list[RateByEndpoint]
    error_resolution: list[ToolResolution]
    server_errors: int
    since: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        answers = self.answers

        average_retry_attempts: float | None
        average_retry_attempts = self.average_retry_attempts

        client_errors = self.client_errors

        client_to_server_error_ratio: float | None
        client_to_server_error_ratio = self.client_to_server_error_ratio

        error_rate: float | None
        error_rate = self.error_rate

        error_rate_by_code = []
        for error_rate_by_code_item_data in self.error_rate_by_code:
            error_rate_by_code_item = error_rate_by_code_item_data.to_dict()
            error_rate_by_code.append(error_rate_by_code_item)

        error_rate_by_endpoint = []
        for error_rate_by_endpoint_item_data in self.error_rate_by_endpoint:
            error_rate_by_endpoint_item = error_rate_by_endpoint_item_data.to_dict()
            error_rate_by_endpoint.append(error_rate_by_endpoint_item)

        error_resolution = []
        for error_resolution_item_data in self.error_resolution:
            error_resolution_item = error_resolution_item_data.to_dict()
            error_resolution.append(error_resolution_item)

        server_errors = self.server_errors

        since = self.since.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "answers": answers,
                "average_retry_attempts": average_retry_attempts,
                "client_errors": client_errors,
                "client_to_server_error_ratio": client_to_server_error_ratio,
                "error_rate": error_rate,
                "error_rate_by_code": error_rate_by_code,
                "error_rate_by_endpoint": error_rate_by_endpoint,
                "error_resolution": error_resolution,
                "server_errors": server_errors,
                "since": since,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rate_by_code import RateByCode  # noqa: PLC0415
        from ..models.rate_by_endpoint import RateByEndpoint  # noqa: PLC0415
        from ..models.tool_resolution import ToolResolution  # noqa: PLC0415

        d = dict(src_dict)
        answers = d.pop("answers")

        def _parse_average_retry_attempts(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        average_retry_attempts = _parse_average_retry_attempts(d.pop("average_retry_attempts"))

        client_errors = d.pop("client_errors")

        def _parse_client_to_server_error_ratio(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        client_to_server_error_ratio = _parse_client_to_server_error_ratio(
            d.pop("client_to_server_error_ratio")
        )

        def _parse_error_rate(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        error_rate = _parse_error_rate(d.pop("error_rate"))

        error_rate_by_code = []
        _error_rate_by_code = d.pop("error_rate_by_code")
        for error_rate_by_code_item_data in _error_rate_by_code:
            error_rate_by_code_item = RateByCode.from_dict(error_rate_by_code_item_data)

            error_rate_by_code.append(error_rate_by_code_item)

        error_rate_by_endpoint = []
        _error_rate_by_endpoint = d.pop("error_rate_by_endpoint")
        for error_rate_by_endpoint_item_data in _error_rate_by_endpoint:
            error_rate_by_endpoint_item = RateByEndpoint.from_dict(error_rate_by_endpoint_item_data)

            error_rate_by_endpoint.append(error_rate_by_endpoint_item)

        error_resolution = []
        _error_resolution = d.pop("error_resolution")
        for error_resolution_item_data in _error_resolution:
            error_resolution_item = ToolResolution.from_dict(error_resolution_item_data)

            error_resolution.append(error_resolution_item)

        server_errors = d.pop("server_errors")

        since = datetime.datetime.fromisoformat(d.pop("since"))

        error_figures = cls(
            answers=answers,
            average_retry_attempts=average_retry_attempts,
            client_errors=client_errors,
            client_to_server_error_ratio=client_to_server_error_ratio,
            error_rate=error_rate,
            error_rate_by_code=error_rate_by_code,
            error_rate_by_endpoint=error_rate_by_endpoint,
            error_resolution=error_resolution,
            server_errors=server_errors,
            since=since,
        )

        error_figures.additional_properties = d
        return error_figures

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
