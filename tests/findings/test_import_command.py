"""`manage.py import_report`: counts, the reject list, exit codes that mean something."""

import pytest
from django.core.management import CommandError, call_command

from config.records.models import AuditEntry
from findings.models import Finding, Upload
from projects.models import Project
from tests.findings.uploading import Several, several
from tests.make import make_project, make_target
from tooling import registry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _several(monkeypatch):
    monkeypatch.setitem(registry.all_formats(), "several", Several())


@pytest.fixture
def run(tmp_path, capsys):
    make_project("Shop")

    def run(content, *arguments, project="shop"):
        path = tmp_path / "report.json"
        path.write_bytes(content)
        with pytest.raises((SystemExit, CommandError)) as ended:
            call_command("import_report", str(path), "--project", project, *arguments)
        assert path.read_bytes() == content
        error = ended.value
        code = error.returncode if isinstance(error, CommandError) else error.code
        told = capsys.readouterr()
        return code, told.out + told.err + (str(error) if isinstance(error, CommandError) else "")

    return run


def test_a_report_is_imported_and_counted(run):
    code, told = run(several("a", "b"))
    assert code == 0
    assert "Read as several: it has several[]" in told
    assert "created 2" in told
    assert "several: findings" in told
    assert Upload.objects.get().state == "done"
    assert AuditEntry.objects.get(action="import.start").actor == "manage.py import_report"


def test_rejected_records_are_listed_and_end_with_1(run):
    code, told = run(several("a", {"reject": "no title"}, {"word": "spicy"}))
    assert code == 1
    assert "rejected somewhere: no title" in told
    assert "kept as info: spicy" in told


def test_a_failure_that_the_report_tells_ends_with_1(run):
    code, told = run(several({"failed": "expired"}))
    assert code == 1
    assert "several: auth_failed: several: expired" in told


@pytest.mark.parametrize(
    ("content", "arguments", "project", "said"),
    [
        (b"{}", (), "nothing", "slug nothing"),
        (b"", (), "shop", "REPORT_UNREADABLE"),
        (b'{"x": 1}', (), "shop", "UNKNOWN_REPORT_FORMAT"),
        (several("a")[:-5], (), "shop", "REPORT_UNREADABLE"),
        (several("a"), ("--target", "x"), "shop", "NOT_FOUND"),
        (several("a", {"bug": "boom"}), (), "shop", "Nothing was imported"),
    ],
)
def test_what_cannot_be_imported_ends_with_2(run, content, arguments, project, said):
    code, told = run(content, *arguments, project=project)
    assert code == 2
    assert said in told
    assert not Finding.objects.exists()


def test_full_scope_on_a_target_closes_what_is_gone(run):
    target = str(make_target(Project.objects.get()).pk)
    run(several("a", "b"), "--target", target)
    code, told = run(several("a"), "--target", target, "--full-scope")
    assert (code, "fixed 1" in told) == (0, True)
