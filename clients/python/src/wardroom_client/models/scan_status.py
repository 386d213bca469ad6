from typing import Literal, cast

ScanStatus = Literal["cancelled", "completed", "failed", "partial", "pending", "running"]


def check_scan_status(value: str) -> ScanStatus:
    return cast(ScanStatus, value)
