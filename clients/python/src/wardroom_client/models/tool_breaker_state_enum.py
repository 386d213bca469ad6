from typing import Literal, cast

ToolBreakerStateEnum = Literal["closed", "half_open", "open"]


def check_tool_breaker_state_enum(value: str) -> ToolBreakerStateEnum:
    return cast(ToolBreakerStateEnum, value)
