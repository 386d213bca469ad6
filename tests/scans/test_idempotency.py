"""The same request twice under one Idempotency-Key starts its work once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.errors.reference import document
from config.records import idempotency, retention
from config.records.models import AuditEntry, IdempotencyKey
from projects.models import Membership
from projects.roles import Role
from scans import intake
from scans.models import Scan
from scans.states import RunState
from tests.contract.client import ContractClient
from tests.make import make_key, make_member, make_scan
from tests.scans.conftest import Desk

pytestmark = pytest.mark.django_db

SCANS = "/api/v1/scans"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
BODY = {"tools": ["bandit"]}


@pytest.fixture
def as_admin(api: ContractClient, desk: Desk) -> ContractClient:
    return api.as_user(desk.admin)


def post(client: ContractClient, path: str = SCANS, body: Any = None, **headers: str) -> Any:
    return client.post(path, BODY if body is None else body, headers=KEY | headers)


@contextmanager
def in_the_middle(monkeypatch: pytest.MonkeyPatch, then: Any) -> Iterator[None]:
    """Call `then` while the next start looks at its order: its key is claimed, nothing is done."""
    check = intake.check

    def checked(*arguments: Any) -> Any:
        monkeypatch.setattr(intake, "check", check)
        then()
        return check(*arguments)

    monkeypatch.setattr(intake, "check", checked)
    yield
    monkeypatch.setattr(intake, "check", check)


def age(delta: timedelta) -> None:
    IdempotencyKey.objects.update(created=timezone.now() - delta)


def test_a_repeat_gets_the_first_answer_and_starts_nothing(as_admin: ContractClient) -> None:
    first, again = post(as_admin), post(as_admin)

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert again["X-Request-ID"] != first["X-Request-ID"]
    assert Scan.objects.count() == 1
    assert AuditEntry.objects.filter(action="scan.start").count() == 1


def test_the_twin_path_and_a_trailing_slash_are_the_same_path(as_admin: ContractClient) -> None:
    first = post(as_admin)
    for path in ("/api/scans", "/api/scans/", "/api/v1/scans/"):
        assert post(as_admin, path).content == first.content
    assert Scan.objects.count() == 1


def test_the_answer_is_of_the_moment_of_the_first(as_admin: ContractClient) -> None:
    first = post(as_admin)
    Scan.objects.update(status="running")
    assert post(as_admin).json() == first.json()


def test_a_repeat_asks_no_rule_of_what_may_be_started_now(
    as_admin: ContractClient, desk: Desk
) -> None:
    first = post(as_admin)
    desk.target.retired = True
    desk.target.save()
    assert post(as_admin).content == first.content
    assert as_admin.post(SCANS, BODY, headers={"Idempotency-Key": "new"}).status_code == 400


@pytest.mark.parametrize("action", ["cancel", "retry"])
def test_cancel_and_retry_are_repeated_too(
    as_admin: ContractClient, desk: Desk, action: str
) -> None:
    scan = make_scan(desk.target, tools=("bandit",))
    if action == "retry":
        scan.runs.update(state=RunState.FAILED)
    path = f"{SCANS}/{scan.pk}/{action}"

    first, again = (post(as_admin, path, {}) for _ in range(2))

    assert first.status_code == again.status_code == 202
    assert first.content == again.content
    assert again["Idempotency-Replayed"] == "true"
    assert again["Location"] == f"{SCANS}/{scan.pk}"
    assert AuditEntry.objects.filter(action=f"scan.{action}").count() == 1
    refused = as_admin.post(path, {})
    assert refused.status_code == 409


def test_one_key_on_two_paths_is_two_keys(as_admin: ContractClient, desk: Desk) -> None:
    scans = [make_scan(desk.target, tools=("bandit",)) for _ in range(2)]
    for scan in scans:
        assert post(as_admin, f"{SCANS}/{scan.pk}/cancel", {}).json()["id"] == str(scan.pk)


@pytest.mark.parametrize(
    "body", [{"tools": ["bandit"], "timeout_seconds": 60}, b'{"tools":  ["bandit"]}']
)
def test_another_body_is_refused_byte_for_byte(as_admin: ContractClient, body: Any) -> None:
    post(as_admin)
    if isinstance(body, bytes):
        answer = as_admin.generic("POST", SCANS, body, "application/json", headers=KEY)
    else:
        answer = post(as_admin, body=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert Scan.objects.count() == 1


def test_another_query_is_another_request(as_admin: ContractClient, desk: Desk) -> None:
    scan = make_scan(desk.target, tools=("bandit",))
    assert post(as_admin, f"{SCANS}/{scan.pk}/cancel", {}).status_code == 202
    assert post(as_admin, f"{SCANS}/{scan.pk}/cancel?a=b", {}).status_code == 422


def test_while_the_first_is_worked_on_the_second_is_told_so(
    as_admin: ContractClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = []
    with in_the_middle(monkeypatch, lambda: second.append(post(as_admin))):
        first = post(as_admin)

    assert first.status_code == 202
    (answer,) = second
    assert (answer.status_code, answer.json()["code"]) == (409, "RESOURCE_LOCKED")
    assert answer["Retry-After"] == "1"
    assert "still being worked on" in answer.json()["details"]
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("key", ["", "   ", "k" * 256, "a\tb", "schlüssel", "a\x7f"])
def test_a_key_of_bad_form_is_refused_by_name(as_admin: ContractClient, key: str) -> None:
    answer = as_admin.post(SCANS, BODY, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")
    assert answer.json()["details"].startswith("Idempotency-Key must be")
    assert not Scan.objects.exists()


def test_the_longest_key_and_any_printable_one_are_taken(as_admin: ContractClient) -> None:
    for key in ("k" * 255, '"quoted; and, odd"', "~"):
        assert as_admin.post(SCANS, BODY, headers={"Idempotency-Key": key}).status_code == 202
    assert Scan.objects.count() == 3


def test_a_refusal_is_not_kept(as_admin: ContractClient, desk: Desk) -> None:
    desk.project.archived = True
    desk.project.save()
    body = {"project": desk.project.slug, **BODY}
    assert post(as_admin, body=body).json()["code"] == "CONFLICT"
    assert not IdempotencyKey.objects.exists()
    desk.project.archived = False
    desk.project.save()
    assert post(as_admin, body=body).status_code == 202


def test_a_failure_in_the_middle_of_the_work_undoes_it_and_frees_the_key(
    as_admin: ContractClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(*arguments: Any) -> None:
        assert Scan.objects.exists()
        raise RuntimeError("no")

    with monkeypatch.context() as patch:
        patch.setattr(idempotency, "_keep", keep)
        as_admin.raise_request_exception = False
        assert post(as_admin).status_code == 500
    assert not Scan.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert post(as_admin).status_code == 202


def test_a_dry_run_takes_no_key(as_admin: ContractClient) -> None:
    body = {**BODY, "dry_run": True}
    for _ in range(2):
        answer = post(as_admin, body=body)
        assert answer.status_code == 200
        assert "Idempotency-Replayed" not in answer
    assert not IdempotencyKey.objects.exists()
    assert post(as_admin).status_code == 202


def test_after_a_day_the_key_is_new(as_admin: ContractClient) -> None:
    first = post(as_admin)
    age(timedelta(hours=23, minutes=59))
    assert post(as_admin).content == first.content
    age(timedelta(hours=24, minutes=1))
    assert post(as_admin).json()["id"] != first.json()["id"]
    assert IdempotencyKey.objects.count() == 1


def test_old_keys_are_purged_and_no_others(as_admin: ContractClient) -> None:
    post(as_admin)
    assert retention.tidy()["keys"] == 0
    age(timedelta(hours=25))
    assert retention.tidy()["keys"] == 1
    assert not IdempotencyKey.objects.exists()


# --- Claims that outlive their holder ---------------------------------------------------------


def test_a_dead_claim_is_taken_over_after_its_lease(
    as_admin: ContractClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "_worked", lambda *arguments: 1 / 0)
    as_admin.raise_request_exception = False
    assert post(as_admin).status_code == 500  # and its claim stays, as after a kill
    monkeypatch.undo()

    age(idempotency.LEASE - timedelta(seconds=5))
    assert post(as_admin).status_code == 409
    age(idempotency.LEASE + timedelta(seconds=5))
    assert post(as_admin).status_code == 202
    assert Scan.objects.count() == 1


def test_a_slow_holder_whose_claim_was_taken_over_starts_nothing(
    as_admin: ContractClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []

    def overtake() -> None:
        age(idempotency.LEASE + timedelta(seconds=5))
        taken.append(post(as_admin))

    with in_the_middle(monkeypatch, overtake):
        slow = post(as_admin)

    assert taken[0].status_code == 202
    assert slow.status_code == 409
    assert [str(scan.pk) for scan in Scan.objects.all()] == [taken[0].json()["id"]]
    assert post(as_admin).content == taken[0].content


# --- Who gets an answer again -----------------------------------------------------------------


def test_another_caller_with_the_same_key_starts_their_own(
    as_admin: ContractClient, desk: Desk
) -> None:
    first = post(as_admin)
    other = ContractClient().as_user(make_member(desk.project, Role.ADMIN))
    program = ContractClient().as_key(make_key(desk.admin, "scans:write", "scans:read"))
    for client in (other, program):
        answer = post(client)
        assert answer.status_code == 202
        assert "Idempotency-Replayed" not in answer
        assert answer.json()["id"] != first.json()["id"]
        assert post(client).content == answer.content
    assert set(IdempotencyKey.objects.values_list("key", flat=True)) == set(KEY.values())


def test_without_credentials_nothing_is_replayed(as_admin: ContractClient) -> None:
    post(as_admin)
    assert post(ContractClient()).status_code == 401


@pytest.mark.parametrize(
    ("role", "status", "code"),
    [(None, 404, "SCAN_NOT_FOUND"), (Role.ANALYST, 403, "FORBIDDEN")],
)
@pytest.mark.parametrize("path", ["", "/cancel"])
def test_whoever_lost_the_right_gets_no_answer_again(
    as_admin: ContractClient, desk: Desk, path: str, role: str | None, status: int, code: str
) -> None:
    if path:
        path = f"/{make_scan(desk.target, tools=('bandit',)).pk}{path}"
    first = post(as_admin, SCANS + path)
    assert first.status_code == 202
    membership = Membership.objects.filter(user=desk.admin)
    membership.update(role=role) if role else membership.delete()

    answer = post(as_admin, SCANS + path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert first.json()["id"] not in answer.content.decode()


def test_a_key_that_lost_its_scope_or_ended_gets_no_answer_again(desk: Desk) -> None:
    client = ContractClient().as_key(make_key(desk.admin, "scans:write", "scans:read"))
    assert post(client).status_code == 202
    key = desk.admin.api_keys.get()
    key.scopes = ["scans:read"]
    key.save()
    assert post(client).json()["code"] == "FORBIDDEN"
    key.revoked = timezone.now()
    key.save()
    assert post(client).json()["code"] == "INVALID_API_KEY"


def test_the_answer_about_a_deleted_project_is_gone(as_admin: ContractClient, desk: Desk) -> None:
    post(as_admin)
    desk.project.scans.all().delete()
    desk.project.delete()
    assert post(as_admin).json()["code"] == "SCAN_NOT_FOUND"


# --- Cost and document ------------------------------------------------------------------------


def queries_of(client: ContractClient, **headers: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.post(SCANS, BODY, headers=headers).status_code == 202
    return [query["sql"] for query in captured]


def test_without_the_header_no_query_is_made_for_it(as_admin: ContractClient) -> None:
    queries_of(as_admin)  # fills what is cached
    plain = queries_of(as_admin)
    keyed = queries_of(as_admin, **KEY)
    replayed = queries_of(as_admin, **KEY)

    assert not [sql for sql in plain if "idempotency" in sql]
    assert len([sql for sql in keyed if "idempotency" in sql]) == 3  # claim, look, keep
    assert len(keyed) <= len(plain) + 7  # and the transactions around claim and work
    assert len([sql for sql in replayed if "idempotency" in sql]) == 2
    assert len(replayed) <= 10


def test_every_route_that_starts_work_takes_the_key() -> None:
    """202 says that work was started."""
    starting = [
        (path, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method == "post" and "202" in operation["responses"]
    ]
    assert {path for path, _ in starting} >= {
        SCANS, f"{SCANS}/{{scan_id}}/cancel", f"{SCANS}/{{scan_id}}/retry",
    }  # fmt: skip
    for path, operation in starting:
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert "Idempotency-Key" in names, path
        codes = set(operation["x-error-codes"])
        assert {"RESOURCE_LOCKED", "IDEMPOTENCY_KEY_REUSED"} <= codes, path
        assert "Idempotency-Replayed" in operation["responses"]["202"]["headers"], path
