"""Uploads at once: the same report twice, the same job twice, the same key twice."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from findings import importing, uploads
from findings.models import Attribution, Finding, ReportImport, Upload
from projects.models import Target
from scans.models import Scan, ScanEvent
from tests.findings.test_concurrency import at_once
from tests.findings.uploading import IMPORTS, Several, post, several
from tests.make import make_member, make_project
from tooling import registry

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"f{n}" for n in range(120)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 10)
    monkeypatch.setitem(registry.all_formats(), "several", Several())


@pytest.fixture
def analyst():
    return make_member(make_project(), "analyst")


def sent(api, analyst, *names):
    return post(api.as_user(analyst), several(*names)).json()["id"]


def test_the_same_report_twice_at_once_makes_no_duplicates(api, analyst):
    ids = [sent(api, analyst, *NAMES), sent(api, analyst, *reversed(NAMES))]

    told = at_once(*[lambda pk=pk: uploads.carry_out(pk) for pk in ids])

    assert told == ["done", "done"]
    assert Finding.objects.count() == Attribution.objects.count() == 120
    assert Target.objects.filter(kind="imported").count() == 1
    rows = ReportImport.objects.all()
    assert sum(row.created_count for row in rows) == 120
    assert sum(row.seen_again for row in rows) == 120


def test_the_same_job_by_three_workers_at_once_is_done_by_one(api, analyst):
    pk = sent(api, analyst, *NAMES)

    told = at_once(*[lambda: uploads.carry_out(pk)] * 3)

    assert sorted(told) == ["done", "nothing to do", "nothing to do"]
    assert Scan.objects.count() == 1


def test_two_workers_that_both_believe_to_hold_the_job_store_it_once(api, analyst, monkeypatch):
    """As where the first was taken for dead."""
    pk = sent(api, analyst, *NAMES)
    monkeypatch.setattr(uploads, "LEFT_SECONDS", 0)

    told = at_once(*[lambda: uploads.carry_out(pk)] * 3)

    assert set(told) <= {"done", "running", "nothing to do"}
    assert Upload.objects.get().state == "done"
    assert Scan.objects.count() == ReportImport.objects.count() == 1
    assert Finding.objects.count() == ReportImport.objects.get().created_count == 120
    assert set(Finding.objects.values_list("occurrences", flat=True)) == {1}
    ends = ScanEvent.objects.filter(topic__startswith="scan:", type="import.finished")
    assert ends.count() == 1


def test_the_same_key_at_once_is_one_upload(analyst):
    def send():
        client = APIClient()
        client.force_authenticate(analyst)
        body = {"file": SimpleUploadedFile("r.json", several("a"))}
        headers = {"Idempotency-Key": "one"}
        return client.post(IMPORTS, body, format="multipart", headers=headers)

    answers = at_once(*[send] * 3)

    assert {answer.status_code for answer in answers} <= {202, 409}
    assert Upload.objects.count() == 1
