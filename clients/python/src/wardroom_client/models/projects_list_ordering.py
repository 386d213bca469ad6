from typing import Literal, cast

ProjectsListOrdering = Literal["-created", "-name", "created", "name"]


def check_projects_list_ordering(value: str) -> ProjectsListOrdering:
    return cast(ProjectsListOrdering, value)
