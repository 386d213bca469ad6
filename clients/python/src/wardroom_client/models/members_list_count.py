from typing import Literal, cast

MembersListCount = Literal["exact"]


def check_members_list_count(value: str) -> MembersListCount:
    return cast(MembersListCount, value)
