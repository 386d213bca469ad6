from typing import Literal, cast

ProfilesListOrdering = Literal["-created", "-name", "created", "name"]


def check_profiles_list_ordering(value: str) -> ProfilesListOrdering:
    return cast(ProfilesListOrdering, value)
