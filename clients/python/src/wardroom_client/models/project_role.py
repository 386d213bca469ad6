from typing import Literal, cast

ProjectRole = Literal["admin", "analyst", "owner", "viewer"]


def check_project_role(value: str) -> ProjectRole:
    return cast(ProjectRole, value)
