from typing import Literal, cast

ScanOriginEnum = Literal["import", "manual", "playbook", "scheduled"]


def check_scan_origin_enum(value: str) -> ScanOriginEnum:
    return cast(ScanOriginEnum, value)
