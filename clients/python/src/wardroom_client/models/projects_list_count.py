from typing import Literal, cast

ProjectsListCount = Literal["exact"]


def check_projects_list_count(value: str) -> ProjectsListCount:
    return cast(ProjectsListCount, value)
