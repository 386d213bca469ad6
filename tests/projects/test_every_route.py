"""Every route with every caller, against the one table in `route_table`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success
from knox.models import AuthToken
from rest_framework.test import APIClient

from config.records.models import AuditEntry, IdempotencyKey, RecentError
from findings import receiving
from findings.models import Finding, ReportImport
from projects.models import Credential
from projects.roles import RANK, Scope
from scans.models import Attempt, Breaker, Profile, Worker
from scans.models import Schedule as ScanSchedule
from scans.states import RunState
from tests.contract.client import ContractClient
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user
from tests.projects.route_table import (
    ADMIN_MODELS,
    NOBODY,
    OPEN,
    ROUTES,
    SIGNED_IN,
    SUPERUSER,
    Desk,
    Entry,
)
from tooling.models import ToolStatus

pytestmark = pytest.mark.django_db

REFUSED = {401, 403, 404}
PEOPLE = ["foreign", *RANK, "superuser"]
STRANGERS = {"anonymous": 401, "expired": 401, "unknown_key": 403}
CALLERS = [*STRANGERS, "other_scope", *PEOPLE]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class World:
    """One project with one of everything, a member of each role, and people outside."""

    def __init__(self, *, staff: bool = False) -> None:
        self.project = make_project("Walked")
        self.elsewhere = make_project("Elsewhere")
        for role in RANK:
            setattr(self, role, make_member(self.project, role, username=role, is_staff=staff))
        self.foreign = make_member(self.elsewhere, "owner", username="foreign", is_staff=staff)
        self.superuser = make_user("superuser", is_staff=True, is_superuser=True)
        self.target = make_target(self.project)
        self.credential = Credential.objects.create(
            project=self.project, name="aws", kind="aws", values={"A": "b"}
        )
        make_key(self.owner, "scans:read", project=self.project)
        self.key = self.owner.api_keys.get()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the walked world has no {name}; add it to World")

    @cached_property
    def membership(self) -> Any:
        return self.viewer.memberships.get()

    @cached_property
    def scan(self) -> Any:
        """A scan whose one tool has ended, with log and report."""
        scan = make_scan(self.target, tools=("bandit",))
        run = scan.runs.get()
        files = {
            "log": ContentFile(b"done\n", "walk.log"),
            "report": ContentFile(b"{}", "walk.json"),
        }
        ended = {"state": RunState.SUCCEEDED, "outcome": "clean", "finished": timezone.now()}
        Attempt.objects.create(
            run=run, number=1, worker="w", host="h", boot_id="b", fencing_token=scan.pk,
            **ended, **files,
        )  # fmt: skip
        type(run).objects.filter(pk=run.pk).update(**ended)
        return scan

    @cached_property
    def run(self) -> Any:
        return self.scan.runs.get()

    @cached_property
    def breaker(self) -> Any:
        return Breaker.objects.create(tool="bandit", target=self.target, failures=1)

    @cached_property
    def profile(self) -> Any:
        return Profile.objects.create(
            project=self.project, name="walked", tools=[{"tool": "bandit"}]
        )

    @cached_property
    def scan_schedule(self) -> Any:
        return ScanSchedule.objects.create(
            project=self.project, target=self.target, name="walked", tools=["bandit"],
            cron="0 3 * * *", owner=self.admin,
        )  # fmt: skip

    @cached_property
    def finding(self) -> Any:
        now = timezone.now()
        return Finding.objects.create(
            project=self.project, fingerprint="f" * 64, kind="code", title="Walked finding",
            severity="high", severity_rank=1, first_seen=now, last_seen=now,
        )  # fmt: skip

    @cached_property
    def report_import(self) -> Any:
        return ReportImport.objects.create(run=self.run, scan=self.scan, looked_at=timezone.now())

    @cached_property
    def upload(self) -> Any:
        file = settings.INCOMING_DIR / "report.json"
        file.write_bytes(b"{}")
        received = receiving.check(file, "r.json", self.project, tool="bandit")
        return receiving.start("tests", received)

    @cached_property
    def group(self) -> Any:
        return Group.objects.create(name="walked")

    @cached_property
    def token(self) -> Any:
        return AuthToken.objects.create(user=self.viewer)[0]

    @cached_property
    def entry(self) -> Any:
        return AuditEntry.objects.create(actor="walk", action="walk")

    @cached_property
    def idempotency_key(self) -> Any:
        return IdempotencyKey.objects.create(caller="user:1", method="POST", path="/", key="k")

    @cached_property
    def recent_error(self) -> Any:
        return RecentError.objects.create(request_id="walked-request", code="NOT_FOUND", status=404)

    @cached_property
    def status(self) -> Any:
        return ToolStatus.objects.create(tool="bandit", host="walked")

    @cached_property
    def worker(self) -> Any:
        now = timezone.now()
        return Worker.objects.create(name="w:1", host="w", process_id=1, started=now, seen=now)

    @cached_property
    def schedule(self) -> Any:
        return Schedule.objects.create(func="math.copysign", args="2,-2")

    @cached_property
    def queued(self) -> Any:
        return OrmQ.objects.create(key="walked", payload="x", lock=timezone.now())

    def _task(self, model: Any, success: bool) -> Any:
        now = timezone.now()
        return model.objects.create(
            id=f"{success:d}" * 32, name="walk", func="f", started=now, stopped=now, success=success
        )

    @cached_property
    def success(self) -> Any:
        return self._task(Success, True)

    @cached_property
    def failure(self) -> Any:
        return self._task(Failure, False)


# --- What there is ------------------------------------------------------------------------


def patterns(
    resolver: URLResolver, namespace: str = "", prefix: str = ""
) -> Iterator[tuple[str, str, Any]]:
    """Name with namespace, whole route and view of every pattern below `resolver`."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from patterns(pattern, namespace + inner, route)
        elif isinstance(pattern, URLPattern):
            yield namespace + (pattern.name or route), route, pattern.callback


