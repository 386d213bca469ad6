from typing import Literal, cast

ScanStatusEnum = Literal["cancelled", "completed", "failed", "partial", "pending", "running"]


def check_scan_status_enum(value: str) -> ScanStatusEnum:
    return cast(ScanStatusEnum, value)
