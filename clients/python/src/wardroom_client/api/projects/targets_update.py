from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.patched_target_change_request import PatchedTargetChangeRequest
from ...models.target import Target
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: UUID,
    *,
    body: PatchedTargetChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "path": "/api/v1/targets/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Target:
    with reading(response):
        if response.status_code == 200:
            response_200 = Target.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Target]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    id: UUID,
    *,
    client: Wardroom,
    body: PatchedTargetChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Target:
    """Change a target's name, options, credential, or bring it back

    Args:
        id (UUID):
        if_match (str | Unset):
        body (PatchedTargetChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Target
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
                body=body,
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    id: UUID,
    *,
    client: Wardroom,
    body: PatchedTargetChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Target]:
    """Change a target's name, options, credential, or bring it back

    Args:
        id (UUID):
        if_match (str | Unset):
        body (PatchedTargetChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Target]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio(
    id: UUID,
    *,
    client: AsyncWardroom,
    body: PatchedTargetChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Target:
    """Change a target's name, options, credential, or bring it back

    Args:
        id (UUID):
        if_match (str | Unset):
        body (PatchedTargetChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Target
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    id: UUID,
    *,
    client: AsyncWardroom,
    body: PatchedTargetChangeRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Target]:
    """Change a target's name, options, credential, or bring it back

    Args:
        id (UUID):
        if_match (str | Unset):
        body (PatchedTargetChangeRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Target]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
                body=body,
                if_match=if_match,
            )
        )
    )
