from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.import_detail import ImportDetail
from ...types import Response


def _get_kwargs(
    import_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/imports/{import_id}".format(
            import_id=quote(str(import_id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> ImportDetail:
    with reading(response):
        if response.status_code == 200:
            response_200 = ImportDetail.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[ImportDetail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    import_id: UUID,
    *,
    client: Wardroom,
) -> ImportDetail:
    """Get an import with its tool runs and rejected records

    Args:
        import_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ImportDetail
    """

    return _read(
        client.request(
            **_get_kwargs(
                import_id=import_id,
            )
        )
    )


def sync_detailed(
    import_id: UUID,
    *,
    client: Wardroom,
) -> Response[ImportDetail]:
    """Get an import with its tool runs and rejected records

    Args:
        import_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ImportDetail]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                import_id=import_id,
            )
        )
    )


async def asyncio(
    import_id: UUID,
    *,
    client: AsyncWardroom,
) -> ImportDetail:
    """Get an import with its tool runs and rejected records

    Args:
        import_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ImportDetail
    """

    return _read(
        await client.request(
            **_get_kwargs(
                import_id=import_id,
            )
        )
    )


async def asyncio_detailed(
    import_id: UUID,
    *,
    client: AsyncWardroom,
) -> Response[ImportDetail]:
    """Get an import with its tool runs and rejected records

    Args:
        import_id (UUID):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ImportDetail]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                import_id=import_id,
            )
        )
    )
