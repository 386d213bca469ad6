from typing import Literal, cast

CredentialsListCount = Literal["exact"]


def check_credentials_list_count(value: str) -> CredentialsListCount:
    return cast(CredentialsListCount, value)
