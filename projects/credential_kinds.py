"""What a credential of each kind consists of, and what is wrong with one.

Values are a dict of text. Names in small letters are fields of the kind, checked one by one; any
other name is an environment variable that is handed on as it is (the kind `generic` has only
those). How they reach a tool: `credential_handing`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from . import credential_documents as documents
from .credential_documents import AwsKeys, BadDocument, Kubeconfig, Profiles
from .models import Credential

Kind = Credential.Kind
BASE, ROLE = "base", "wardroom"  # profiles of an assumed role

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
_TENANT = re.compile(rf"{_UUID.pattern}|[A-Za-z0-9-]{{1,63}}(?:\.[A-Za-z0-9-]{{1,63}})+", re.ASCII)
_ONE_LINE = re.compile(r"[^\s\x00-\x1f]{1,4096}")
_URL = re.compile(r"https?://[^\s]{1,500}")


@dataclass(frozen=True)
class Field:
    """One value of a kind. `variables` get it as it is; a `is_document` goes into a file."""

    name: str
    label: str
    help: str = ""
    variables: tuple[str, ...] = ()
    pattern: re.Pattern[str] = _ONE_LINE
    is_secret: bool = False
    is_document: bool = False
    is_endpoint: bool = False


FIELDS: dict[str, tuple[Field, ...]] = {
    Kind.AWS: (
        Field(
            "access_key_id",
            "Access key id",
            variables=("AWS_ACCESS_KEY_ID",),
            pattern=documents.AWS_ACCESS_KEY,
            is_secret=True,
        ),
        Field(
            "secret_access_key",
            "Secret access key",
            variables=("AWS_SECRET_ACCESS_KEY",),
            pattern=documents.AWS_SECRET_KEY,
            is_secret=True,
        ),
        Field(
            "session_token",
            "Session token",
            "Of temporary keys; say below when it expires.",
            variables=("AWS_SESSION_TOKEN",),
            pattern=documents.AWS_TOKEN,
            is_secret=True,
        ),
        Field(
            "role_arn",
            "Role to assume",
            "arn:aws:iam::123456789012:role/auditor, assumed with the keys above.",
            pattern=documents.AWS_ROLE,
        ),
        Field(
            "external_id",
            "External id",
            "What the role's trust policy asks for.",
            pattern=documents.AWS_EXTERNAL_ID,
        ),
        Field(
            "profile",
            "Profiles",
            "Instead of the above: the text of an AWS configuration or credentials file.",
            is_secret=True,
            is_document=True,
        ),
        Field(
            "profile_name",
            "Profile to use",
            "Where the text holds several.",
            pattern=documents.PROFILE_NAME,
        ),
        Field(
            "region",
            "Region",
            "Such as eu-central-1.",
            variables=("AWS_DEFAULT_REGION", "AWS_REGION"),
            pattern=documents.AWS_REGION,
        ),
        Field(
            "endpoint_url",
            "Endpoint",
            "Only for an AWS-compatible server that SCAN_ALLOWED_HOSTS names.",
            variables=("AWS_ENDPOINT_URL",),
            pattern=_URL,
            is_endpoint=True,
        ),
    ),
    Kind.AZURE: (
        Field(
            "tenant_id",
            "Tenant",
            "Id or domain of the directory.",
            variables=("AZURE_TENANT_ID",),
            pattern=_TENANT,
        ),
        Field("client_id", "Client id", variables=("AZURE_CLIENT_ID",), pattern=_UUID),
        Field(
            "client_secret",
            "Client secret",
            "Its value, not its id.",
            variables=("AZURE_CLIENT_SECRET",),
            is_secret=True,
        ),
        Field(
            "subscription_id",
            "Subscription",
            variables=("AZURE_SUBSCRIPTION_ID",),
            pattern=_UUID,
        ),
        Field(
            "authority_host",
            "Authority",
            "Only of a national cloud: https://login.microsoftonline.us, for example.",
            variables=("AZURE_AUTHORITY_HOST",),
            pattern=_URL,
            is_endpoint=True,
        ),
    ),
    Kind.GCP: (
        Field(
            "service_account",
            "Service account",
            "The key file (JSON) of a service account.",
            is_secret=True,
            is_document=True,
        ),
        Field(
            "project_id",
            "Project",
            "Where it is not the account's own.",
            variables=("GOOGLE_CLOUD_PROJECT",),
        ),
    ),
    Kind.KUBERNETES: (
        Field(
            "kubeconfig",
            "Kubeconfig",
            "With token, client certificate or password in it. Only its current context is used.",
            is_secret=True,
            is_document=True,
        ),
    ),
    Kind.GENERIC: (),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    Kind.AWS: ("access_key_id", "secret_access_key"),
    Kind.AZURE: ("tenant_id", "client_id", "client_secret"),
    Kind.GCP: ("service_account",),
    Kind.KUBERNETES: ("kubeconfig",),
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a value: of a field, of a variable, or of `expires`."""

    field: str
    message: str
    code: str = "invalid"


def is_field(kind: str, name: str) -> bool:
    """Whether `name` is meant as a field of `kind`; else it is a variable."""
    return bool(FIELDS[kind]) and name == name.lower()


