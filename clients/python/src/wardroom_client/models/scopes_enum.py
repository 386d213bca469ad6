from typing import Literal, cast

ScopesEnum = Literal["findings:read", "findings:write", "metrics:read", "scans:read", "scans:write"]


def check_scopes_enum(value: str) -> ScopesEnum:
    return cast(ScopesEnum, value)
