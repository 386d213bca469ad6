"""Checks on demand: AWS against moto, which checks keys; the others' words in test_identity."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records import rates
from config.records.models import AuditEntry
from projects.allow_list import check_provider
from projects.callers import Caller
from projects.models import Credential
from scans import credential_checks, leases, work
from tests.contract.client import ContractClient
from tests.make import make_key, make_member, make_project
from tests.scans.conftest import CLEAN, Desk
from tooling import environments
from tooling.identity.asking import Verdict

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def account() -> Iterator[dict[str, Any]]:
    """An AWS account that checks keys: its endpoint, keys and role."""
    if not environments.is_ready(ROOT / "var", "moto"):
        pytest.skip("moto is not installed: python3 -m tooling.environments install moto")
    python = environments.directory(ROOT / "var", "moto") / "bin" / "python"
    with subprocess.Popen(
        [str(python), str(Path(__file__).with_name("sts_account.py"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.kill()


@pytest.fixture
def shop(db):
    return make_project("Shop")


@pytest.fixture
def admin(api, shop):
    return api.as_user(make_member(shop, "admin"))


def keys_of(account: dict[str, Any], who: str, **more: str) -> dict[str, str]:
    key, secret = account[who]
    return {
        "access_key_id": key,
        "secret_access_key": secret,
        "endpoint_url": account["endpoint"],
        **more,
    }


def checked(admin: Any, shop: Any, kind: str, values: dict[str, str]) -> dict[str, Any]:
    credential = shop.credentials.create(name=f"c{kind}", kind=kind, values=values)
    response = admin.post(f"/api/v1/credentials/{credential.pk}/check")
    assert response.status_code == 200, response.content
    told: dict[str, Any] = response.json()
    again = admin.get(f"/api/v1/credentials/{credential.pk}")
    assert (again.json(), again["ETag"]) == (told, response["ETag"])
    return told


def test_good_keys_say_who_they_are(admin, shop, account):
    told = checked(admin, shop, "aws", keys_of(account, "auditor"))
    assert told["last_identity"] == "arn:aws:iam::123456789012:user/auditor"
    assert (told["last_result"], told["last_error"]) == ("ok", "")
    assert told["last_checked"]
    entry = AuditEntry.objects.get(action="credential.check")
    assert entry.after["identity"] == told["last_identity"]


def test_a_wrong_secret_is_refused_in_the_seeds_words_and_kept(admin, shop, account):
    told = checked(
        admin, shop, "aws", {**keys_of(account, "auditor"), "secret_access_key": "x" * 40}
    )
    assert told["last_result"] == "auth_failed"
    assert told["last_error"] == "Authentication failed: invalid credentials"
    assert told["last_cause"].startswith("SignatureDoesNotMatch")
    assert (told["last_identity"], Credential.objects.get().last_result) == ("", "auth_failed")


def test_an_unknown_key_is_refused(admin, shop, account):
    values = {**keys_of(account, "auditor"), "access_key_id": "AKIAIOSFODNN7EXAMPLE"}
    told = checked(admin, shop, "aws", values)
    assert told["last_cause"].startswith("InvalidClientTokenId")


def test_a_role_is_assumed_before_it_is_asked(admin, shop, account):
    told = checked(admin, shop, "aws", keys_of(account, "auditor", role_arn=account["role"]))
    assert told["last_identity"] == "arn:aws:sts::123456789012:assumed-role/reader/wardroom"


def test_a_role_that_may_not_be_assumed(admin, shop, account):
    told = checked(admin, shop, "aws", keys_of(account, "nobody", role_arn=account["role"]))
    assert (told["last_result"], told["last_error"]) == (
        "permission_denied",
        "Insufficient IAM permissions",
    )


def test_keys_that_were_stored_as_variables_are_checked_alike(admin, shop, account):
    key, secret = account["auditor"]
    values = {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_ENDPOINT_URL": account["endpoint"],
    }
    assert checked(admin, shop, "aws", values)["last_result"] == "ok"


def test_the_sdk_of_a_tool_assumes_the_role_by_the_private_configuration(
    live_desk: Desk, account: dict[str, Any], settings: Any, tmp_path: Path
) -> None:
    """The tool is a stand-in; what signs in is boto3, as in Prowler and Scout Suite."""
    python = environments.directory(ROOT / "var", "moto") / "bin" / "python"
    tool = tmp_path / "boto3-tool"
    tool.write_text(
        f"#!{python}\n"
        "import os, shutil, sys, boto3\n"
        "if sys.argv[1:] == ['--version']: sys.exit(print('bandit 1.0.0'))\n"
        "file = os.environ['AWS_CONFIG_FILE']\n"
        "print('file', oct(os.stat(file).st_mode & 0o777), file.startswith(os.getcwd()))\n"
        "print('I am', boto3.client('sts').get_caller_identity()['Arn'])\n"
        f"shutil.copyfile({CLEAN!r}, sys.argv[sys.argv.index('-o') + 1])\n"
    )
    tool.chmod(0o755)
    settings.TOOL_PATHS = {"bandit": str(tool)}
    values = keys_of(account, "auditor", role_arn=account["role"], region="us-east-1")
    credential = live_desk.project.credentials.create(name="role", kind="aws", values=values)
    scan = live_desk.start(credential=credential)
    claim = leases.claim("test:1")
    assert claim is not None
    work.run(claim)
    run = scan.runs.get()
    log = run.attempts.get().log.read().decode()
    assert run.state == "succeeded", log
    assert "I am arn:aws:sts::123456789012:assumed-role/reader/" in log
    assert "file 0o600 True" in log
    assert not (settings.DATA_DIR / "runs" / str(run.pk)).exists()


# --- What cannot be asked ---------------------------------------------------------------------


def test_plain_variables_cannot_be_checked_and_that_is_said(admin, shop):
    told = checked(admin, shop, "generic", {"GITHUB_TOKEN": "x" * 20})
    assert told["last_result"] == "not_checkable"
    assert told["last_error"].startswith("Cannot be checked")


def test_variables_without_keys_are_no_credentials(admin, shop):
    told = checked(admin, shop, "aws", {"AWS_PROFILE_ID": "x"})
    assert (told["last_result"], told["last_error"]) == (
        "auth_failed",
        "No valid credentials found",
    )


def test_nobody_is_asked_whom_the_operator_did_not_name(admin, shop, settings):
    settings.CREDENTIAL_CHECK_HOSTS = []
    values = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "x" * 40}
    told = checked(admin, shop, "aws", values)
    assert told["last_result"] == "not_checkable"
    assert "Not asked" in told["last_error"]


@pytest.mark.parametrize("address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.7"])
def test_a_clouds_name_does_not_lead_into_ones_own_network(settings, address):
    settings.SCAN_ALLOWED_HOSTS = ["192.0.2.0/24"]
    with pytest.raises(ApiError) as raised:
        check_provider("https://sts.amazonaws.com/", resolve=lambda name: [address])
    assert raised.value.code is ErrorCode.TARGET_NOT_ALLOWED


@pytest.mark.parametrize(
    "url",
    [
        "http://sts.amazonaws.com/",
        "https://sts.amazonaws.com:8443/",
        "https://sts.amazonaws.com.evil.example/",
        "https://sts.a.b.amazonaws.com/",
        "https://evil.example/sts.amazonaws.com",
    ],
)
def test_only_the_clouds_own_names_are_asked(settings, url):
    settings.SCAN_ALLOWED_HOSTS = ["192.0.2.0/24"]
    with pytest.raises(ApiError):
        check_provider(url, resolve=lambda name: ["8.8.8.8"])
    found = check_provider("https://sts.eu-central-1.amazonaws.com/", resolve=lambda n: ["8.8.8.8"])
    assert found.address == "8.8.8.8"


# --- Who may, how often, and what happens meanwhile -------------------------------------------


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_who_does_not_configure_does_not_check(api, shop, role):
    credential = shop.credentials.create(name="c", kind="generic", values={"A": "b"})
    api.as_user(make_member(shop, role))
    response = api.post(f"/api/v1/credentials/{credential.pk}/check")
    assert response.headers["X-Error-Code"] == "NOT_FOUND"
    program = ContractClient().as_key(make_key(make_member(shop, "owner"), "findings:read"))
    response = program.post(f"/api/v1/credentials/{credential.pk}/check")
    assert response.headers["X-Error-Code"] == "FORBIDDEN"


def test_checks_are_limited(admin, shop, settings):
    settings.RATE_LIMITS = rates.table({"credential_checks": "2/minute"})
    credential = shop.credentials.create(name="c", kind="generic", values={"A": "b"})
    answers = [admin.post(f"/api/v1/credentials/{credential.pk}/check") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_a_result_of_old_values_is_not_kept(shop, monkeypatch):
    credential = shop.credentials.create(name="c", kind="generic", values={"A": "b"})
    asked = Credential.objects.select_related("project").get()

    def replaced_meanwhile(row: Credential) -> Verdict:
        credential.save()
        return Verdict("ok", identity="old")

    monkeypatch.setattr(credential_checks, "ask", replaced_meanwhile)
    with pytest.raises(ApiError) as raised:
        credential_checks.check(Caller(make_member(shop, "admin")), asked)
    assert raised.value.code is ErrorCode.CONFLICT
    assert Credential.objects.get().last_identity == ""
    assert not AuditEntry.objects.filter(action="credential.check").exists()


def test_what_the_provider_echoes_is_masked(shop, monkeypatch):
    credential = shop.credentials.create(name="c", kind="generic", values={"A_TOKEN": "zq9-horse"})
    told = Verdict("auth_failed", "Authentication failed: invalid credentials", "bad zq9-horse")
    monkeypatch.setattr(credential_checks, "ask", lambda row: told)
    credential_checks.check(Caller(make_member(shop, "admin")), credential)
    assert Credential.objects.get().last_cause == "bad ****"
