from typing import Literal, cast

ExecutorEnum = Literal["container", "local"]


def check_executor_enum(value: str) -> ExecutorEnum:
    return cast(ExecutorEnum, value)
