from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.credential import Credential
from ...types import Response


def _get_kwargs(
    id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/credentials/{id}/check".format(
            id=quote(str(id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> Credential:
    with reading(response):
        if response.status_code == 200:
            response_200 = Credential.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Credential]:
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
) -> Credential:
    """Ask its provider now whether a credential works

     Answers within seconds, 200 whatever the result: `last_result` is `ok`, `not_checkable`, or what a
    tool's run would end with, and `last_error` its sentence. AWS: caller identity, after assuming the
    role. Azure, Google Cloud: whether a token is given. Kubernetes: whom the server takes it for.

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Credential
    """

    return _read(
        client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )


def sync_detailed(
    id: UUID,
    *,
    client: Wardroom,
) -> Response[Credential]:
    """Ask its provider now whether a credential works

     Answers within seconds, 200 whatever the result: `last_result` is `ok`, `not_checkable`, or what a
    tool's run would end with, and `last_error` its sentence. AWS: caller identity, after assuming the
    role. Azure, Google Cloud: whether a token is given. Kubernetes: whom the server takes it for.

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Credential]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )


async def asyncio(
    id: UUID,
    *,
    client: AsyncWardroom,
) -> Credential:
    """Ask its provider now whether a credential works

     Answers within seconds, 200 whatever the result: `last_result` is `ok`, `not_checkable`, or what a
    tool's run would end with, and `last_error` its sentence. AWS: caller identity, after assuming the
    role. Azure, Google Cloud: whether a token is given. Kubernetes: whom the server takes it for.

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Credential
    """

    return _read(
        await client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )


async def asyncio_detailed(
    id: UUID,
    *,
    client: AsyncWardroom,
) -> Response[Credential]:
    """Ask its provider now whether a credential works

     Answers within seconds, 200 whatever the result: `last_result` is `ok`, `not_checkable`, or what a
    tool's run would end with, and `last_error` its sentence. AWS: caller identity, after assuming the
    role. Azure, Google Cloud: whether a token is given. Kubernetes: whom the server takes it for.

    Args:
        id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Credential]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                id=id,
            )
        )
    )
