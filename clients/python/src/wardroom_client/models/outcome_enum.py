from typing import Literal, cast

OutcomeEnum = Literal[
    "auth_failed",
    "bad_arguments",
    "breaker_open",
    "cancelled",
    "clean",
    "crashed",
    "findings",
    "findings_with_errors",
    "killed",
    "lost",
    "network",
    "not_installed",
    "out_of_memory",
    "permission_denied",
    "throttled",
    "timed_out",
    "unreadable_report",
]


def check_outcome_enum(value: str) -> OutcomeEnum:
    return cast(OutcomeEnum, value)
