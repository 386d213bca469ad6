from typing import Literal, cast

Severity = Literal["critical", "high", "info", "low", "medium"]


def check_severity(value: str) -> Severity:
    return cast(Severity, value)
