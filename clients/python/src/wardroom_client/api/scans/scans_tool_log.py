from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.log import Log
from ...types import UNSET, Response, Unset


def _get_kwargs(
    scan_id: str,
    tool: str,
    *,
    attempt: int | Unset = UNSET,
    tail: int | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["attempt"] = attempt

    params["tail"] = tail

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/api/v1/scans/{scan_id}/tool-runs/{tool}/log".format(
            scan_id=quote(str(scan_id), safe=""),
            tool=quote(str(tool), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> Log:
    with reading(response):
        if response.status_code == 200:
            response_200 = Log.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Log]:
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
    tail: int | Unset = UNSET,
) -> Log:
    """Read the log of a tool run

     The last lines, sanitized; also while the tool runs. Needs analyst.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):
        tail (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Log
    """

    return _read(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
                tail=tail,
            )
        )
    )


def sync_detailed(
    scan_id: str,
    tool: str,
    *,
    client: Wardroom,
    attempt: int | Unset = UNSET,
    tail: int | Unset = UNSET,
) -> Response[Log]:
    """Read the log of a tool run

     The last lines, sanitized; also while the tool runs. Needs analyst.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):
        tail (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Log]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
                tail=tail,
            )
        )
    )


async def asyncio(
    scan_id: str,
    tool: str,
    *,
    client: AsyncWardroom,
    attempt: int | Unset = UNSET,
    tail: int | Unset = UNSET,
) -> Log:
    """Read the log of a tool run

     The last lines, sanitized; also while the tool runs. Needs analyst.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):
        tail (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Log
    """

    return _read(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
                tail=tail,
            )
        )
    )


async def asyncio_detailed(
    scan_id: str,
    tool: str,
    *,
    client: AsyncWardroom,
    attempt: int | Unset = UNSET,
    tail: int | Unset = UNSET,
) -> Response[Log]:
    """Read the log of a tool run

     The last lines, sanitized; also while the tool runs. Needs analyst.

    Args:
        scan_id (str):
        tool (str):
        attempt (int | Unset):
        tail (int | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Log]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                scan_id=scan_id,
                tool=tool,
                attempt=attempt,
                tail=tail,
            )
        )
    )
