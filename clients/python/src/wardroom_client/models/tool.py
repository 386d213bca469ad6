from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.executor_enum import ExecutorEnum, check_executor_enum
from ..models.tool_origin_enum import ToolOriginEnum, check_tool_origin_enum

if TYPE_CHECKING:
    from ..models.exit_code import ExitCode
    from ..models.tool_breaker import ToolBreaker
    from ..models.tool_limits import ToolLimits


T = TypeVar("T", bound="Tool")


@_attrs_define
class Tool:
    """A registered tool, and what was last seen of it on this server.

    Attributes:
        accepts (list[str]): Kinds of target.
        breaker (ToolBreaker): Whether the tool's circuit breaker lets it run; `/api/v1/breakers` has those of targets.
        checked (datetime.datetime | None):
        environment (None | str):
        executor (ExecutorEnum): * `local` - local
            * `container` - container
        exit_codes (list[ExitCode]):
        exit_codes_source (str):
        grace_seconds (float): What it has to end when it is asked to.
        homepage (str):
        image (None | str): What the container executor would start; null: nothing.
        install_hint (str):
        installed (bool):
        limits (ToolLimits): Its own, over those of the server.
        name (str):
        needs_credentials (bool):
        options_schema (Any): JSON schema, draft 2020-12.
        origin (ToolOriginEnum): * `recorded` - recorded
            * `documentation` - documentation
        outcomes (list[str]):
        path (None | str): For staff only, else null.
        problem (str): Why it is not usable; empty where it is.
        selecting_options (list[str]): Options that narrow what is looked at.
        timeout_seconds (int):
        title (str):
        version (None | str):
    """

    accepts: list[str]
    breaker: ToolBreaker
    checked: datetime.datetime | None
    environment: None | str
    executor: ExecutorEnum
    exit_codes: list[ExitCode]
    exit_codes_source: str
    grace_seconds: float
    homepage: str
    image: None | str
    install_hint: str
    installed: bool
    limits: ToolLimits
    name: str
    needs_credentials: bool
    options_schema: Any
    origin: ToolOriginEnum
    outcomes: list[str]
    path: None | str
    problem: str
    selecting_options: list[str]
    timeout_seconds: int
    title: str
    version: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepts = self.accepts

        breaker = self.breaker.to_dict()

        checked: None | str
        if isinstance(self.checked, datetime.datetime):
            checked = self.checked.isoformat()
        else:
            checked = self.checked

        environment: None | str
        environment = self.environment

        executor: str = self.executor

        exit_codes = []
        for exit_codes_item_data in self.exit_codes:
            exit_codes_item = exit_codes_item_data.to_dict()
            exit_codes.append(exit_codes_item)

        exit_codes_source = self.exit_codes_source

        grace_seconds = self.grace_seconds

        homepage = self.homepage

        image: None | str
        image = self.image

        install_hint = self.install_hint

        installed = self.installed

        limits = self.limits.to_dict()

        name = self.name

        needs_credentials = self.needs_credentials

        options_schema = self.options_schema

        origin: str = self.origin

        outcomes = self.outcomes

        path: None | str
        path = self.path

        problem = self.problem

        selecting_options = self.selecting_options

        timeout_seconds = self.timeout_seconds

        title = self.title

        version: None | str
        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepts": accepts,
                "breaker": breaker,
                "checked": checked,
                "environment": environment,
                "executor": executor,
                "exit_codes": exit_codes,
                "exit_codes_source": exit_codes_source,
                "grace_seconds": grace_seconds,
                "homepage": homepage,
                "image": image,
                "install_hint": install_hint,
                "installed": installed,
                "limits": limits,
                "name": name,
                "needs_credentials": needs_credentials,
                "options_schema": options_schema,
                "origin": origin,
                "outcomes": outcomes,
                "path": path,
                "problem": problem,
                "selecting_options": selecting_options,
                "timeout_seconds": timeout_seconds,
                "title": title,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.exit_code import ExitCode  # noqa: PLC0415
        from ..models.tool_breaker import ToolBreaker  # noqa: PLC0415
        from ..models.tool_limits import ToolLimits  # noqa: PLC0415

        d = dict(src_dict)
        accepts = cast(list[str], d.pop("accepts"))

        breaker = ToolBreaker.from_dict(d.pop("breaker"))

        def _parse_checked(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                checked_type_0 = datetime.datetime.fromisoformat(data)

                return checked_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        checked = _parse_checked(d.pop("checked"))

        def _parse_environment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        environment = _parse_environment(d.pop("environment"))

        executor = check_executor_enum(d.pop("executor"))

        exit_codes = []
        _exit_codes = d.pop("exit_codes")
        for exit_codes_item_data in _exit_codes:
            exit_codes_item = ExitCode.from_dict(exit_codes_item_data)

            exit_codes.append(exit_codes_item)

        exit_codes_source = d.pop("exit_codes_source")

        grace_seconds = d.pop("grace_seconds")

        homepage = d.pop("homepage")

        def _parse_image(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        image = _parse_image(d.pop("image"))

        install_hint = d.pop("install_hint")

        installed = d.pop("installed")

        limits = ToolLimits.from_dict(d.pop("limits"))

        name = d.pop("name")

        needs_credentials = d.pop("needs_credentials")

        options_schema = d.pop("options_schema")

        origin = check_tool_origin_enum(d.pop("origin"))

        outcomes = cast(list[str], d.pop("outcomes"))

        def _parse_path(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        path = _parse_path(d.pop("path"))

        problem = d.pop("problem")

        selecting_options = cast(list[str], d.pop("selecting_options"))

        timeout_seconds = d.pop("timeout_seconds")

        title = d.pop("title")

        def _parse_version(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        version = _parse_version(d.pop("version"))

        tool = cls(
            accepts=accepts,
            breaker=breaker,
            checked=checked,
            environment=environment,
            executor=executor,
            exit_codes=exit_codes,
            exit_codes_source=exit_codes_source,
            grace_seconds=grace_seconds,
            homepage=homepage,
            image=image,
            install_hint=install_hint,
            installed=installed,
            limits=limits,
            name=name,
            needs_credentials=needs_credentials,
            options_schema=options_schema,
            origin=origin,
            outcomes=outcomes,
            path=path,
            problem=problem,
            selecting_options=selecting_options,
            timeout_seconds=timeout_seconds,
            title=title,
            version=version,
        )

        tool.additional_properties = d
        return tool

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
