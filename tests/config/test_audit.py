"""The audit log: what is kept, what is masked, that nothing changes it, and its export."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from config.errors import request_id
from config.records.audit import MASK, masked, record
from config.records.models import AuditEntry
from projects.callers import Caller
from projects.models import ApiKey
from tests.make import make_member, make_project, make_target, make_user

pytestmark = pytest.mark.django_db


def test_a_person_with_role_object_and_project() -> None:
    project = make_project()
    owner = make_member(project, "owner", username="olga")
    target = make_target(project)
    entry = record(Caller(owner), "target.retire", target, after={"retired": True})
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_id, entry.role) == ("olga", str(owner.pk), "owner")
    assert (entry.object_type, entry.object_id) == ("projects.target", str(target.pk))
    assert entry.project_id == project.pk
    assert entry.after == {"retired": True}


def test_a_key_acts_under_its_own_name() -> None:
    project = make_project()
    key, _ = ApiKey.make(name="nightly", owner=make_member(project, "admin"), scopes=[])
    key.save()
    entry = record(Caller(key.owner, key), "scan.start", project=project)
    assert (entry.actor, entry.actor_id, entry.role) == ("nightly", str(key.pk), "admin")


def test_a_machine_part_and_a_project_id() -> None:
    project_id = uuid.uuid4()
    entry = record("scheduler", "scan.start", project=project_id)
    assert (entry.actor, entry.actor_id, entry.project_id) == ("scheduler", "", project_id)


def test_a_stranger_has_no_role() -> None:
    entry = record(Caller(make_user()), "project.refused", project=make_project())
    assert entry.role == ""


def test_the_request_id_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_id, "current", lambda: "req-from-the-client")
    assert record("x", "y").request_id == "req-from-the-client"


def test_secrets_are_masked_at_any_depth() -> None:
    values = {
        "name": "aws",
        "values": {"AWS_SECRET_ACCESS_KEY": "abc"},
        "options": {"api_key": "k", "Authorization": "Bearer t", "list": [{"password": "p"}]},
        "token": "",
    }
    assert masked(values) == {
        "name": "aws",
        "values": MASK,
        "options": {"api_key": MASK, "Authorization": MASK, "list": [{"password": MASK}]},
        "token": "",
    }


def test_values_become_plain_json() -> None:
    key = uuid.uuid4()
    values = {"id": key, "when": datetime(2026, 1, 2, tzinfo=UTC)}
    assert masked(values) == {"id": str(key), "when": "2026-01-02T00:00:00Z"}
    assert masked(None) is None


def test_an_entry_cannot_be_changed_or_deleted() -> None:
    entry = record("x", "y")
    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        entry.delete()


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    return client


CHANGELIST = "/admin/records/auditentry/"


def test_the_admin_shows_and_searches_but_does_not_change(desk: Client) -> None:
    entry = record("olga", "member.remove")
    record("anna", "member.add")
    text = desk.get(CHANGELIST, {"q": "olga"}).content.decode()
    assert "member.remove" in text
    assert "anna" not in text
    assert desk.get(f"{CHANGELIST}{entry.pk}/change/").status_code == 200
    assert desk.post(f"{CHANGELIST}{entry.pk}/change/", {"actor": "me"}).status_code == 403
    assert desk.post(f"{CHANGELIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"{CHANGELIST}add/").status_code == 403


def test_staff_who_are_not_superusers_see_none_of_it(client: Client) -> None:
    client.force_login(make_user(is_staff=True))
    assert client.get(CHANGELIST).status_code == 403
    assert client.get(f"{CHANGELIST}export/").status_code in (302, 403, 404)


def exported(response: Any) -> list[dict[str, Any]]:
    assert response["Content-Type"] == "application/jsonl"
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_selected_entries_are_exported_as_json_lines(desk: Client) -> None:
    first, second = record("olga", "one", after={"a": 1}), record("olga", "two")
    record("anna", "three")
    rows = exported(
        desk.post(
            CHANGELIST,
            {"action": "export_selected", "_selected_action": [str(first.pk), str(second.pk)]},
        )
    )
    assert [row["action"] for row in rows] == ["one", "two"]
    assert rows[0]["after"] == {"a": 1}
    assert rows[0]["created"].endswith("Z")


def test_the_filtered_list_is_exported(desk: Client) -> None:
    record("olga", "one")
    record("anna", "two")
    rows = exported(desk.get(f"{CHANGELIST}export", {"q": "anna"}, follow=True))
    assert [row["actor"] for row in rows] == ["anna"]


def test_entries_keep_no_foreign_keys() -> None:
    assert not [field for field in AuditEntry._meta.get_fields() if field.is_relation]
