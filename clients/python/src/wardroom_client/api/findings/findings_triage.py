from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.finding_detail import FindingDetail
from ...models.triage_request import TriageRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    finding_id: UUID,
    *,
    body: TriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "post",
        "path": "/api/v1/findings/{finding_id}/triage".format(
            finding_id=quote(str(finding_id), safe=""),
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
    finding_id: UUID,
    *,
    client: Wardroom,
    body: TriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> FindingDetail:
    """Decide about a finding

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        finding_id (UUID):
        if_match (str | Unset):
        body (TriageRequest | Unset): A decision; the shape only, `findings.triage` holds the
            rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        FindingDetail
    """

    return _read(
        client.request(
            **_get_kwargs(
                finding_id=finding_id,
                body=body,
                if_match=if_match,
            )
        )
    )


def sync_detailed(
    finding_id: UUID,
    *,
    client: Wardroom,
    body: TriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[FindingDetail]:
    """Decide about a finding

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        finding_id (UUID):
        if_match (str | Unset):
        body (TriageRequest | Unset): A decision; the shape only, `findings.triage` holds the
            rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[FindingDetail]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                finding_id=finding_id,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio(
    finding_id: UUID,
    *,
    client: AsyncWardroom,
    body: TriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> FindingDetail:
    """Decide about a finding

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        finding_id (UUID):
        if_match (str | Unset):
        body (TriageRequest | Unset): A decision; the shape only, `findings.triage` holds the
            rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        FindingDetail
    """

    return _read(
        await client.request(
            **_get_kwargs(
                finding_id=finding_id,
                body=body,
                if_match=if_match,
            )
        )
    )


async def asyncio_detailed(
    finding_id: UUID,
    *,
    client: AsyncWardroom,
    body: TriageRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[FindingDetail]:
    """Decide about a finding

     Needs the role analyst. `open` takes an earlier decision back.

    Args:
        finding_id (UUID):
        if_match (str | Unset):
        body (TriageRequest | Unset): A decision; the shape only, `findings.triage` holds the
            rules.

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[FindingDetail]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                finding_id=finding_id,
                body=body,
                if_match=if_match,
            )
        )
    )
