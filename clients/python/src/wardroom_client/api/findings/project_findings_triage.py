from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.finding_detail import FindingDetail
from ...models.project_triage_request import ProjectTriageRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pid: str,
    *,
    body: ProjectTriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/p/{pid}/findings/triage".format(
            pid=quote(str(pid), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> FindingDetail:
    with reading(response):
        if response.status_code == 200:
            response_200 = FindingDetail.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[FindingDetail]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_read(response),
    )


def sync(
    pid: str,
    *,
    client: Wardroom,
    body: ProjectTriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> FindingDetail:
    """Decide about a finding of a project

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        pid (str):
        if_match (str | Unset):
        body (ProjectTriageRequest | Unset): A decision; the shape only, `findings.triage` holds
            the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        FindingDetail
    """

    return _read(
        client.request(
            **_get_kwargs(
                pid=pid,
                body=body,
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    pid: str,
    *,
    client: Wardroom,
    body: ProjectTriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[FindingDetail]:
    """Decide about a finding of a project

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        pid (str):
        if_match (str | Unset):
        body (ProjectTriageRequest | Unset): A decision; the shape only, `findings.triage` holds
            the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[FindingDetail]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                pid=pid,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio(
    pid: str,
    *,
    client: AsyncWardroom,
    body: ProjectTriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> FindingDetail:
    """Decide about a finding of a project

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        pid (str):
        if_match (str | Unset):
        body (ProjectTriageRequest | Unset): A decision; the shape only, `findings.triage` holds
            the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        FindingDetail
    """

    return _read(
        await client.request(
            **_get_kwargs(
                pid=pid,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    pid: str,
    *,
    client: AsyncWardroom,
    body: ProjectTriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[FindingDetail]:
    """Decide about a finding of a project

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        pid (str):
        if_match (str | Unset):
        body (ProjectTriageRequest | Unset): A decision; the shape only, `findings.triage` holds
            the rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[FindingDetail]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                pid=pid,
                body=body,
                if_match=if_match,
            )
        )
    )
