from typing import Literal, cast

SeverityFilterEnum = Literal["critical", "high", "info", "low", "medium"]


def check_severity_filter_enum(value: str) -> SeverityFilterEnum:
    return cast(SeverityFilterEnum, value)
