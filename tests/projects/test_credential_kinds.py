"""The kinds of credentials: what each accepts, refuses field by field, and hands to a tool."""

from __future__ import annotations

import base64
import configparser
import json
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from projects.credential_handing import hand_out
from projects.models import Credential
from tests.make import make_member, make_project, make_target

CREDENTIALS = "/api/v1/credentials"
KEYS = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": "wJalrXUtnFEMIK7MDENGbPxRfi"}
TOKEN = {"session_token": "FwoGZXIvYXdzEXAMPLETOKEN"}
ROLE = "arn:aws:iam::123456789012:role/auditor"
PEM = (
    rsa.generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
ACCOUNT = {
    "type": "service_account",
    "project_id": "harbour-shop",
    "private_key": PEM,
    "client_email": "audit@harbour-shop.iam.gserviceaccount.com",
    "token_uri": "https://oauth2.googleapis.com/token",
}
AZURE = {
    "tenant_id": "4f0c5f6e-1f9a-4d11-9d6b-0d1c3d1f5a11",
    "client_id": "9a7e2a54-7c57-4a53-8a1b-5b0a2f3f9d22",
    "client_secret": "Q8~abcdefghijklmnop",
}
PROFILES = """
[base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfi
[profile audit]
role_arn = arn:aws:iam::123456789012:role/auditor
source_profile = base
external_id = shop-audit
"""


def kubeconfig(user: dict[str, Any] | None = None, cluster: dict[str, Any] | None = None) -> str:
    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "audit",
            "contexts": [{"name": "audit", "context": {"cluster": "c", "user": "u"}}],
            "clusters": [
                {"name": "c", "cluster": {"server": "https://127.0.0.1:6443", **(cluster or {})}}
            ],
            "users": [{"name": "u", "user": user or {"token": "sha256~abcdefgh"}}],
        }
    )


@pytest.fixture
def shop(db):
    return make_project("Shop")


@pytest.fixture
def admin(api, shop):
    return api.as_user(make_member(shop, "admin"))


def stored(admin: Any, kind: str, values: dict[str, str], **fields: Any) -> Credential:
    response = admin.post(CREDENTIALS, {"name": "c", "kind": kind, "values": values, **fields})
    assert response.status_code == 201, response.content
    return Credential.objects.get()


def refused_fields(admin: Any, kind: str, values: dict[str, str], **fields: Any) -> list[str]:
    response = admin.post(CREDENTIALS, {"name": "c", "kind": kind, "values": values, **fields})
    assert response.headers["X-Error-Code"] == "VALIDATION_ERROR", response.content
    for value in values.values():
        if len(value) > 12:
            assert value not in response.content.decode()
    return [error["field"] for error in response.json()["errors"]]


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "values", "fields"),
    [
        ("aws", {"access_key_id": KEYS["access_key_id"]}, ["values.secret_access_key"]),
        ("aws", {**KEYS, "access_key_id": "x y"}, ["values.access_key_id"]),
        ("aws", {**KEYS, "acess_key": "x"}, ["values.acess_key"]),
        ("aws", {**KEYS, "role_arn": "auditor"}, ["values.role_arn"]),
        ("aws", {**KEYS, "external_id": "shop"}, ["values.external_id"]),
        ("aws", {**KEYS, "region": "Frankfurt"}, ["values.region"]),
        ("aws", {**KEYS, **TOKEN}, ["expires"]),
        ("aws", {**KEYS, "profile": PROFILES}, ["values.profile"]),
        ("aws", {**KEYS, "profile_name": "base"}, ["values.profile_name"]),
        ("aws", {"profile": PROFILES}, ["values.profile"]),
        ("aws", {"profile": PROFILES, "profile_name": "prod"}, ["values.profile"]),
        ("aws", {"role_arn": ROLE}, ["values.access_key_id", "values.secret_access_key"]),
        ("azure", {"tenant_id": "shop.example"}, ["values.client_id", "values.client_secret"]),
        ("azure", {**AZURE, "client_id": "shop"}, ["values.client_id"]),
        ("azure", {**AZURE, "tenant_id": "../../x"}, ["values.tenant_id"]),
        ("gcp", {"service_account": "{"}, ["values.service_account"]),
        ("gcp", {"project_id": "x"}, ["values.service_account"]),
        ("kubernetes", {"kubeconfig": "a: ["}, ["values.kubeconfig"]),
        ("kubernetes", {"kubeconfig": "[]"}, ["values.kubeconfig"]),
    ],
)
def test_a_field_that_is_wrong_is_named(admin, kind, values, fields):
    assert refused_fields(admin, kind, values) == fields
    assert not Credential.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "credential_process = /bin/sh -c id",
        "web_identity_token_file = /etc/passwd",
        "credential_source = Ec2InstanceMetadata",
        "sso_session = x",
        "ca_bundle = /tmp/ca",
        "endpoint_url = http://169.254.169.254/",
        "s3 =\n  endpoint_url = http://169.254.169.254/",
        "role_arn = nonsense",
        "source_profile = audit",
        "mfa_serial = arn:aws:iam::123456789012:mfa/ada",
    ],
)
def test_a_profile_runs_no_program_and_reads_no_file(admin, line):
    text = f"[audit]\nrole_arn = {ROLE}\nsource_profile = base\n[base]\n{line}\n"
    assert refused_fields(admin, "aws", {"profile": text, "profile_name": "audit"}) == [
        "values.profile"
    ]


