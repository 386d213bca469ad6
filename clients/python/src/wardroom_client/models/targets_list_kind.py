from typing import Literal, cast

TargetsListKind = Literal["cloud_account", "host", "iac", "image", "imported", "repository", "web"]


def check_targets_list_kind(value: str) -> TargetsListKind:
    return cast(TargetsListKind, value)
