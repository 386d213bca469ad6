"""Credentials in a run: private files that go with it, masking in every form, expiry, misfits."""

from __future__ import annotations

import base64
import json
import socket
import urllib.parse
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from findings import importing
from findings.models import Finding
from projects.models import Credential
from scans import doctor, expiry, intake, leases, logfiles, reaper, recovery, work
from scans.models import Attempt, ScanEvent, ToolRun
from scans.plans import plan
from tests.make import make_project, make_scan, make_target
from tests.projects.test_credential_kinds import ACCOUNT, KEYS, PEM, ROLE, TOKEN, kubeconfig
from tests.scans.conftest import CLEAN, FINDINGS, Desk, make_attempt
from tooling import registry

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "hoRse/battery+staple&Zq9=="
BEARER = "sha256~Kx7Yb2Qw9Zt4Lm1Nv8Rp3"
FORMS = (
    lambda text: text,
    lambda text: json.dumps(text)[1:-1],
    lambda text: urllib.parse.quote(text, safe=""),
    lambda text: base64.b64encode(text.encode()).decode(),
    lambda text: base64.b64encode(b"a" + text.encode() + b"b").decode(),
    lambda text: base64.urlsafe_b64encode(b"ab" + text.encode()).decode(),
    lambda text: text.encode().hex(),
)


def carry_out(desk: Desk, **asked: Any) -> ToolRun:
    scan = desk.start(**asked)
    claim = leases.claim("test:1")
    assert claim is not None
    work.run(claim)
    return scan.runs.get(tool="bandit")


def stored(desk: Desk, kind: str, values: dict[str, str], **fields: Any) -> Credential:
    return desk.project.credentials.create(name="vault", kind=kind, values=values, **fields)


def everything_kept(run: ToolRun, data: Path) -> str:
    """All that a run left: columns, events, files."""
    run.refresh_from_db()
    kept = [str(run.__dict__), str([a.__dict__ for a in run.attempts.all()])]
    kept += [str(event.data) for event in ScanEvent.objects.all()]
    kept += [str(list(Finding.objects.values()))]
    kept += [
        p.read_text(errors="replace") for p in data.rglob("*") if p.suffix in (".txt", ".json")
    ]
    return "\n".join(kept)


@pytest.mark.parametrize(
    ("kind", "values", "secrets"),
    [
        ("generic", {"A_TOKEN": SECRET}, [SECRET]),
        ("aws", {**KEYS, "role_arn": ROLE}, [KEYS["secret_access_key"]]),
        ("gcp", {"service_account": json.dumps(ACCOUNT)}, [PEM.splitlines()[3], PEM]),
        ("kubernetes", {"kubeconfig": kubeconfig({"token": BEARER})}, [BEARER]),
    ],
)
def test_a_tool_that_prints_its_secrets_in_every_form_leaves_none(
    live_desk: Desk, settings: Any, kind: str, values: dict[str, str], secrets: list[str]
) -> None:
    shown = [form(secret) for secret in secrets for form in FORMS]
    report = json.loads(Path(FINDINGS).read_text())
    report["results"][0]["issue_text"] = " ".join(shown)
    live_desk.order(
        *(["say", f"debug: {text}"] for text in shown),
        *(["warn", f"error: {text}"] for text in shown),
        ["write", json.dumps(report)],
        ["exit", 1],
    )
    run = carry_out(live_desk, credential=stored(live_desk, kind, values))
    assert run.outcome == "findings"
    importing.import_run(run.pk)
    assert Finding.objects.exists()
    kept = everything_kept(run, settings.DATA_DIR / "files")
    assert "debug: " in kept
    for text in shown:
        core = text.replace("-----BEGIN PRIVATE KEY-----", "").strip()[4:-4]
        assert core not in kept
    for line in PEM.splitlines()[1:-1] if kind == "gcp" else ():
        assert line[:30] not in kept


