from typing import Literal, cast

CredentialKind = Literal["aws", "azure", "gcp", "generic", "kubernetes"]


def check_credential_kind(value: str) -> CredentialKind:
    return cast(CredentialKind, value)