def methods_of(name: str, view: Any) -> list[str]:
    """The methods that a view answers; a plain view's are those that the table knows, and GET."""
    actions = getattr(view, "actions", None)
    if actions:
        return [method.upper() for method in actions if method.upper() in METHODS]
    view_class = getattr(view, "cls", None)
    if view_class is not None:
        return [method for method in METHODS if hasattr(view_class, method.lower())]
    known = [method for method in METHODS if f"{name} {method}" in ROUTES]
    return known or ["GET"]


ALL = list(patterns(get_resolver()))
WALKED = {
    f"{name} {method}": re.findall(r"<(?:\w+:)?(\w+)>", route)
    for name, route, view in ALL
    if not name.startswith(("admin:", "api:"))
    for method in methods_of(name, view)
}
LABELS = {model._meta.label for model in admin.site._registry}


def test_every_route_has_an_entry():
    missing = sorted(set(WALKED) - set(ROUTES))
    assert not missing, f"add these to tests/projects/route_table.py: {missing}"
    stale = sorted(set(ROUTES) - set(WALKED))
    assert not stale, f"these routes are gone: {stale}"


def test_every_admin_model_has_an_entry():
    missing = sorted(LABELS - set(ADMIN_MODELS))
    assert not missing, f"add these to tests/projects/route_table.py: {missing}"
    stale = sorted(set(ADMIN_MODELS) - LABELS)
    assert not stale, f"these models are gone: {stale}"


def test_both_prefixes_lead_to_the_same_views():
    def below(namespace: str) -> list[tuple[str, str, Any]]:
        root = {"v1": "api/v1/", "api": "api/"}[namespace]
        return [
            (name.partition(":")[2], route.removeprefix(root), view)
            for name, route, view in ALL
            if name.startswith(f"{namespace}:")
        ]

    assert below("v1") == below("api") != []


# --- The walk -----------------------------------------------------------------------------


