from typing import Literal, cast

ApiKeysListOrdering = Literal["-created", "-name", "created", "name"]


def check_api_keys_list_ordering(value: str) -> ApiKeysListOrdering:
    return cast(ApiKeysListOrdering, value)
