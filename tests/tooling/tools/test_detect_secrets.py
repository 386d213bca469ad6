"""detect-secrets: told hashes only, and started where it reads anything at all."""

from pathlib import Path

from tests.tooling.tools.recordings import FIXTURES, recording
from tooling.base import Examined, Job, Outcome, ParsedFinding, Problem, Report, SecretPlace
from tooling.tools.detect_secrets import DetectSecrets


def test_finding_of_the_demo_application() -> None:
    findings = recording("detect_secrets", "findings").findings()
    key = next(f for f in findings if f.rule_id == "aws-access-key")
    assert key.title == "AWS Access Key"
    assert key.severity == "high"
    assert key.cwe == ("CWE-798",)
    assert isinstance(key.place, SecretPlace)
    assert key.place.path == "settings.env"
    assert len(key.place.secret_hash) == 40
    assert key.place.secret == ""


def test_it_is_started_inside_the_target(tmp_path: Path) -> None:
    command = DetectSecrets().command(Job("repository", str(tmp_path), tmp_path))
    assert command.arguments[:3] == ["-v", "-C", str(tmp_path)]
    assert command.arguments[-1] == "."
    assert "-n" in command.arguments


def test_one_file_is_scanned_from_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.touch()
    command = DetectSecrets().command(Job("repository", str(file), tmp_path))
    assert command.arguments[2] == str(tmp_path)
    assert command.arguments[-1] == "settings.env"


def test_checked_files_are_counted_from_stderr() -> None:
    examined = [
        r for r in recording("detect_secrets", "findings").records() if isinstance(r, Examined)
    ]
    assert examined == [Examined("files", 4)]


def empty_report(folder: Path, stderr: str) -> Report:
    (folder / "stdout").write_text('{"results": {}}')
    (folder / "stderr").write_text(stderr)
    job = Job("repository", str(folder), folder)
    return Report(folder / "stdout", job, None, folder / "stderr")


def test_file_that_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    stderr = (
        f"[scan]\tINFO\tChecking file: {tmp_path}/a\n"
        f"[scan]\tWARNING\tUnable to open file: {tmp_path}/locked\n"
    )
    records = list(DetectSecrets().read(empty_report(tmp_path, stderr)))
    assert records == [Problem("locked: unable to open file"), Examined("files", 1)]


def test_empty_target_is_not_clean(tmp_path: Path) -> None:
    *_, last = DetectSecrets().read(empty_report(tmp_path, ""))
    assert isinstance(last, Problem)
    assert last.outcome is Outcome.FINDINGS_WITH_ERRORS


def imported(name: str) -> list[ParsedFinding]:
    path = FIXTURES / "detect_secrets" / "imports" / name
    return [r for r in DetectSecrets().read(Report(path)) if isinstance(r, ParsedFinding)]


def test_file_of_an_old_baseline_is_the_key() -> None:
    [finding] = imported("v0.12.json")
    assert isinstance(finding.place, SecretPlace)
    assert (finding.place.path, finding.place.line) == ("a/b.c/settings[1].py", 3)


def test_what_was_audited_as_no_secret_is_left_out() -> None:
    [finding] = imported("v1_audited.json")
    assert (finding.severity, finding.evidence["audited"]) == ("critical", "is a secret")
