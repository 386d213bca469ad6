from typing import Literal, cast

ScansListTargetKind = Literal[
    "cloud_account", "host", "iac", "image", "imported", "repository", "web"
]


def check_scans_list_target_kind(value: str) -> ScansListTargetKind:
    return cast(ScansListTargetKind, value)
