from typing import Literal, cast

ApiKeysListCount = Literal["exact"]


def check_api_keys_list_count(value: str) -> ApiKeysListCount:
    return cast(ApiKeysListCount, value)
