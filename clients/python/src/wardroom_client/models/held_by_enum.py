from typing import Literal, cast

HeldByEnum = Literal["cgroup", "container", "watching"]


def check_held_by_enum(value: str) -> HeldByEnum:
    return cast(HeldByEnum, value)