def test_the_files_of_a_credential_go_with_the_run(live_desk: Desk, settings: Any) -> None:
    credential = stored(live_desk, "kubernetes", {"kubeconfig": kubeconfig()})
    folders: list[Path] = []
    seen: list[tuple[str, int]] = []

    class Looking:
        def __init__(self, *arguments: Any) -> None:
            self.watched = watcher(*arguments)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.watched, name)

        def tick(self) -> Any:
            for path in (settings.DATA_DIR / "runs").rglob("kubeconfig"):
                folders.append(path)
                seen.append((path.read_text(), path.stat().st_mode & 0o777))
            return self.watched.tick()

    watcher = work._Watcher
    live_desk.order(["sleep", 0.6], ["report", CLEAN])
    work._Watcher = Looking  # type: ignore[assignment, misc]
    try:
        run = carry_out(live_desk, credential=credential)
    finally:
        work._Watcher = watcher  # type: ignore[misc]
    assert run.outcome == "clean"
    assert "sha256~abcdefgh" in seen[0][0]
    assert seen[0][1] == 0o600
    assert not any(path.exists() for path in folders)


def test_what_a_dead_worker_left_is_removed_also_after_its_machine_started_anew(
    live_desk: Desk, settings: Any
) -> None:
    run = make_scan(live_desk.target, ("bandit",)).runs.get()
    attempt = make_attempt(run, host=socket.gethostname(), boot_id="the boot before")
    folder = logfiles.make_work_folder(attempt)
    (folder / "credentials").mkdir()
    (folder / "credentials" / "kubeconfig").write_text(BEARER)
    assert recovery.recover(attempt)
    assert not folder.exists()


def test_what_others_gave_up_is_removed_when_a_worker_starts(live_desk: Desk) -> None:
    run = make_scan(live_desk.target, ("bandit", "semgrep")).runs.get(tool="bandit")
    lost = logfiles.make_work_folder(make_attempt(run, state="lost"))
    working = logfiles.make_work_folder(make_attempt(run.scan.runs.get(tool="semgrep")))
    reaper.sweep()
    assert (lost.exists(), working.exists()) == (False, True)
    Attempt.objects.all().delete()
    assert logfiles.remove_forgotten() == 1


# --- Expiry -----------------------------------------------------------------------------------


def cloud(desk: Desk, credential: Credential) -> Any:
    return make_target(
        desk.project, kind="cloud_account", locator="aws:123456789012", credential=credential
    )


@pytest.fixture
def prowler(settings: Any) -> None:
    """Something executable: these scans are refused, planned or failed before it is started."""
    settings.TOOL_PATHS = {**settings.TOOL_PATHS, "prowler": "/bin/true"}


def test_no_scan_starts_with_credentials_that_have_ended(live_desk: Desk, prowler: None) -> None:
    credential = stored(live_desk, "aws", KEYS, expires=timezone.now() - timedelta(hours=2))
    target = cloud(live_desk, credential)
    with pytest.raises(ApiError) as raised:
        live_desk.start(target=target, tools=["prowler"])
    assert raised.value.code is ErrorCode.CREDENTIALS_REQUIRED
    assert raised.value.details.startswith("AWS credentials expired: vault ended 2 hours ago")


def test_what_ends_while_its_run_waits_fails_in_the_seeds_words(
    live_desk: Desk, prowler: None
) -> None:
    credential = stored(live_desk, "aws", KEYS, expires=timezone.now() + timedelta(minutes=5))
    scan = live_desk.start(target=cloud(live_desk, credential), tools=["prowler"])
    Credential.objects.update(expires=timezone.now() - timedelta(seconds=1))
    claim = leases.claim("test:1")
    assert claim is not None
    work.run(claim)
    run = scan.runs.get()
    assert (run.state, run.outcome, run.error) == (
        "failed",
        "auth_failed",
        "AWS credentials expired",
    )
    assert "credentials page" in run.hint


def test_a_tool_that_needs_none_runs_with_what_has_ended(live_desk: Desk) -> None:
    credential = stored(live_desk, "generic", {"A": "b"}, expires=timezone.now())
    assert carry_out(live_desk, credential=credential).outcome == "clean"


