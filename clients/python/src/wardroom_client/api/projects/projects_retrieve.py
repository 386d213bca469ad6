from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.project import Project
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    if_none_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_none_match, Unset):
        headers["If-None-Match"] = if_none_match

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/projects/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Any | Project:
    with reading(response):
        if response.status_code == 200:
            response_200 = Project.from_dict(response.json())

            return response_200

        if response.status_code == 304:
            response_304 = cast(Any, None)
            return response_304

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Any | Project]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    id: str,
    *,
    client: Wardroom,
    if_none_match: str | Unset = UNSET,
) -> Any | Project:
    """Read a project

    Args:
        id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Any | Project
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
                if_none_match=if_none_match,
            )
        )
    )


def sync_detailed(
    id: str,
    *,
    client: Wardroom,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Project]:
    """Read a project

    Args:
        id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Any | Project]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                if_none_match=if_none_match,
            )
        )
    )


async def asyncio(
    id: str,
    *,
    client: AsyncWardroom,
    if_none_match: str | Unset = UNSET,
) -> Any | Project:
    """Read a project

    Args:
        id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Any | Project
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
                if_none_match=if_none_match,
            )
        )
    )


async def asyncio_detailed(
    id: str,
    *,
    client: AsyncWardroom,
    if_none_match: str | Unset = UNSET,
) -> Response[Any | Project]:
    """Read a project

    Args:
        id (str):
        if_none_match (str | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Any | Project]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                if_none_match=if_none_match,
            )
        )
    )