@pytest.mark.parametrize(
    "user",
    [
        {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "sh"}},
        {"auth-provider": {"name": "gcp", "config": {"cmd-path": "sh"}}},
        {"token": "x", "exec": {"command": "sh"}},
        {"tokenFile": "/var/run/secrets/token"},
        {"client-certificate": "/etc/ssl/a.pem", "client-key": "/etc/ssl/a.key"},
        {"token": "x", "as": "system:admin"},
        {"token": 7},
        {"client-certificate-data": "YQ=="},
        {"username": "ada"},
    ],
)
def test_a_kubeconfig_runs_no_program_and_reads_no_file(admin, user):
    assert refused_fields(admin, "kubernetes", {"kubeconfig": kubeconfig(user)}) == [
        "values.kubeconfig"
    ]


def test_no_user_of_a_kubeconfig_runs_a_program_not_only_the_current_one(admin):
    document = yaml.safe_load(kubeconfig())
    document["users"].append({"name": "other", "user": {"exec": {"command": "sh"}}})
    assert refused_fields(admin, "kubernetes", {"kubeconfig": yaml.safe_dump(document)})


@pytest.mark.parametrize(
    "cluster",
    [{"certificate-authority": "/etc/ssl/ca.pem"}, {"proxy-url": "http://169.254.169.254"}],
)
def test_a_cluster_reads_no_file_and_takes_no_detour(admin, cluster):
    assert refused_fields(admin, "kubernetes", {"kubeconfig": kubeconfig(cluster=cluster)})


@pytest.mark.parametrize(
    "change",
    [
        {"type": "external_account"},
        {"type": "authorized_user"},
        {"private_key": "no key"},
        {"client_email": ""},
        {"universe_domain": "evil.example"},
        {"token_uri": 5},
    ],
)
def test_only_a_service_account_of_google_is_one(admin, change):
    document = json.dumps({**ACCOUNT, **change})
    assert refused_fields(admin, "gcp", {"service_account": document}) == ["values.service_account"]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("aws", {**KEYS, "endpoint_url": "http://169.254.169.254/"}),
        ("azure", {**AZURE, "authority_host": "https://10.0.0.1/"}),
        ("gcp", {"service_account": json.dumps({**ACCOUNT, "token_uri": "http://10.0.0.1/"})}),
        ("kubernetes", {"kubeconfig": kubeconfig(cluster={"server": "https://10.0.0.1"})}),
    ],
)
def test_an_endpoint_outside_the_allow_list_is_refused(admin, kind, values):
    response = admin.post(CREDENTIALS, {"name": "c", "kind": kind, "values": values})
    assert response.headers["X-Error-Code"] == "TARGET_NOT_ALLOWED"


# --- What a tool gets -------------------------------------------------------------------------