def test_a_plan_names_files_and_variables_and_warns(live_desk: Desk, settings: Any) -> None:
    soon = timezone.now() + timedelta(days=2, minutes=5)
    values = {**KEYS, **TOKEN, "role_arn": ROLE}
    credential = stored(live_desk, "aws", values, expires=soon)
    ask = intake.Ask(project=live_desk.project, tools=["bandit"], credential=credential)
    told = plan(intake.check(live_desk.caller, ask))
    assert told["credential"] == "vault"
    assert told["warnings"][0].startswith("vault expires in 2 days")
    (tool,) = told["tools"]
    assert {"AWS_CONFIG_FILE", "AWS_PROFILE"} <= set(tool["environment"])
    assert tool["private_files"][0].endswith("runs/<run>/<attempt>/credentials/aws_config_file")
    assert KEYS["secret_access_key"] not in json.dumps(told, default=str)


def test_a_scan_that_may_outlast_its_credentials_is_warned_of() -> None:
    now = timezone.now()
    ending = Credential(name="vault", kind="aws", expires=now + timedelta(minutes=30, seconds=9))
    assert "which the scan may outlast" in expiry.warning(ending, 3600)
    assert expiry.warning(Credential(name="vault", kind="aws", expires=None)) == ""
    later = Credential(name="vault", kind="aws", expires=now + timedelta(days=30))
    assert expiry.warning(later, 3600) == ""
    assert expiry.warning(Credential(name="v", kind="gcp", expires=now)).startswith(
        "Credentials expired"
    )


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(days=3, hours=1), "in 3 days"),
        (timedelta(hours=1, minutes=5), "in 1 hour"),
        (timedelta(seconds=20), "in less than a minute"),
        (timedelta(seconds=-20), "less than a minute ago"),
        (timedelta(days=-40), "40 days ago"),
    ],
)
def test_expiry_in_words(span: timedelta, told: str) -> None:
    now = timezone.now()
    assert expiry.in_words(now + span, now) == told


def test_the_doctor_names_what_ends_within_a_week(live_desk: Desk) -> None:
    stored(live_desk, "aws", KEYS, expires=timezone.now() + timedelta(days=3, hours=1))
    make_project("Else").credentials.create(
        name="old", kind="aws", values=KEYS, expires=timezone.now() - timedelta(days=1, hours=1)
    )
    make_project("More").credentials.create(
        name="later", kind="aws", values=KEYS, expires=timezone.now() + timedelta(days=9)
    )
    told = {f.subject.partition("/")[2]: f for f in doctor._credentials()}
    assert set(told) == {"vault", "old"}
    assert (told["old"].word, told["old"].told) == ("expired", "expired 1 day ago")
    assert (told["vault"].word, told["vault"].told) == ("ends soon", "expires in 3 days")


# --- Where it fits ----------------------------------------------------------------------------


def test_a_credential_of_another_cloud_is_refused(live_desk: Desk, prowler: None) -> None:
    assert registry.get("prowler").needs_credentials
    credential = stored(live_desk, "kubernetes", {"kubeconfig": kubeconfig()})
    target = make_target(live_desk.project, kind="cloud_account", locator="aws")
    with pytest.raises(ApiError) as raised:
        live_desk.start(target=target, tools=["prowler"], credential=credential)
    assert raised.value.code is ErrorCode.CREDENTIALS_REQUIRED
    assert "the target is an account of aws" in raised.value.details


def test_an_endpoint_that_left_the_allow_list_is_not_used(live_desk: Desk, settings: Any) -> None:
    values = {**KEYS, "endpoint_url": "http://127.0.0.1:4566/"}
    credential = stored(live_desk, "aws", values)
    scan = live_desk.start(credential=credential)
    settings.SCAN_ALLOWED_HOSTS = ["192.0.2.0/24"]
    claim = leases.claim("test:1")
    assert claim is not None
    work.run(claim)
    assert "outside SCAN_ALLOWED_HOSTS" in scan.runs.get().error
