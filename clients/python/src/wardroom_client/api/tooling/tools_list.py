from http import HTTPStatus
from typing import Any

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.tool_list import ToolList
from ...models.tools_list_accepts import ToolsListAccepts
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    accepts: ToolsListAccepts | Unset = UNSET,
    installed: bool | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_accepts: str | Unset = UNSET
    if not isinstance(accepts, Unset):
        json_accepts = accepts

    params["accepts"] = json_accepts

    params["installed"] = installed

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/tools",
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> ToolList:
    with reading(response):
        if response.status_code == 200:
            response_200 = ToolList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[ToolList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    *,
    client: Wardroom,
    accepts: ToolsListAccepts | Unset = UNSET,
    installed: bool | Unset = UNSET,
) -> ToolList:
    """List the tools, and whether they are installed

     All registered tools; anyone who is signed in may read them.

    Args:
        accepts (ToolsListAccepts | Unset):
        installed (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ToolList
    """

    return _read(
        client.request(
            **_get_kwargs(
                accepts=accepts,
                installed=installed,
            )
        )
    )


def sync_detailed(
    *,
    client: Wardroom,
    accepts: ToolsListAccepts | Unset = UNSET,
    installed: bool | Unset = UNSET,
) -> Response[ToolList]:
    """List the tools, and whether they are installed

     All registered tools; anyone who is signed in may read them.

    Args:
        accepts (ToolsListAccepts | Unset):
        installed (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ToolList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                accepts=accepts,
                installed=installed,
            )
        )
    )


async def asyncio(
    *,
    client: AsyncWardroom,
    accepts: ToolsListAccepts | Unset = UNSET,
    installed: bool | Unset = UNSET,
) -> ToolList:
    """List the tools, and whether they are installed

     All registered tools; anyone who is signed in may read them.

    Args:
        accepts (ToolsListAccepts | Unset):
        installed (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ToolList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                accepts=accepts,
                installed=installed,
            )
        )
    )


async def asyncio_detailed(
    *,
    client: AsyncWardroom,
    accepts: ToolsListAccepts | Unset = UNSET,
    installed: bool | Unset = UNSET,
) -> Response[ToolList]:
    """List the tools, and whether they are installed

     All registered tools; anyone who is signed in may read them.

    Args:
        accepts (ToolsListAccepts | Unset):
        installed (bool | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ToolList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                accepts=accepts,
                installed=installed,
            )
        )
    )
