from typing import Literal, cast

CredentialsListOrdering = Literal["-created", "-expires", "-name", "created", "expires", "name"]


def check_credentials_list_ordering(value: str) -> CredentialsListOrdering:
    return cast(CredentialsListOrdering, value)
