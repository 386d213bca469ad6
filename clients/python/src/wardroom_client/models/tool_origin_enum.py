from typing import Literal, cast

ToolOriginEnum = Literal["documentation", "recorded"]


def check_tool_origin_enum(value: str) -> ToolOriginEnum:
    return cast(ToolOriginEnum, value)
