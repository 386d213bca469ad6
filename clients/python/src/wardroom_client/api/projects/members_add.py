from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.member import Member
from ...models.member_request import MemberRequest
from ...types import Response


def _get_kwargs(
    id: str,
    *,
    body: MemberRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/projects/{id}/members".format(
            id=quote(str(id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Member:
    with reading(response):
        if response.status_code == 201:
            response_201 = Member.from_dict(response.json())

            return response_201

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Member]:
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
    body: MemberRequest,
) -> Member:
    """Make a user a member

    Args:
        id (str):
        body (MemberRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Member
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )


def sync_detailed(
    id: str,
    *,
    client: Wardroom,
    body: MemberRequest,
) -> Response[Member]:
    """Make a user a member

    Args:
        id (str):
        body (MemberRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Member]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )


async def asyncio(
    id: str,
    *,
    client: AsyncWardroom,
    body: MemberRequest,
) -> Member:
    """Make a user a member

    Args:
        id (str):
        body (MemberRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Member
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )


async def asyncio_detailed(
    id: str,
    *,
    client: AsyncWardroom,
    body: MemberRequest,
) -> Response[Member]:
    """Make a user a member

    Args:
        id (str):
        body (MemberRequest):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Member]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                body=body,
            )
        )
    )
