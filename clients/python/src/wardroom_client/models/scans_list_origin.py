from typing import Literal, cast

ScansListOrigin = Literal["import", "manual", "playbook", "scheduled"]


def check_scans_list_origin(value: str) -> ScansListOrigin:
    return cast(ScansListOrigin, value)
