from typing import Literal, cast

ToolsListAccepts = Literal["cloud_account", "host", "iac", "image", "repository", "web"]


def check_tools_list_accepts(value: str) -> ToolsListAccepts:
    return cast(ToolsListAccepts, value)
