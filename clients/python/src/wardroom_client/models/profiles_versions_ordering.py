from typing import Literal, cast

ProfilesVersionsOrdering = Literal["-version", "version"]


def check_profiles_versions_ordering(value: str) -> ProfilesVersionsOrdering:
    return cast(ProfilesVersionsOrdering, value)
