from typing import Literal, cast

ProfilesListCount = Literal["exact"]


def check_profiles_list_count(value: str) -> ProfilesListCount:
    return cast(ProfilesListCount, value)
