from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...types import UNSET, File, Response, Unset


def _get_kwargs(
    scan_id: str,
    tool: str,
    *,
    attempt: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["attempt"] = attempt

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/scans/{scan_id}/tool-runs/{tool}/report".format(
            scan_id=quote(str(scan_id), safe=""),
            tool=quote(str(tool), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> File:
    with reading(response):
        if response.status_code == 200:
            response_200 = File(payload=BytesIO(response.content))

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[File]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    scan_id: str,
    tool: str,
    *,
    client: Wardroom,
    attempt: int | Unset = UNSET,
) -> File:
    """Download the raw report of a tool run

     As the tool wrote it, with the run's own secrets masked; of an import the file as it was uploaded,
    unpacked. Needs admin.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        File
    """

    return _read(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
            )
        )
    )


def sync_detailed(
    scan_id: str,
    tool: str,
    *,
    client: Wardroom,
    attempt: int | Unset = UNSET,
) -> Response[File]:
    """Download the raw report of a tool run

     As the tool wrote it, with the run's own secrets masked; of an import the file as it was uploaded,
    unpacked. Needs admin.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[File]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
            )
        )
    )


async def asyncio(
    scan_id: str,
    tool: str,
    *,
    client: AsyncWardroom,
    attempt: int | Unset = UNSET,
) -> File:
    """Download the raw report of a tool run

     As the tool wrote it, with the run's own secrets masked; of an import the file as it was uploaded,
    unpacked. Needs admin.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        File
    """

    return _read(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
            )
        )
    )


async def asyncio_detailed(
    scan_id: str,
    tool: str,
    *,
    client: AsyncWardroom,
    attempt: int | Unset = UNSET,
) -> Response[File]:
    """Download the raw report of a tool run

     As the tool wrote it, with the run's own secrets masked; of an import the file as it was uploaded,
    unpacked. Needs admin.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[File]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
            )
        )
    )
