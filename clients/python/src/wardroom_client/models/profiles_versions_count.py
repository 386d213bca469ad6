from typing import Literal, cast

ProfilesVersionsCount = Literal["exact"]


def check_profiles_versions_count(value: str) -> ProfilesVersionsCount:
    return cast(ProfilesVersionsCount, value)