def client_of(caller: str, world: World, *, api: bool) -> Client:
    """A client with the caller's credentials: tokens and keys for the API, sessions for pages."""
    client: Any = ContractClient() if api else Client()
    if caller in PEOPLE and not api:
        client.force_login(getattr(world, caller))
    elif caller in PEOPLE:
        client.as_token(AuthToken.objects.create(user=getattr(world, caller))[1])
    elif caller == "expired":
        token = AuthToken.objects.create(user=world.owner, expiry=timedelta(hours=-1))[1]
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    elif caller == "unknown_key":
        client.defaults["HTTP_X_API_KEY"] = f"wr_{'0' * 12}_{'a' * 43}"
    elif caller == "other_scope":
        client.defaults["HTTP_X_API_KEY"] = make_key(world.owner, Scope.METRICS_READ)
    return client


def call(client: Any, name: str, world: World, entry: Entry) -> HttpResponse:
    """The answer to one request, whose changes are undone."""
    route, _, method = name.partition(" ")
    values = {key: filled(world, entry, key) for key in WALKED[name]}
    body = entry.body(world) if entry.body else None
    options: dict[str, Any] = {}
    if method != "GET" and isinstance(client, APIClient):
        has_file = any(isinstance(value, UploadedFile) for value in (body or {}).values())
        options = {"data": body, "format": "multipart" if has_file else "json"}
    elif method != "GET":
        options = {"data": body or {}}
    with transaction.atomic():
        response = getattr(client, method.lower())(reverse(route, kwargs=values), **options)
        if getattr(response, "streaming", False):
            b"".join(response.streaming_content)  # closes the file
        transaction.set_rollback(True)
    return response


def filled(world: World, entry: Entry, key: str) -> str:
    if key == "pid" and key not in entry.args:
        return world.project.slug
    assert key in entry.args, f"the entry needs args for <{key}>"
    value = entry.args[key]
    if value not in {*World.__dict__, *world.__dict__}:
        return value
    found = getattr(world, value)
    return found.username if key == "username" else str(found.pk)


def expected(caller: str, entry: Entry, name: str, *, api: bool) -> int | None:
    """The status of the refusal, None for being let in."""
    if caller in entry.answers:
        status = entry.answers[caller]
        return status if status in REFUSED else None
    if entry.who == OPEN:
        return None
    if caller in STRANGERS:
        return STRANGERS[caller] if api else 302
    if caller == "other_scope":
        if not api:
            return 302
        return None if entry.who == SIGNED_IN else -1
    if caller == "superuser" or entry.who == SIGNED_IN:
        return None
    if caller == "foreign":
        return entry.foreign
    if entry.who in RANK and RANK[caller] >= RANK[entry.who]:
        return None
    return entry.below


@pytest.mark.parametrize("name", sorted(set(WALKED) & set(ROUTES)))
def test_only_the_right_callers_are_let_in(name, settings, tmp_path):
    entry = ROUTES[name]
    settings.SCAN_ALLOWED_PATHS = [tmp_path]
    world = World()
    world.target.locator = str(tmp_path)
    world.target.save()
    if entry.lists:
        assert getattr(world, entry.lists)
    api = name.startswith(("v1:", "project:"))
    for caller in CALLERS:
        client = client_of(caller, world, api=api)
        response = call(client, name, world, entry)
        status = response.status_code
        wanted = expected(caller, entry, name, api=api)
        where = f"{name} as {caller}: {status} {response.headers.get('X-Error-Code', '')}"
        if wanted is None:
            assert status not in REFUSED, where
            assert status < 400 or status in {409, 503}, where
        elif wanted == -1:
            assert status in {403, 404}, where
        else:
            assert status == wanted, f"{where}, not {wanted}"
        if status == 302 and caller not in PEOPLE and entry.who != OPEN:
            assert response["Location"].startswith("/login"), where
        if entry.lists and wanted is None:
            shown = str(getattr(world, entry.lists).pk) in response.content.decode()
            sees = caller == "superuser" or (caller in RANK and RANK[caller] >= RANK[entry.seen_by])
            assert shown == sees, f"{where}: shown is {shown}"