def test_keys_reach_a_tool_by_the_environment(admin, tmp_path):
    values = {**KEYS, **TOKEN, "region": "eu-central-1"}
    credential = stored(admin, "aws", values, expires="2027-01-01T00:00:00Z")
    handed = hand_out(credential.kind, credential.values)
    assert handed.placed(tmp_path) == {
        "AWS_ACCESS_KEY_ID": KEYS["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": KEYS["secret_access_key"],
        "AWS_SESSION_TOKEN": TOKEN["session_token"],
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_REGION": "eu-central-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    assert set(handed.secrets) == {*KEYS.values(), *TOKEN.values()}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "values",
    [
        {**KEYS, "role_arn": ROLE, "external_id": "shop-audit"},
        {"profile": PROFILES, "profile_name": "audit"},
        {
            "AWS_ACCESS_KEY_ID": KEYS["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": KEYS["secret_access_key"],
            "role_arn": ROLE,
            "external_id": "shop-audit",
        },
    ],
)
def test_a_role_reaches_a_tool_as_a_private_configuration(admin, tmp_path, values):
    credential = stored(admin, "aws", values)
    handed = hand_out(credential.kind, credential.values)
    environment = handed.placed(tmp_path)
    assert set(environment) == {"AWS_CONFIG_FILE", "AWS_PROFILE", "AWS_EC2_METADATA_DISABLED"}
    config = configparser.ConfigParser()
    config.read(environment["AWS_CONFIG_FILE"])
    role = config[f"profile {environment['AWS_PROFILE']}"]
    assert (role["role_arn"], role["external_id"]) == (ROLE, "shop-audit")
    base = config[f"profile {role['source_profile']}"]
    assert base["aws_secret_access_key"] == KEYS["secret_access_key"]
    assert set(handed.secrets) == set(KEYS.values())
    file = tmp_path / "credentials" / "aws_config_file"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_service_account_reaches_a_tool_as_a_private_file(admin, tmp_path):
    credential = stored(admin, "gcp", {"service_account": json.dumps({**ACCOUNT, "more": "x"})})
    handed = hand_out(credential.kind, credential.values)
    environment = handed.placed(tmp_path)
    with open(environment["GOOGLE_APPLICATION_CREDENTIALS"]) as file:
        assert json.load(file) == ACCOUNT
    assert environment["GOOGLE_CLOUD_PROJECT"] == "harbour-shop"
    assert handed.secrets == (PEM,)


def test_a_kubeconfig_reaches_a_tool_with_its_current_context_only(admin, tmp_path):
    key = base64.b64encode(PEM.encode()).decode()
    user = {"client-certificate-data": "YQ==", "client-key-data": key}
    document = yaml.safe_load(kubeconfig(user))
    document["users"].append({"name": "other", "user": {"token": "others-token"}})
    credential = stored(admin, "kubernetes", {"kubeconfig": yaml.safe_dump(document)})
    handed = hand_out(credential.kind, credential.values)
    with open(handed.placed(tmp_path)["KUBECONFIG"]) as file:
        written = file.read()
    assert "others-token" not in written
    assert yaml.safe_load(written)["clusters"][0]["cluster"]["server"] == "https://127.0.0.1:6443"
    assert PEM in handed.secrets


def test_what_was_stored_as_variables_before_is_handed_on_as_it_was(shop):
    values = {"AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "s", "OTHER": "x"}
    assert hand_out("aws", values).environment == values
    assert hand_out("generic", {"token": "x", "A": "b"}).environment == {"token": "x", "A": "b"}


def test_what_names_an_account_is_not_masked():
    handed = hand_out("azure", {**AZURE, "authority_host": "https://login.example/"})
    assert handed.secrets == (AZURE["client_secret"],)


# --- Replacing, expiry, and where it fits -----------------------------------------------------


def test_new_values_take_a_passed_expiry_and_the_last_check_away(admin, shop):
    credential = stored(admin, "aws", KEYS, expires="2026-01-01T00:00:00Z")
    Credential.objects.update(
        last_result="ok", last_identity="arn:x", last_checked=credential.created
    )
    shown = admin.patch(f"{CREDENTIALS}/{credential.pk}", {"name": "n"}).json()
    assert (shown["has_expired"], shown["last_result"]) == (True, "ok")
    shown = admin.patch(f"{CREDENTIALS}/{credential.pk}", {"values": KEYS}).json()
    assert (shown["has_expired"], shown["expires"]) == (False, None)
    assert (shown["last_result"], shown["last_identity"], shown["last_checked"]) == ("", "", None)


def test_a_new_session_token_needs_its_own_expiry(admin, shop):
    credential = stored(admin, "aws", {**KEYS, **TOKEN}, expires="2027-01-01T00:00:00Z")
    response = admin.patch(f"{CREDENTIALS}/{credential.pk}", {"values": {**KEYS, **TOKEN}})
    assert response.json()["errors"][0]["field"] == "expires"


def test_a_cloud_account_takes_its_own_providers_credential(admin, shop):
    azure = stored(admin, "azure", AZURE)
    aws = shop.credentials.create(name="keys", kind="aws", values=KEYS)
    variables = shop.credentials.create(name="plain", kind="generic", values={"A": "b"})
    body = {"kind": "cloud_account", "locator": "aws:123456789012"}
    response = admin.post("/api/v1/targets", {**body, "credential": str(azure.pk)})
    assert response.json()["errors"][0]["field"] == "credential"
    made = admin.post("/api/v1/targets", {**body, "credential": str(aws.pk)})
    assert made.status_code == 201
    for other, status in ((variables, 200), (azure, 400)):
        response = admin.patch(made["Location"], {"credential": str(other.pk)})
        assert response.status_code == status
    web = make_target(shop, kind="web", locator="http://127.0.0.1:81/")
    response = admin.patch(f"/api/v1/targets/{web.pk}", {"credential": str(azure.pk)})
    assert response.status_code == 200
