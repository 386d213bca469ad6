from typing import Literal, cast

TargetKind = Literal["cloud_account", "host", "iac", "image", "imported", "repository", "web"]


def check_target_kind(value: str) -> TargetKind:
    return cast(TargetKind, value)