# --- The admin ----------------------------------------------------------------------------


def may(caller: str, who: str) -> bool:
    if who == NOBODY or caller not in PEOPLE:
        return False
    if caller == "superuser" or who == SIGNED_IN:
        return True
    return who in RANK and caller in RANK and RANK[caller] >= RANK[who]


def desk_url(label: str, page: str, obj: Any = None) -> str:
    name = f"admin:{label.lower().replace('.', '_')}_{page}"
    return reverse(name, args=[obj.pk] if obj is not None else [])


@pytest.mark.parametrize("label", sorted(set(LABELS) & set(ADMIN_MODELS)))
def test_the_desk_keeps_to_the_same_roles(label):
    desk = ADMIN_MODELS[label]
    world = World(staff=True)
    obj = getattr(world, desk.obj)
    for caller in ["anonymous", *PEOPLE]:
        client = client_of(caller, world, api=False)
        for page, method, allowed in visits(desk, caller):
            with transaction.atomic():
                url = desk_url(label, page, None if page in ("changelist", "add") else obj)
                response = getattr(client, method)(url)
                transaction.set_rollback(True)
            status = response.status_code
            where = f"{label} {page} {method} as {caller}: {status}"
            # an object that one may not see is as unknown as one that is not there
            unknown = status == 302 and response["Location"] == reverse("admin:index")
            if caller == "anonymous":
                assert (status, "/login" in response["Location"]) == (302, True), where
            elif allowed:
                assert status == 200 or (method == "post" and status == 302 and not unknown), where
            else:
                assert status == 403 or unknown, where
            if page == "changelist" and status == 200 and may(caller, desk.view) is False:
                assert str(obj.pk) not in response.content.decode(), where


def visits(desk: Desk, caller: str) -> list[tuple[str, str, bool]]:
    """Page, method and whether it opens. A list opens to all staff and shows what they may see."""
    by_account = desk.view == SUPERUSER
    return [
        ("changelist", "get", may(caller, desk.view if by_account else SIGNED_IN)),
        ("add", "get", may(caller, desk.add)),
        ("change", "get", may(caller, desk.view)),
        ("history", "get", may(caller, desk.view)),
        ("change", "post", may(caller, desk.change)),
        ("delete", "get", may(caller, desk.delete)),
    ]


@pytest.mark.parametrize("role", ["viewer", "owner"])
def test_members_who_are_not_staff_do_not_enter_the_desk(role):
    world = World()
    client = client_of(role, world, api=False)
    for label in sorted(LABELS):
        response = client.get(desk_url(label, "changelist"))
        assert response.status_code == 302, label
        assert "/login" in response["Location"], label


@pytest.mark.parametrize("caller", ["anonymous", "owner"])
def test_no_page_of_the_desk_opens_without_staff(caller):
    """Actions and pages beside the usual five, too: any address below /admin/ leads to sign-in."""
    client = client_of(caller, World(), api=False)
    seen = 0
    for name, route, _ in ALL:
        if not name.startswith("admin:") or name in ("admin:login", "admin:logout") or "(" in route:
            continue
        url = "/" + re.sub(r"<[^>]+>", "019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00", route)
        for method in ("get", "post"):
            response = getattr(client, method)(url)
            assert response.status_code == 302, f"{method} {url} as {caller}"
            target = response["Location"]
            assert "/admin/login" in target or target.startswith(f"/{route.partition('<')[0]}"), url
        seen += 1
    assert seen > 5 * len(LABELS)


def test_pages_of_the_desk_that_belong_to_no_model_need_staff():
    world = World()
    world.staff = make_user("clerk", is_staff=True)
    for caller, opens in (("anonymous", False), ("owner", False), ("staff", True)):
        client = Client()
        if caller != "anonymous":
            client.force_login(getattr(world, caller))
        for name in ("index", "password_change", "jsi18n"):
            status = client.get(reverse(f"admin:{name}")).status_code
            assert status == (200 if opens else 302), f"{name} as {caller}: {status}"
