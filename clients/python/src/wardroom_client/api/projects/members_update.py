from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.member import Member
from ...models.patched_role_change_request import PatchedRoleChangeRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    username: str,
    *,
    body: PatchedRoleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "path": "/api/v1/projects/{id}/members/{username}".format(
            id=quote(str(id), safe=""),
            username=quote(str(username), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Member:
    with reading(response):
        if response.status_code == 200:
            response_200 = Member.from_dict(response.json())

            return response_200

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
    username: str,
    *,
    client: Wardroom,
    body: PatchedRoleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Member:
    """Give a member another role

    Args:
        id (str):
        username (str):
        if_match (str | Unset):
        body (PatchedRoleChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Member
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
                username=username,
                body=body,
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    id: str,
    username: str,
    *,
    client: Wardroom,
    body: PatchedRoleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Member]:
    """Give a member another role

    Args:
        id (str):
        username (str):
        if_match (str | Unset):
        body (PatchedRoleChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Member]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                username=username,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio(
    id: str,
    username: str,
    *,
    client: AsyncWardroom,
    body: PatchedRoleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Member:
    """Give a member another role

    Args:
        id (str):
        username (str):
        if_match (str | Unset):
        body (PatchedRoleChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Member
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
                username=username,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    id: str,
    username: str,
    *,
    client: AsyncWardroom,
    body: PatchedRoleChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Member]:
    """Give a member another role

    Args:
        id (str):
        username (str):
        if_match (str | Unset):
        body (PatchedRoleChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Member]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                username=username,
                body=body,
                if_match=if_match,
            )
        )
    )
