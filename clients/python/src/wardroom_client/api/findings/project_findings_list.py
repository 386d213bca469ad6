import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ...answers import reading, unexpected
from ...client import AsyncWardroom, Wardroom
from ...models.paginated_finding_list import PaginatedFindingList
from ...models.project_findings_list_count import (
    ProjectFindingsListCount,
)
from ...models.project_findings_list_ordering import (
    ProjectFindingsListOrdering,
)
from ...models.project_findings_list_severity_item import (
    ProjectFindingsListSeverityItem,
)
from ...models.project_findings_list_status_item import (
    ProjectFindingsListStatusItem,
)
from ...types import UNSET, Response, Unset


def _get_kwargs(
    pid: str,
    *,
    count: ProjectFindingsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    cve: list[str] | Unset = UNSET,
    cwe: list[str] | Unset = UNSET,
    first_seen_after: datetime.datetime | Unset = UNSET,
    first_seen_before: datetime.datetime | Unset = UNSET,
    last_seen_after: datetime.datetime | Unset = UNSET,
    last_seen_before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectFindingsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    q: str | Unset = UNSET,
    rule: list[str] | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    severity: list[ProjectFindingsListSeverityItem] | Unset = UNSET,
    status: list[ProjectFindingsListStatusItem] | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: list[str] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_count: str | Unset = UNSET
    if not isinstance(count, Unset):
        json_count = count

    params["count"] = json_count

    params["cursor"] = cursor

    json_cve: list[str] | Unset = UNSET
    if not isinstance(cve, Unset):
        json_cve = cve

    params["cve"] = json_cve

    json_cwe: list[str] | Unset = UNSET
    if not isinstance(cwe, Unset):
        json_cwe = cwe

    params["cwe"] = json_cwe

    json_first_seen_after: str | Unset = UNSET
    if not isinstance(first_seen_after, Unset):
        json_first_seen_after = first_seen_after.isoformat()
    params["first_seen_after"] = json_first_seen_after

    json_first_seen_before: str | Unset = UNSET
    if not isinstance(first_seen_before, Unset):
        json_first_seen_before = first_seen_before.isoformat()
    params["first_seen_before"] = json_first_seen_before

    json_last_seen_after: str | Unset = UNSET
    if not isinstance(last_seen_after, Unset):
        json_last_seen_after = last_seen_after.isoformat()
    params["last_seen_after"] = json_last_seen_after

    json_last_seen_before: str | Unset = UNSET
    if not isinstance(last_seen_before, Unset):
        json_last_seen_before = last_seen_before.isoformat()
    params["last_seen_before"] = json_last_seen_before

    params["limit"] = limit

    json_ordering: str | Unset = UNSET
    if not isinstance(ordering, Unset):
        json_ordering = ordering

    params["ordering"] = json_ordering

    params["project"] = project

    params["q"] = q

    json_rule: list[str] | Unset = UNSET
    if not isinstance(rule, Unset):
        json_rule = rule

    params["rule"] = json_rule

    json_scan: str | Unset = UNSET
    if not isinstance(scan, Unset):
        json_scan = str(scan)
    params["scan"] = json_scan

    json_severity: list[str] | Unset = UNSET
    if not isinstance(severity, Unset):
        json_severity = []
        for severity_item_data in severity:
            severity_item: str = severity_item_data
            json_severity.append(severity_item)

    params["severity"] = json_severity

    json_status: list[str] | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = []
        for status_item_data in status:
            status_item: str = status_item_data
            json_status.append(status_item)

    params["status"] = json_status

    json_tag: list[str] | Unset = UNSET
    if not isinstance(tag, Unset):
        json_tag = tag

    params["tag"] = json_tag

    json_target: str | Unset = UNSET
    if not isinstance(target, Unset):
        json_target = str(target)
    params["target"] = json_target

    json_tool: list[str] | Unset = UNSET
    if not isinstance(tool, Unset):
        json_tool = tool

    params["tool"] = json_tool

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "path": "/p/{pid}/findings".format(
            pid=quote(str(pid), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _read(response: httpx.Response) -> PaginatedFindingList:
    with reading(response):
        if response.status_code == 200:
            response_200 = PaginatedFindingList.from_dict(response.json())

            return response_200

    raise unexpected(response)


def _detail(response: httpx.Response) -> Response[PaginatedFindingList]:
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
    count: ProjectFindingsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    cve: list[str] | Unset = UNSET,
    cwe: list[str] | Unset = UNSET,
    first_seen_after: datetime.datetime | Unset = UNSET,
    first_seen_before: datetime.datetime | Unset = UNSET,
    last_seen_after: datetime.datetime | Unset = UNSET,
    last_seen_before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectFindingsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    q: str | Unset = UNSET,
    rule: list[str] | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    severity: list[ProjectFindingsListSeverityItem] | Unset = UNSET,
    status: list[ProjectFindingsListStatusItem] | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: list[str] | Unset = UNSET,
) -> PaginatedFindingList:
    """List the findings of a project

     Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. Times
    are RFC 3339; `…_after` includes its moment, `…_before` does not.

    Args:
        pid (str):
        count (ProjectFindingsListCount | Unset):
        cursor (str | Unset):
        cve (list[str] | Unset):
        cwe (list[str] | Unset):
        first_seen_after (datetime.datetime | Unset):
        first_seen_before (datetime.datetime | Unset):
        last_seen_after (datetime.datetime | Unset):
        last_seen_before (datetime.datetime | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectFindingsListOrdering | Unset):
        project (str | Unset):
        q (str | Unset):
        rule (list[str] | Unset):
        scan (UUID | Unset):
        severity (list[ProjectFindingsListSeverityItem] | Unset):
        status (list[ProjectFindingsListStatusItem] | Unset):
        tag (list[str] | Unset):
        target (UUID | Unset):
        tool (list[str] | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedFindingList
    """

    return _read(
        client.request(
            **_get_kwargs(
                pid=pid,
                count=count,
                cursor=cursor,
                cve=cve,
                cwe=cwe,
                first_seen_after=first_seen_after,
                first_seen_before=first_seen_before,
                last_seen_after=last_seen_after,
                last_seen_before=last_seen_before,
                limit=limit,
                ordering=ordering,
                project=project,
                q=q,
                rule=rule,
                scan=scan,
                severity=severity,
                status=status,
                tag=tag,
                target=target,
                tool=tool,
            )
        )
    )


def sync_detailed(
    pid: str,
    *,
    client: Wardroom,
    count: ProjectFindingsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    cve: list[str] | Unset = UNSET,
    cwe: list[str] | Unset = UNSET,
    first_seen_after: datetime.datetime | Unset = UNSET,
    first_seen_before: datetime.datetime | Unset = UNSET,
    last_seen_after: datetime.datetime | Unset = UNSET,
    last_seen_before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectFindingsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    q: str | Unset = UNSET,
    rule: list[str] | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    severity: list[ProjectFindingsListSeverityItem] | Unset = UNSET,
    status: list[ProjectFindingsListStatusItem] | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: list[str] | Unset = UNSET,
) -> Response[PaginatedFindingList]:
    """List the findings of a project

     Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. Times
    are RFC 3339; `…_after` includes its moment, `…_before` does not.

    Args:
        pid (str):
        count (ProjectFindingsListCount | Unset):
        cursor (str | Unset):
        cve (list[str] | Unset):
        cwe (list[str] | Unset):
        first_seen_after (datetime.datetime | Unset):
        first_seen_before (datetime.datetime | Unset):
        last_seen_after (datetime.datetime | Unset):
        last_seen_before (datetime.datetime | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectFindingsListOrdering | Unset):
        project (str | Unset):
        q (str | Unset):
        rule (list[str] | Unset):
        scan (UUID | Unset):
        severity (list[ProjectFindingsListSeverityItem] | Unset):
        status (list[ProjectFindingsListStatusItem] | Unset):
        tag (list[str] | Unset):
        target (UUID | Unset):
        tool (list[str] | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedFindingList]
    """

    return _detail(
        client.request(
            **_get_kwargs(
                pid=pid,
                count=count,
                cursor=cursor,
                cve=cve,
                cwe=cwe,
                first_seen_after=first_seen_after,
                first_seen_before=first_seen_before,
                last_seen_after=last_seen_after,
                last_seen_before=last_seen_before,
                limit=limit,
                ordering=ordering,
                project=project,
                q=q,
                rule=rule,
                scan=scan,
                severity=severity,
                status=status,
                tag=tag,
                target=target,
                tool=tool,
            )
        )
    )


async def asyncio(
    pid: str,
    *,
    client: AsyncWardroom,
    count: ProjectFindingsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    cve: list[str] | Unset = UNSET,
    cwe: list[str] | Unset = UNSET,
    first_seen_after: datetime.datetime | Unset = UNSET,
    first_seen_before: datetime.datetime | Unset = UNSET,
    last_seen_after: datetime.datetime | Unset = UNSET,
    last_seen_before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectFindingsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    q: str | Unset = UNSET,
    rule: list[str] | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    severity: list[ProjectFindingsListSeverityItem] | Unset = UNSET,
    status: list[ProjectFindingsListStatusItem] | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: list[str] | Unset = UNSET,
) -> PaginatedFindingList:
    """List the findings of a project

     Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. Times
    are RFC 3339; `…_after` includes its moment, `…_before` does not.

    Args:
        pid (str):
        count (ProjectFindingsListCount | Unset):
        cursor (str | Unset):
        cve (list[str] | Unset):
        cwe (list[str] | Unset):
        first_seen_after (datetime.datetime | Unset):
        first_seen_before (datetime.datetime | Unset):
        last_seen_after (datetime.datetime | Unset):
        last_seen_before (datetime.datetime | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectFindingsListOrdering | Unset):
        project (str | Unset):
        q (str | Unset):
        rule (list[str] | Unset):
        scan (UUID | Unset):
        severity (list[ProjectFindingsListSeverityItem] | Unset):
        status (list[ProjectFindingsListStatusItem] | Unset):
        tag (list[str] | Unset):
        target (UUID | Unset):
        tool (list[str] | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        PaginatedFindingList
    """

    return _read(
        await client.request(
            **_get_kwargs(
                pid=pid,
                count=count,
                cursor=cursor,
                cve=cve,
                cwe=cwe,
                first_seen_after=first_seen_after,
                first_seen_before=first_seen_before,
                last_seen_after=last_seen_after,
                last_seen_before=last_seen_before,
                limit=limit,
                ordering=ordering,
                project=project,
                q=q,
                rule=rule,
                scan=scan,
                severity=severity,
                status=status,
                tag=tag,
                target=target,
                tool=tool,
            )
        )
    )


async def asyncio_detailed(
    pid: str,
    *,
    client: AsyncWardroom,
    count: ProjectFindingsListCount | Unset = UNSET,
    cursor: str | Unset = UNSET,
    cve: list[str] | Unset = UNSET,
    cwe: list[str] | Unset = UNSET,
    first_seen_after: datetime.datetime | Unset = UNSET,
    first_seen_before: datetime.datetime | Unset = UNSET,
    last_seen_after: datetime.datetime | Unset = UNSET,
    last_seen_before: datetime.datetime | Unset = UNSET,
    limit: int | Unset = 50,
    ordering: ProjectFindingsListOrdering | Unset = UNSET,
    project: str | Unset = UNSET,
    q: str | Unset = UNSET,
    rule: list[str] | Unset = UNSET,
    scan: UUID | Unset = UNSET,
    severity: list[ProjectFindingsListSeverityItem] | Unset = UNSET,
    status: list[ProjectFindingsListStatusItem] | Unset = UNSET,
    tag: list[str] | Unset = UNSET,
    target: UUID | Unset = UNSET,
    tool: list[str] | Unset = UNSET,
) -> Response[PaginatedFindingList]:
    """List the findings of a project

     Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. Times
    are RFC 3339; `…_after` includes its moment, `…_before` does not.

    Args:
        pid (str):
        count (ProjectFindingsListCount | Unset):
        cursor (str | Unset):
        cve (list[str] | Unset):
        cwe (list[str] | Unset):
        first_seen_after (datetime.datetime | Unset):
        first_seen_before (datetime.datetime | Unset):
        last_seen_after (datetime.datetime | Unset):
        last_seen_before (datetime.datetime | Unset):
        limit (int | Unset):  Default: 50.
        ordering (ProjectFindingsListOrdering | Unset):
        project (str | Unset):
        q (str | Unset):
        rule (list[str] | Unset):
        scan (UUID | Unset):
        severity (list[ProjectFindingsListSeverityItem] | Unset):
        status (list[ProjectFindingsListStatusItem] | Unset):
        tag (list[str] | Unset):
        target (UUID | Unset):
        tool (list[str] | Unset):

    Raises:
        WardroomError: Of the class that the code has in `wardroom_client.codes`.

    Returns:
        Response[PaginatedFindingList]
    """

    return _detail(
        await client.request(
            **_get_kwargs(
                pid=pid,
                count=count,
                cursor=cursor,
                cve=cve,
                cwe=cwe,
                first_seen_after=first_seen_after,
                first_seen_before=first_seen_before,
                last_seen_after=last_seen_after,
                last_seen_before=last_seen_before,
                limit=limit,
                ordering=ordering,
                project=project,
                q=q,
                rule=rule,
                scan=scan,
                severity=severity,
                status=status,
                tag=tag,
                target=target,
                tool=tool,
            )
        )
    )
