from typing import Literal, cast

BreakerStateEnum = Literal["closed", "half_open", "open"]


def check_breaker_state_enum(value: str) -> BreakerStateEnum:
    return cast(BreakerStateEnum, value)
