from typing import Literal, cast

SourceEnum = Literal["expiry", "import", "person", "rule"]


def check_source_enum(value: str) -> SourceEnum:
    return cast(SourceEnum, value)
