from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.patched_project_request import PatchedProjectRequest
from ...models.project import Project
from ...types import UNSET, Response, Unset


def _get_kwargs(
    id: str,
    *,
    body: PatchedProjectRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(if_match, Unset):
        headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "path": "/api/v1/projects/{id}".format(
            id=quote(str(id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _read(response: httpx.Response) -> Project:
    with reading(response):
        if response.status_code == 200:
            response_200 = Project.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[Project]:
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
    body: PatchedProjectRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Project:
    """Rename or archive a project

     Name and slug need the role admin, archiving needs owner, `max_runs` a superuser.

    Args:
        id (str):
        if_match (str | Unset):
        body (PatchedProjectRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Project
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
    id: str,
    *,
    client: Wardroom,
    body: PatchedProjectRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Project]:
    """Rename or archive a project

     Name and slug need the role admin, archiving needs owner, `max_runs` a superuser.

    Args:
        id (str):
        if_match (str | Unset):
        body (PatchedProjectRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Project]
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
    id: str,
    *,
    client: AsyncWardroom,
    body: PatchedProjectRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Project:
    """Rename or archive a project

     Name and slug need the role admin, archiving needs owner, `max_runs` a superuser.

    Args:
        id (str):
        if_match (str | Unset):
        body (PatchedProjectRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Project
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
    id: str,
    *,
    client: AsyncWardroom,
    body: PatchedProjectRequest | Unset = UNSET,
    if_match: str | Unset = UNSET,
) -> Response[Project]:
    """Rename or archive a project

     Name and slug need the role admin, archiving needs owner, `max_runs` a superuser.

    Args:
        id (str):
        if_match (str | Unset):
        body (PatchedProjectRequest | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[Project]
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
