from typing import Literal, cast

CredentialsEnum = Literal["missing", "not needed", "present"]


def check_credentials_enum(value: str) -> CredentialsEnum:
    return cast(CredentialsEnum, value)
