from typing import Literal, cast

CredentialResult = Literal[
    "auth_failed", "network", "not_checkable", "ok", "permission_denied", "throttled"
]


def check_credential_result(value: str) -> CredentialResult:
    return cast(CredentialResult, value)