def given(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values by field, also those that were stored under the name of a variable."""
    found: dict[str, str] = {}
    for field in FIELDS[kind]:
        for name in (field.name, *field.variables):
            if name in values:
                found.setdefault(field.name, values[name])
    return found


# --- What is wrong with it ------------------------------------------------------------------


def problems(kind: str, values: Mapping[str, str], has_expiry: bool) -> list[Problem]:
    """What speaks against `values`, field by field; variables are not looked at."""
    known = {field.name: field for field in FIELDS[kind]}
    fields = {name: value for name, value in values.items() if is_field(kind, name)}
    found: list[Problem] = []
    for name, value in fields.items():
        field = known.get(name)
        if field is None:
            message = f"{kind} has no field {name[:40]}; there are {', '.join(known)}"
            found.append(Problem(f"values.{name[:40]}", message, "unknown"))
        elif not value.strip() or (not field.is_document and not field.pattern.fullmatch(value)):
            found.append(Problem(f"values.{name}", f"{field.label}: not in its usual form."))
    if found or not fields:
        return found
    merged = given(kind, values)
    found = [
        Problem(f"values.{name}", f"{known[name].label} is required.", "required")
        for name in REQUIRED[kind]
        if name not in merged and not (kind == Kind.AWS and "profile" in merged)
    ]
    return found or _CHECKS[kind](merged, has_expiry)


def _of_aws(fields: Mapping[str, str], has_expiry: bool) -> list[Problem]:
    if "profile" in fields:
        beside = [n for n in ("access_key_id", "session_token", "role_arn") if n in fields]
        if beside:
            message = "Give either profiles or single keys; a role stands in the profile."
            return [Problem("values.profile", message)]
    elif "external_id" in fields and "role_arn" not in fields:
        return [Problem("values.external_id", "An external id belongs to a role.")]
    elif "profile_name" in fields:
        return [Problem("values.profile_name", "It needs the text of the profiles.")]
    try:
        keys = aws_keys(fields)
    except BadDocument as error:
        return [Problem("values.profile", f"{error}.")]
    if keys.session_token and not has_expiry:
        message = "A session token ends by itself: say when."
        return [Problem("expires", message, "required")]
    return []


def _of_gcp(fields: Mapping[str, str], has_expiry: bool) -> list[Problem]:
    return _document("service_account", documents.service_account, fields)


def _of_kubernetes(fields: Mapping[str, str], has_expiry: bool) -> list[Problem]:
    return _document("kubeconfig", documents.kubeconfig, fields)


def _document(name: str, read: Callable[[str], object], fields: Mapping[str, str]) -> list[Problem]:
    try:
        read(fields[name])
    except BadDocument as error:
        return [Problem(f"values.{name}", f"{error}.")]
    return []


_CHECKS: dict[str, Callable[[Mapping[str, str], bool], list[Problem]]] = {
    Kind.AWS: _of_aws,
    Kind.AZURE: lambda fields, has_expiry: [],
    Kind.GCP: _of_gcp,
    Kind.KUBERNETES: _of_kubernetes,
}


def endpoints(kind: str, values: Mapping[str, str]) -> list[str]:
    """The addresses that the fields of good `values` name, beside the providers' own."""
    fields = {name: value for name, value in values.items() if is_field(kind, name)}
    found = [fields[f.name] for f in FIELDS[kind] if f.is_endpoint and f.name in fields]
    if "kubeconfig" in fields:
        found.append(documents.kubeconfig(fields["kubeconfig"]).server)
    if "service_account" in fields:
        url = documents.service_account(fields["service_account"])["token_uri"]
        found += [url] if url != documents.GOOGLE_TOKEN_URL else []
    return found


# --- What signs in --------------------------------------------------------------------------


def aws_keys(fields: Mapping[str, str]) -> AwsKeys:
    """Keys and roles of an AWS credential's fields; `BadDocument` where they are not whole."""
    profiles, name = aws_profiles_of(fields)
    return documents.aws_keys(profiles, name)


def aws_profiles_of(fields: Mapping[str, str]) -> tuple[Profiles, str]:
    """Its profiles, and the one to use."""
    if "profile" in fields:
        profiles = documents.aws_profiles(fields["profile"])
        if "profile_name" not in fields and len(profiles) > 1:
            raise BadDocument(f"Say in profile_name which to use: {', '.join(profiles)}")
        return profiles, fields.get("profile_name", next(iter(profiles)))
    names = {
        "aws_access_key_id": "access_key_id",
        "aws_secret_access_key": "secret_access_key",
        "aws_session_token": "session_token",
        "region": "region",
    }
    base = {key: fields[name] for key, name in names.items() if name in fields}
    if "role_arn" not in fields:
        return {BASE: base}, BASE
    role = {"role_arn": fields["role_arn"], "source_profile": BASE, "role_session_name": ROLE}
    if "external_id" in fields:
        role["external_id"] = fields["external_id"]
    if "region" in fields:
        role["region"] = fields["region"]
    return {BASE: base, ROLE: role}, ROLE


def kubeconfig(fields: Mapping[str, str]) -> Kubeconfig:
    return documents.kubeconfig(fields["kubeconfig"])
