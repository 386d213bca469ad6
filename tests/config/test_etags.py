"""ETag, If-Match and If-None-Match on every object that can be edited."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from config.errors.exceptions import ApiError
from config.errors.reference import document
from config.etags import check
from findings.models import Finding, TriageDecision
from projects.models import ApiKey, Credential, Membership, Project
from projects.roles import Role
from scans.models import Profile
from tests.contract.client import ContractClient
from tests.make import make_key, make_member, make_project, make_target

pytestmark = pytest.mark.django_db


@dataclass
class Row:
    etag: str


# --- The comparison ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "if_match",
    [None, "*", " * ", '"5"', ' "5" ', '"4", "5"', '"4","5",', ',"5"', 'W/"4", "5"', '"a,b", "5"'],
)
def test_what_names_the_present_tag(if_match: str | None) -> None:
    check(Row('"5"'), if_match)


@pytest.mark.parametrize(
    ("if_match", "code"),
    [
        ('"4"', "PRECONDITION_FAILED"),
        ('"4", "6"', "PRECONDITION_FAILED"),
        ('W/"5"', "PRECONDITION_FAILED"),  # weak tags never fit: the comparison is strong
        ('"*"', "PRECONDITION_FAILED"),
        ('"55"', "PRECONDITION_FAILED"),
        ('"4,5"', "PRECONDITION_FAILED"),
        ("5", "BAD_REQUEST"),
        ("", "BAD_REQUEST"),
        (",", "BAD_REQUEST"),
        ('"5', "BAD_REQUEST"),
        ('"5" "6"', "BAD_REQUEST"),
        ('*, "5"', "BAD_REQUEST"),
        ('w/"5"', "BAD_REQUEST"),
        ('"5"x', "BAD_REQUEST"),
    ],
)
def test_what_does_not(if_match: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        check(Row('"5"'), if_match)
    assert caught.value.code.name == code


# --- Every object -----------------------------------------------------------------------------


class World:
    def __init__(self) -> None:
        self.project = make_project("Shop")
        self.owner = make_member(self.project, Role.OWNER)
        self.member = make_member(self.project, Role.VIEWER, username="viewer")
        self.target = make_target(self.project)
        self.credential = Credential.objects.create(
            project=self.project, name="keys", kind="generic", values={"A_TOKEN": "b"}
        )
        self.profile = Profile.objects.create(
            project=self.project, name="mine", tools=[{"tool": "bandit"}]
        )
        make_key(self.owner, "scans:read")
        self.key = ApiKey.objects.get()
        self.client = ContractClient().as_user(self.owner)


@pytest.fixture
def world() -> World:
    return World()


def path_of(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"v1:{name}", args=[getattr(world, name.replace("api-", "")).pk])


EDITS: dict[str, tuple[Callable[[World], str], dict[str, Any]]] = {
    "project": (path_of("project"), {"name": "New"}),
    "member": (
        lambda w: reverse("v1:member", args=[w.project.slug, "viewer"]),
        {"role": "analyst"},
    ),
    "target": (path_of("target"), {"name": "New"}),
    "credential": (path_of("credential"), {"name": "new"}),
    "profile": (path_of("profile"), {"description": "New"}),
    "key": (path_of("api-key"), {}),
}
CHANGEABLE = sorted(name for name, (_, change) in EDITS.items() if change)
TAGGED_WHOLE = [name for name in sorted(EDITS) if name != "key"]


@pytest.mark.parametrize("name", CHANGEABLE)
def test_an_edit_with_the_present_tag_is_made_and_answers_with_the_next(
    world: World, name: str
) -> None:
    path, change = EDITS[name][0](world), EDITS[name][1]
    read = world.client.get(path)
    edited = world.client.patch(path, change, headers={"If-Match": read["ETag"]})
    assert edited.status_code == 200
    assert edited["ETag"] != read["ETag"]
    again = world.client.get(path)
    assert again["ETag"] == edited["ETag"]
    assert again.json() == edited.json()


@pytest.mark.parametrize("name", CHANGEABLE)
def test_an_edit_with_an_older_tag_changes_nothing(world: World, name: str) -> None:
    path, change = EDITS[name][0](world), EDITS[name][1]
    old = world.client.get(path)["ETag"]
    world.client.patch(path, change)  # without the header: unconditional
    before = world.client.get(path)

    for tag in (old, f"W/{before['ETag']}", '"nonsense"'):
        refused = world.client.patch(path, change, headers={"If-Match": tag})
        assert (refused.status_code, refused.json()["code"]) == (412, "PRECONDITION_FAILED")
        assert before["ETag"] in refused.json()["details"]
    garbage = world.client.patch(path, change, headers={"If-Match": "nonsense"})
    assert (garbage.status_code, garbage.json()["code"]) == (400, "BAD_REQUEST")
    after = world.client.get(path)
    assert (after["ETag"], after.content) == (before["ETag"], before.content)


@pytest.mark.parametrize("name", sorted(EDITS))
def test_deleting_asks_for_the_tag_too(world: World, name: str) -> None:
    path = EDITS[name][0](world)
    before = world.client.get(path)
    refused = world.client.delete(path, headers={"If-Match": '"0"'})
    assert refused.json()["code"] == "PRECONDITION_FAILED"
    assert world.client.get(path).content == before.content
    assert world.client.delete(path, headers={"If-Match": before["ETag"]}).status_code == 204
    left = world.client.get(path)
    gone = left.status_code == 404 or left.json().get("retired") or left.json().get("revoked")
    assert gone


@pytest.mark.parametrize("name", TAGGED_WHOLE)
def test_who_has_the_present_one_is_not_sent_it_again(world: World, name: str) -> None:
    path = EDITS[name][0](world)
    tag = world.client.get(path)["ETag"]
    for asked in (tag, f"W/{tag}", "*", f'"0", {tag}'):
        answer = world.client.get(path, headers={"If-None-Match": asked})
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
    assert world.client.get(path, headers={"If-None-Match": '"0"'}).status_code == 200
    assert world.client.get(path, headers={"If-None-Match": "x"}).json()["code"] == "BAD_REQUEST"


@pytest.mark.parametrize("name", ["target", "credential"])
def test_what_is_shown_of_the_project_is_in_the_tag(world: World, name: str) -> None:
    path = EDITS[name][0](world)
    tag = world.client.get(path)["ETag"]
    world.client.patch(EDITS["project"][0](world), {"name": "Renamed"})
    answer = world.client.get(path, headers={"If-None-Match": tag})
    assert answer.json()["project"]["name"] == "Renamed"


def test_a_credential_that_is_deleted_changes_its_targets_tag(world: World) -> None:
    path = EDITS["target"][0](world)
    world.client.patch(path, {"credential": str(world.credential.pk)})
    tag = world.client.get(path)["ETag"]
    world.client.delete(EDITS["credential"][0](world))
    refused = world.client.patch(path, {"name": "New"}, headers={"If-Match": tag})
    assert refused.status_code == 412


def test_using_a_key_does_not_change_its_tag(world: World) -> None:
    path = EDITS["key"][0](world)
    text = make_key(world.owner, "scans:write", "scans:read", project=world.project)
    world.key = ApiKey.objects.exclude(pk=world.key.pk).get()
    path = EDITS["key"][0](world)
    tag = world.client.get(path)["ETag"]
    assert ContractClient().as_key(text).get(path)["ETag"] == tag
    assert world.client.get(path).json()["last_used"] is not None


def test_the_right_is_asked_before_the_tag(world: World) -> None:
    viewer = ContractClient().as_user(world.member)
    for name in ("project", "target", "profile"):
        answer = viewer.patch(EDITS[name][0](world), {}, headers={"If-Match": '"0"'})
        assert answer.json()["code"] == "FORBIDDEN"


def test_every_edit_of_one_object_documents_it() -> None:
    """`/users/me` has no tag: it is put together from several rows."""
    seen = 0
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            if method not in ("put", "patch", "delete") or path == "/api/v1/users/me":
                continue
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert "If-Match" in names, f"{method} {path}"
            assert "PRECONDITION_FAILED" in operation["x-error-codes"], f"{method} {path}"
            if "200" in operation["responses"]:
                assert "ETag" in operation["responses"]["200"]["headers"], f"{method} {path}"
            seen += 1
    assert seen >= 11


# --- Under the lock ---------------------------------------------------------------------------


def at_once(clients: list[ContractClient], send: Callable[[ContractClient, int], Any]) -> list[Any]:
    start = threading.Barrier(len(clients))

    def run(number: int) -> Any:
        start.wait(timeout=30)
        try:
            return send(clients[number], number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(run, range(len(clients))))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGEABLE)
def test_of_clients_that_edit_at_once_with_one_tag_one_wins(name: str) -> None:
    world = World()
    path, change = EDITS[name][0](world), EDITS[name][1]
    tag = world.client.get(path)["ETag"]
    clients = [ContractClient().as_user(world.owner) for _ in range(6)]

    answers = at_once(clients, lambda c, _: c.patch(path, change, headers={"If-Match": tag}))

    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 5]
    (won,) = [answer for answer in answers if answer.status_code == 200]
    assert world.client.get(path)["ETag"] == won["ETag"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_project", [False, True])
def test_of_clients_that_decide_at_once_with_one_tag_one_wins(by_project: bool) -> None:
    target = make_target()
    finding = _finding(target)
    analyst = make_member(target.project, Role.ANALYST)
    clients = [ContractClient().as_user(analyst) for _ in range(6)]
    statuses = ["fixed", "false_positive"]

    def decide(client: ContractClient, number: int) -> Any:
        path, body = _decision(finding, by_project)
        return client.post(
            path,
            {**body, "status": statuses[number % 2], "reason": f"client {number}"},
            headers={"If-Match": finding.etag},
        )

    answers = at_once(clients, decide)

    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 5]
    (won,) = [answer for answer in answers if answer.status_code == 200]
    decision = TriageDecision.objects.get()
    assert decision.to_status == won.json()["status"]
    assert clients[0].get(f"/api/v1/findings/{finding.pk}")["ETag"] == won["ETag"]


@pytest.mark.parametrize("by_project", [False, True])
def test_triage_takes_every_form_of_the_header(by_project: bool) -> None:
    target = make_target()
    finding = _finding(target)
    client = ContractClient().as_user(make_member(target.project, Role.ANALYST))
    path, body = _decision(finding, by_project)

    def decide(**headers: str) -> Any:
        answer = client.post(path, {**body, "status": "fixed", "reason": "r"}, headers=headers)
        return answer.status_code, answer.get("X-Error-Code")

    etag = client.get(f"/api/v1/findings/{finding.pk}")["ETag"]
    assert etag == finding.etag
    for refused in ('"0"', f"W/{etag}", f'"0", W/{etag}'):
        assert decide(**{"If-Match": refused}) == (412, "PRECONDITION_FAILED")
    for garbage in (etag.strip('"'), "", "\x01"):
        assert decide(**{"If-Match": garbage}) == (400, "BAD_REQUEST")
    assert not TriageDecision.objects.exists()
    assert decide(**{"If-Match": f'"0", {etag}'}) == (200, None)
    assert decide(**{"If-Match": etag}) == (412, "PRECONDITION_FAILED")
    assert decide(**{"If-Match": "*"}) == (200, None)
    assert decide() == (200, None)
    assert TriageDecision.objects.count() == 3


def _finding(target: Any) -> Finding:
    now = timezone.now()
    return Finding.objects.create(
        project=target.project,
        fingerprint="f" * 64,
        kind="code",
        title="A finding",
        severity="high",
        severity_rank=1,
        first_seen=now,
        last_seen=now,
    )


def _decision(finding: Finding, by_project: bool) -> tuple[str, dict[str, str]]:
    if by_project:
        return f"/p/{finding.project.slug}/findings/triage", {"finding_id": str(finding.pk)}
    return f"/api/v1/findings/{finding.pk}/triage", {}


def test_a_tag_differs_after_each_of_many_changes(world: World) -> None:
    tags = set()
    for number in range(20):
        Project.objects.get(pk=world.project.pk).save()
        Membership.objects.get(user=world.member).save()
        tags.add(Project.objects.get(pk=world.project.pk).etag)
        assert len(tags) == number + 1
