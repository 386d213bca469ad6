"""Credentials: encrypted at rest, write-only, rotated with the keys, and no way to steer tools."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import connection

from config.records.models import AuditEntry
from projects.models import Credential
from tests.make import make_key, make_member, make_project, make_target, make_user

CREDENTIALS = "/api/v1/credentials"
SECRET = "wJalrXUtnFEMI-K7MDENG"
BODY = {
    "name": "auditor",
    "kind": "aws",
    "values": {"AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": SECRET},
}


def code_of(response):
    return response.headers.get("X-Error-Code")


def stored_text(credential) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT "values" FROM projects_credential WHERE name = %s', [credential.name]
        )
        return cursor.fetchone()[0]


@pytest.fixture
def shop(db):
    return make_project("Shop")


@pytest.fixture
def admin(api, shop):
    return api.as_user(make_member(shop, "admin"))


def test_a_credential_shows_names_and_never_values(admin):
    response = admin.post(CREDENTIALS, BODY)
    assert response.status_code == 201, response.content
    url = response["Location"]
    answers = [response, admin.get(CREDENTIALS), admin.get(url)]
    answers.append(admin.patch(url, {"values": {"AWS_PROFILE_ID": SECRET}}))
    for answer in answers:
        assert answer.status_code in (200, 201)
        assert SECRET not in answer.content.decode()
    assert response.json()["environment"] == ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    assert answers[-1].json()["environment"] == ["AWS_PROFILE_ID"]
    assert Credential.objects.get().values == {"AWS_PROFILE_ID": SECRET}


def test_values_are_neither_in_the_database_nor_in_the_audit_log(admin):
    admin.post(CREDENTIALS, BODY)
    credential = Credential.objects.get()
    assert SECRET not in stored_text(credential)
    entry = AuditEntry.objects.get(action="credential.create")
    assert SECRET not in str(entry.__dict__)
    assert entry.after["environment"] == ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    url = f"{CREDENTIALS}/{credential.pk}"
    admin.patch(url, {"name": "second"})
    admin.delete(url)
    assert AuditEntry.objects.filter(action="credential.delete").count() == 1
    assert SECRET not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_who_does_not_configure_does_not_even_see_names(api, shop, role):
    credential = shop.credentials.create(name="x", kind="aws", values={"A": "b"})
    api.as_user(make_member(shop, role))
    assert api.get(CREDENTIALS).json()["results"] == []
    assert code_of(api.get(f"{CREDENTIALS}/{credential.pk}")) == "NOT_FOUND"
    assert code_of(api.delete(f"{CREDENTIALS}/{credential.pk}")) == "NOT_FOUND"
    assert code_of(api.post(CREDENTIALS, {**BODY, "project": "shop"})) == "FORBIDDEN"


def test_a_foreign_project_is_not_found(api, shop):
    response = api.as_user(make_user()).post(CREDENTIALS, {**BODY, "project": "shop"})
    assert code_of(response) == "PROJECT_NOT_FOUND"


def test_a_name_is_taken_once(admin):
    admin.post(CREDENTIALS, BODY)
    assert code_of(admin.post(CREDENTIALS, BODY)) == "DUPLICATE_RESOURCE"
    other = admin.post(CREDENTIALS, {**BODY, "name": "second"})["Location"]
    assert code_of(admin.patch(other, {"name": "auditor"})) == "DUPLICATE_RESOURCE"


@pytest.mark.parametrize(
    "name",
    [
        "LD_PRELOAD",
        "ld_library_path",
        "PATH",
        "PYTHONPATH",
        "BASH_ENV",
        "GIT_SSH_COMMAND",
        "NODE_OPTIONS",
        "HTTPS_PROXY",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_EC2_METADATA_DISABLED",
        "LOG_LEVEL",
        "PROWLER_AWS_DISALLOWED_REGIONS",
        "JAVA_TOOL_OPTIONS",
        "_JAVA_OPTIONS",
        "PERL5OPT",
        "RUBYOPT",
        "SECRET_KEY",
        "HOME",
        "DATABASE_URL",
        "GIT_PAGER",
        "WARDROOM_DATA_DIR",
        "OPENSSL_CONF",
        "NMAPDIR",
        "LUA_INIT",
        "HOSTALIASES",
        "RES_OPTIONS",
        "GLIBC_TUNABLES",
        "XDG_CONFIG_HOME",
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "KUBECONFIG",
        "SEMGREP_RULES",
        "CHECKOV_EXTERNAL_CHECKS_DIR",
        "1A",
        "A B",
        "A=B",
        "",
        "Ä",
    ],
)
def test_variables_that_steer_programs_are_refused(admin, name):
    response = admin.post(CREDENTIALS, {**BODY, "values": {name: "x"}})
    assert (response.status_code, code_of(response)) == (400, "VALIDATION_ERROR")
    assert response.json()["errors"][0]["field"].startswith("values")


@pytest.mark.parametrize(
    "name",
    [
        "GITHUB_TOKEN",
        "AWS_SESSION_TOKEN",
        "AZURE_CLIENT_SECRET",
        "NPM_TOKEN",
        "KUBE_TOKEN",
        "GOOGLE_OAUTH_ACCESS_TOKEN",
        "SNYK_TOKEN",
        "SEMGREP_APP_TOKEN",
        "SSLLABS_API_KEY",
    ],
)
def test_variables_that_sign_in_are_accepted(admin, name):
    assert admin.post(CREDENTIALS, {**BODY, "values": {name: "x"}}).status_code == 201


@pytest.mark.parametrize("values", [{}, {"A": ""}, {"A": None}, {"A": {"b": 1}}, [], "A=b", None])
def test_values_have_the_shape_of_an_environment(admin, values):
    response = admin.post(CREDENTIALS, {**BODY, "values": values}, format="json")
    assert code_of(response) == "VALIDATION_ERROR"


def test_a_refused_value_is_not_echoed(admin):
    response = admin.post(CREDENTIALS, {**BODY, "values": {"LD_PRELOAD": SECRET}})
    assert SECRET not in response.content.decode()


def test_an_endpoint_in_a_credential_is_checked_like_a_host(admin):
    values = {"AWS_ENDPOINT_URL": "http://169.254.169.254/"}
    assert code_of(admin.post(CREDENTIALS, {**BODY, "values": values})) == "TARGET_NOT_ALLOWED"
    values = {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566/"}
    assert admin.post(CREDENTIALS, {**BODY, "values": values}).status_code == 201


def test_deleting_a_credential_leaves_its_targets(admin, shop):
    credential = shop.credentials.create(name="x", kind="aws", values={"A": "b"})
    target = make_target(shop, credential=credential)
    assert admin.delete(f"{CREDENTIALS}/{credential.pk}").status_code == 204
    target.refresh_from_db()
    assert target.credential_id is None


def test_a_key_with_the_scope_may_store_but_not_read(api, shop):
    api.as_key(make_key(make_member(shop, "owner"), "scans:write", project=shop))
    response = api.post(CREDENTIALS, BODY)
    assert response.status_code == 201
    assert SECRET not in response.content.decode()


def test_expiry_is_kept_and_shown(admin):
    response = admin.post(CREDENTIALS, {**BODY, "expires": "2027-01-01T00:00:00Z"})
    assert response.json()["expires"] == "2027-01-01T00:00:00.000Z"


# --- Rotation -----------------------------------------------------------------------------


def rotated() -> str:
    out = StringIO()
    call_command("rotate_credentials", stdout=out)
    return out.getvalue()


def test_rotation_encrypts_with_the_first_key(shop, settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [old]
    credential = shop.credentials.create(name="x", kind="aws", values={"A": SECRET})
    settings.FIELD_ENCRYPTION_KEYS = [new, old]
    with pytest.raises(InvalidToken):
        Fernet(new).decrypt(stored_text(credential))
    assert rotated() == "1 credentials are encrypted with the first key.\n"
    assert SECRET in Fernet(new).decrypt(stored_text(credential)).decode()
    settings.FIELD_ENCRYPTION_KEYS = [new]
    assert Credential.objects.get().values == {"A": SECRET}


def test_rotation_names_what_no_key_opens_and_goes_on(shop, settings):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    shop.credentials.create(name="lost", kind="aws", values={"A": "b"})
    key = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [key]
    kept = shop.credentials.create(name="kept", kind="aws", values={"A": SECRET})
    newer = Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [newer, key]
    with pytest.raises(CommandError, match="lost"):
        rotated()
    assert SECRET in Fernet(newer).decrypt(stored_text(kept)).decode()


def test_targets_are_listed_even_when_a_credential_cannot_be_opened(admin, shop, settings):
    credential = shop.credentials.create(name="x", kind="aws", values={"A": "b"})
    make_target(shop, credential=credential)
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    rows = admin.get("/api/v1/targets").json()["results"]
    assert rows[0]["credential"] == str(credential.pk)
