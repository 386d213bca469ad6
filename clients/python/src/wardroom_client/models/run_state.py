from typing import Literal, cast

RunState = Literal[
    "cancelled",
    "cancelling",
    "failed",
    "lost",
    "queued",
    "running",
    "skipped",
    "succeeded",
    "timed_out",
]


def check_run_state(value: str) -> RunState:
    return cast(RunState, value)
