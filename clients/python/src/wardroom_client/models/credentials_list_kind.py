from typing import Literal, cast

CredentialsListKind = Literal["aws", "azure", "gcp", "generic", "kubernetes"]


def check_credentials_list_kind(value: str) -> CredentialsListKind:
    return cast(CredentialsListKind, value)
