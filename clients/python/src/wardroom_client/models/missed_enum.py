from typing import Literal, cast

MissedEnum = Literal["run_once", "skip"]


def check_missed_enum(value: str) -> MissedEnum:
    return cast(MissedEnum, value)
