from typing import Literal, cast

TokenTypeEnum = Literal["bearer"]


def check_token_type_enum(value: str) -> TokenTypeEnum:
    return cast(TokenTypeEnum, value)
