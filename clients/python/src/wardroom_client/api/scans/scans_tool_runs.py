from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.tool_runs import ToolRuns
from ...types import Response


def _get_kwargs(
    scan_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/scans/{scan_id}/tool-runs".format(
            scan_id=quote(str(scan_id), safe=""),
        ),
    }

    return _kwargs


def _read(response: httpx.Response) -> ToolRuns:
    with reading(response):
        if response.status_code == 200:
            response_200 = ToolRuns.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[ToolRuns]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    scan_id: str,
    *,
    client: Wardroom,
) -> ToolRuns:
    """List the tool runs of a scan with their attempts

     The scan of the path, as far as the caller may see it.

    Args:
        scan_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ToolRuns
    """

    return _read(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
            )
        )
    )


def sync_detailed(
    scan_id: str,
    *,
    client: Wardroom,
) -> Response[ToolRuns]:
    """List the tool runs of a scan with their attempts

     The scan of the path, as far as the caller may see it.

    Args:
        scan_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ToolRuns]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
            )
        )
    )


async def asyncio(
    scan_id: str,
    *,
    client: AsyncWardroom,
) -> ToolRuns:
    """List the tool runs of a scan with their attempts

     The scan of the path, as far as the caller may see it.

    Args:
        scan_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        ToolRuns
    """

    return _read(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
            )
        )
    )


async def asyncio_detailed(
    scan_id: str,
    *,
    client: AsyncWardroom,
) -> Response[ToolRuns]:
    """List the tool runs of a scan with their attempts

     The scan of the path, as far as the caller may see it.

    Args:
        scan_id (str):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[ToolRuns]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
            )
        )
    )
