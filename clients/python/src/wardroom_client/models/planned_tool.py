from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.credentials_enum import CredentialsEnum, check_credentials_enum
from ..models.executor_enum import ExecutorEnum, check_executor_enum

if TYPE_CHECKING:
    from ..models.limits import Limits
    from ..models.planned_tool_exit_codes import PlannedToolExitCodes


T = TypeVar("T", bound="PlannedTool")


@_attrs_define
class PlannedTool:
    """One tool of a dry run: exactly what would be started.

    Attributes:
        argv (list[str]):
        credentials (CredentialsEnum): * `present` - present
            * `missing` - missing
            * `not needed` - not needed
        environment (list[str]): Names, never values.
        executor (ExecutorEnum): * `local` - local
            * `container` - container
        exit_codes (PlannedToolExitCodes):
        exit_codes_source (str):
        folder (str):
        image (None | str): Of a container, else null.
        installed (bool):
        limits (Limits): What a run may use; null: as much as it wants.
        optional (bool):
        private_files (list[str]): Of the credential; removed with the run.
        target_allowed (bool):
        timeout_seconds (int):
        tool (str):
        version (None | str):
    """

    argv: list[str]
    credentials: CredentialsEnum
    environment: list[str]
    executor: ExecutorEnum
    exit_codes: PlannedToolExitCodes
    exit_codes_source: str
    folder: str
    image: None | str
    installed: bool
    limits: Limits
    optional: bool
    private_files: list[str]
    target_allowed: bool
    timeout_seconds: int
    tool: str
    version: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        argv = self.argv

        credentials: str = self.credentials

        environment = self.environment

        executor: str = self.executor

        exit_codes = self.exit_codes.to_dict()

        exit_codes_source = self.exit_codes_source

        folder = self.folder

        image: None | str
        image = self.image

        installed = self.installed

        limits = self.limits.to_dict()

        optional = self.optional

        private_files = self.private_files

        target_allowed = self.target_allowed

        timeout_seconds = self.timeout_seconds

        tool = self.tool

        version: None | str
        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "argv": argv,
                "credentials": credentials,
                "environment": environment,
                "executor": executor,
                "exit_codes": exit_codes,
                "exit_codes_source": exit_codes_source,
                "folder": folder,
                "image": image,
                "installed": installed,
                "limits": limits,
                "optional": optional,
                "private_files": private_files,
                "target_allowed": target_allowed,
                "timeout_seconds": timeout_seconds,
                "tool": tool,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.limits import Limits  # noqa: PLC0415
        from ..models.planned_tool_exit_codes import PlannedToolExitCodes  # noqa: PLC0415

        d = dict(src_dict)
        argv = cast(list[str], d.pop("argv"))

        credentials = check_credentials_enum(d.pop("credentials"))

        environment = cast(list[str], d.pop("environment"))

        executor = check_executor_enum(d.pop("executor"))

        exit_codes = PlannedToolExitCodes.from_dict(d.pop("exit_codes"))

        exit_codes_source = d.pop("exit_codes_source")

        folder = d.pop("folder")

        def _parse_image(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        image = _parse_image(d.pop("image"))

        installed = d.pop("installed")

        limits = Limits.from_dict(d.pop("limits"))

        optional = d.pop("optional")

        private_files = cast(list[str], d.pop("private_files"))

        target_allowed = d.pop("target_allowed")

        timeout_seconds = d.pop("timeout_seconds")

        tool = d.pop("tool")

        def _parse_version(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        version = _parse_version(d.pop("version"))

        planned_tool = cls(
            argv=argv,
            credentials=credentials,
            environment=environment,
            executor=executor,
            exit_codes=exit_codes,
            exit_codes_source=exit_codes_source,
            folder=folder,
            image=image,
            installed=installed,
            limits=limits,
            optional=optional,
            private_files=private_files,
            target_allowed=target_allowed,
            timeout_seconds=timeout_seconds,
            tool=tool,
            version=version,
        )

        planned_tool.additional_properties = d
        return planned_tool

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
