"""The desk of uploaded reports: handing one in, what it tells, who may have the file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.records.models import AuditEntry
from findings import uploads
from findings.models import Finding, Upload
from tests.findings.uploading import Several, several
from tests.make import make_member, make_project, make_target
from tooling import registry

pytestmark = pytest.mark.django_db
LIST = "/admin/findings/upload/"


@pytest.fixture(autouse=True)
def _several(monkeypatch):
    monkeypatch.setitem(registry.all_formats(), "several", Several())


@pytest.fixture
def project():
    return make_project("Shop")


def desk_of(project, role, **fields):
    client = Client()
    client.force_login(make_member(project, role, is_staff=True, **fields))
    return client


@pytest.fixture
def desk(project):
    return desk_of(project, "analyst", username="ada")


def send(client, project, content, name="report.json", **fields):
    body = {"project": str(project.pk), "file": SimpleUploadedFile(name, content), **fields}
    return client.post(f"{LIST}add/", body, follow=True)


def sent(client, project, content, **fields):
    send(client, project, content, **fields)
    upload = Upload.objects.latest("created")
    uploads.carry_out(upload.pk)
    upload.refresh_from_db()
    return upload


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_report_is_handed_in_and_its_page_says_what_it_is(desk, project):
    page = text(send(desk, project, several("a")))

    upload = Upload.objects.get()
    assert "Read as several: it has several[]" in page
    assert (upload.requested_by.username, upload.state) == ("ada", "queued")
    assert AuditEntry.objects.filter(action="import.start", object_id=str(upload.pk)).exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [(b'{"weather": 1}', "Unknown report format"), (bytes(range(99)) * 9, "not text")],
)
def test_what_cannot_be_imported_is_told_above_the_form(desk, project, content, told):
    assert told in text(send(desk, project, content))
    assert not Upload.objects.exists()


def test_the_page_answers_what_became_of_it(desk, project):
    rows = ["a", {"reject": "no <b>title</b>"}, {"problem": "a file did not parse"}]
    upload = sent(desk, project, several(*rows))

    page = text(desk.get(f"{LIST}{upload.pk}/change/"))

    assert "1 in the report: 1 new" in page
    assert "no &lt;b&gt;title&lt;/b&gt;" in page
    assert "a file did not parse" in page
    assert "findings with errors" in page
    assert f"?scan={upload.scan_id}" in page
    assert (
        "in the reports of that scan"
        in text(desk.get(f"/admin/findings/finding/?scan={upload.scan_id}")).lower()
    )


def test_a_failure_says_why_where_and_that_nothing_was_stored(desk, project):
    upload = sent(desk, project, several("a")[:-4])
    page = text(desk.get(f"{LIST}{upload.pk}/change/"))
    assert "REPORT_UNREADABLE" in page
    assert "Nothing of it was stored" in page


def test_questions_find_their_uploads(desk, project):
    target = make_target(project)
    sent(desk, project, several("a", "b"), target=str(target.pk))
    closing = sent(desk, project, several("a"), target=str(target.pk), full_scope="on")
    broken = sent(desk, project, several("a")[:-4])
    tool_failed = sent(desk, project, several({"failed": "expired"}))
    rejecting = sent(desk, project, several("a", {"reject": "r"}))

    def asked(question):
        listed = desk.get(f"{LIST}?question={question}").context["cl"].result_list
        return {upload.pk for upload in listed}

    assert asked("failed") == {broken.pk}
    assert asked("tool_failed") == {tool_failed.pk}
    assert asked("rejected") == {rejecting.pk}
    assert asked("closed") == {closing.pk}
    assert asked("open") == set()
    assert len(asked("mine")) == 5


def test_the_list_costs_the_same_whatever_its_length(desk, project):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            text(desk.get(LIST))
        return len(seen)

    sent(desk, project, several("a"))
    few = queries()
    for name in "bcd":
        sent(desk, project, several(name))
    assert queries() == few


def test_the_file_is_for_admins_and_its_opening_is_on_record(desk, project):
    upload = sent(desk, project, several("a"), name="r.json")
    raw = f"{LIST}{upload.pk}/raw"

    assert desk.get(raw, follow=True).status_code == 403
    assert "Download the file" not in text(desk.get(f"{LIST}{upload.pk}/change/"))

    admin = desk_of(project, "admin")
    answer = admin.get(raw, follow=True)
    assert b"".join(answer.streaming_content) == several("a")
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.filter(action="report.open", object_id=str(upload.pk)).count() == 1


def test_a_viewer_reads_and_cannot_hand_in(project, desk):
    sent(desk, project, several("a"))
    viewer = desk_of(project, "viewer")
    assert text(viewer.get(LIST))
    before = Upload.objects.count()
    send(viewer, project, several("b"))
    assert Upload.objects.count() == before
    assert Finding.objects.count() == 1


def test_another_projects_staff_sees_nothing(project, desk):
    upload = sent(desk, project, several("a"))
    stranger = desk_of(make_project("Other"), "owner")
    assert stranger.get(f"{LIST}{upload.pk}/change/").status_code in (302, 404)
    assert stranger.get(f"{LIST}{upload.pk}/raw", follow=True).status_code == 404
    assert list(stranger.get(LIST).context["cl"].result_list) == []
