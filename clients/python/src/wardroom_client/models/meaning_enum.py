from typing import Literal, cast

MeaningEnum = Literal[
    "auth_failed",
    "bad_arguments",
    "clean",
    "crashed",
    "findings",
    "network",
    "ok",
    "partial",
    "permission_denied",
]


def check_meaning_enum(value: str) -> MeaningEnum:
    return cast(MeaningEnum, value)
