"""Documents that hold credentials: AWS profiles, service accounts, kubeconfigs.

Each is read into what signs in, and written anew from that: whatever would run a program, read a
file of the server or reach another host than the one that is meant is refused, and what is not
known is not handed on.
"""

from __future__ import annotations

import base64
import binascii
import configparser
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from cryptography.hazmat.primitives.serialization import load_pem_private_key

AWS_ACCESS_KEY = re.compile(r"[A-Z0-9]{16,128}", re.ASCII)
AWS_SECRET_KEY = re.compile(r"[A-Za-z0-9/+=]{16,128}", re.ASCII)
AWS_TOKEN = re.compile(r"[A-Za-z0-9/+=_-]{16,8192}", re.ASCII)
AWS_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]{1,576}", re.ASCII)
AWS_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
AWS_REGION = re.compile(r"[a-z]{2}(?:-[a-z]{2,12}){1,2}-\d{1,2}", re.ASCII)
PROFILE_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}", re.ASCII)
_PROFILE_KEYS = {
    "aws_access_key_id": AWS_ACCESS_KEY,
    "aws_secret_access_key": AWS_SECRET_KEY,
    "aws_session_token": AWS_TOKEN,
    "region": AWS_REGION,
    "output": re.compile(r"json|text|table|yaml"),
    "role_arn": AWS_ROLE,
    "external_id": AWS_EXTERNAL_ID,
    "source_profile": PROFILE_NAME,
    "role_session_name": re.compile(r"[\w+=,.@-]{2,64}", re.ASCII),
    "duration_seconds": re.compile(r"\d{3,5}", re.ASCII),
}
_MOST_ROLES = 5  # that a profile may assume one after the other

GOOGLE_TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_ACCOUNT_KEYS = (
    *("type", "project_id", "private_key_id", "private_key", "client_email", "client_id"),
    *("auth_uri", "token_uri", "auth_provider_x509_cert_url", "client_x509_cert_url"),
    "universe_domain",
)

_CLUSTER_KEYS = frozenset(
    {"server", "certificate-authority-data", "insecure-skip-tls-verify", "tls-server-name"}
)
_USER_KEYS = frozenset(
    {"token", "client-certificate-data", "client-key-data", "username", "password"}
)
_CONTEXT_KEYS = frozenset({"cluster", "user", "namespace"})
_IGNORED = frozenset({"extensions"})  # what other programs noted for themselves


class BadDocument(ValueError):
    """The document cannot be used; the message says why, without any value of it."""


# --- AWS ------------------------------------------------------------------------------------

Profiles = dict[str, dict[str, str]]


def aws_profiles(text: str) -> Profiles:
    """The profiles of an AWS configuration or credentials file, by name."""
    parser = configparser.RawConfigParser(
        default_section="", interpolation=None, delimiters=("=",), strict=True
    )
    try:
        parser.read_string(text)
    except configparser.Error as error:
        line = getattr(error, "lineno", None)
        raise BadDocument(
            f"It is not an AWS configuration file{f' (line {line})' if line else ''}"
        ) from None
    profiles: Profiles = {}
    for section in parser.sections():
        name = section.removeprefix("profile ").strip()
        if not PROFILE_NAME.fullmatch(name):
            raise BadDocument(f"[{section[:40]}] is not a profile")
        profiles[name] = _profile(name, dict(parser[section]))
    if not profiles:
        raise BadDocument("It holds no profile, such as [default]")
    return profiles


def _profile(name: str, values: Mapping[str, str]) -> dict[str, str]:
    for key, value in values.items():
        pattern = _PROFILE_KEYS.get(key)
        if pattern is None:
            known = ", ".join(_PROFILE_KEYS)
            raise BadDocument(
                f"{key[:40]} in [{name}] is not accepted: it would run a program, read a file of "
                f"the server or change where requests go. Accepted: {known}"
            )
        if not pattern.fullmatch(value):
            raise BadDocument(f"{key} in [{name}] is not in its usual form")
    return dict(values)


@dataclass(frozen=True)
class AwsKeys:
    """What signs in at AWS: keys, and the roles that are assumed with them, first first."""

    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    region: str = ""
    roles: tuple[tuple[str, str], ...] = ()  # ARN and external id


def aws_keys(profiles: Profiles, name: str) -> AwsKeys:
    """The keys of a profile and the roles on the way from them to it."""
    roles: list[tuple[str, str]] = []
    region, at, seen = "", name, set()
    while True:
        profile = profiles.get(at)
        if profile is None:
            raise BadDocument(f"There is no profile {at}")
        region = region or profile.get("region", "")
        has_keys = "aws_access_key_id" in profile and "aws_secret_access_key" in profile
        if "role_arn" in profile:
            roles.insert(0, (profile["role_arn"], profile.get("external_id", "")))
            source = profile.get("source_profile", "")
            if not source:
                raise BadDocument(f"[{at}] has a role, but no source_profile to assume it with")
            if source != at:
                if source in seen or len(roles) > _MOST_ROLES:
                    raise BadDocument(f"[{name}] goes in circles, or over too many roles")
                seen.add(at)
                at = source
                continue
        if not has_keys:
            raise BadDocument(f"[{at}] lacks aws_access_key_id or aws_secret_access_key")
        return AwsKeys(
            profile["aws_access_key_id"],
            profile["aws_secret_access_key"],
            profile.get("aws_session_token", ""),
            region,
            tuple(roles),
        )


def aws_config(profiles: Profiles) -> str:
    """The text of an AWS_CONFIG_FILE with `profiles`."""
    lines: list[str] = []
    for name, values in profiles.items():
        lines.append("[default]" if name == "default" else f"[profile {name}]")
        lines += [f"{key} = {value}" for key, value in values.items()]
    return "\n".join([*lines, ""])


# --- Google Cloud ---------------------------------------------------------------------------


def service_account(text: str) -> dict[str, str]:
    """The key file of a service account; its private key can be loaded."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise BadDocument("It is not a JSON document") from None
    kind = document.get("type") if isinstance(document, dict) else None
    if kind != "service_account":
        raise BadDocument(
            'It is not the key of a service account ("type": "service_account"); other types run '
            "programs or read files of the server"
        )
    account = {key: document[key] for key in _ACCOUNT_KEYS if key in document}
    if not all(isinstance(value, str) for value in account.values()):
        raise BadDocument("Its values must be text")
    missing = [key for key in ("client_email", "private_key", "token_uri") if not account.get(key)]
    if missing:
        raise BadDocument(f"It lacks {', '.join(missing)}")
    if account.get("universe_domain", "googleapis.com") != "googleapis.com":
        raise BadDocument("Its universe_domain is not googleapis.com")
    try:
        load_pem_private_key(account["private_key"].encode(), password=None)
    except (ValueError, TypeError):
        raise BadDocument("Its private_key cannot be read") from None
    return account


# --- Kubernetes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kubeconfig:
    """The current context of a kubeconfig, as plain text, and its secrets decoded."""

    text: str = field(repr=False)
    server: str
    context: str
    authority: str = ""
    verifies: bool = True
    server_name: str = ""
    token: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)
    encoded_key: str = field(default="", repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.token, self.key, self.encoded_key, self.password)))


def kubeconfig(text: str) -> Kubeconfig:
    """The current context of a kubeconfig, all else left out."""
    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        raise BadDocument("It is not a YAML document") from None
    if not isinstance(document, dict) or document.get("kind", "Config") != "Config":
        raise BadDocument("It is not a kubeconfig (kind: Config)")
    for name, entry in _all_users(document):
        for key in ("exec", "auth-provider"):
            if key in entry:
                raise BadDocument(
                    f"User {name} has {key}, which runs a program on the server; use a token or a "
                    "client certificate"
                )
    current = document.get("current-context")
    if not isinstance(current, str) or not current:
        raise BadDocument("It has no current-context")
    context = _entry(document, "contexts", "context", current, _CONTEXT_KEYS)
    cluster_name, user_name = str(context.get("cluster", "")), str(context.get("user", ""))
    cluster = _entry(document, "clusters", "cluster", cluster_name, _CLUSTER_KEYS)
    user = _entry(document, "users", "user", user_name, _USER_KEYS)
    skips = cluster.get("insecure-skip-tls-verify", False)
    texts = {**cluster, **user, "insecure-skip-tls-verify": ""}
    if not isinstance(skips, bool) or not all(isinstance(v, str) for v in texts.values()):
        raise BadDocument("Its values must be text")
    if not cluster.get("server"):
        raise BadDocument(f"Cluster {cluster_name} has no server")
    has_pair = bool(user.get("client-certificate-data") and user.get("client-key-data"))
    if not (user.get("token") or has_pair or (user.get("username") and user.get("password"))):
        raise BadDocument(
            f"User {user_name} has neither token, nor client-certificate-data with "
            "client-key-data, nor username and password"
        )
    written = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": current,
        "contexts": [{"name": current, "context": context}],
        "clusters": [{"name": cluster_name, "cluster": cluster}],
        "users": [{"name": user_name, "user": user}],
    }
    return Kubeconfig(
        text=yaml.safe_dump(written, sort_keys=False),
        server=cluster["server"],
        context=current,
        authority=_decoded(cluster, "certificate-authority-data"),
        verifies=not skips,
        server_name=cluster.get("tls-server-name", ""),
        token=user.get("token", ""),
        certificate=_decoded(user, "client-certificate-data"),
        key=_decoded(user, "client-key-data"),
        username=user.get("username", ""),
        password=user.get("password", ""),
        encoded_key=user.get("client-key-data", ""),
    )


def _all_users(document: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    rows = document.get("users") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadDocument("Its users are not a list")
    return [(str(row.get("name", "")), row.get("user") or {}) for row in rows]


def _entry(
    document: Mapping[str, Any], group: str, kind: str, name: str, known: frozenset[str]
) -> dict[str, Any]:
    rows = document.get(group) or []
    found = [
        row.get(kind)
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and row.get("name") == name
    ]
    if len(found) != 1 or not isinstance(found[0], dict):
        raise BadDocument(f"It does not have exactly one {kind} named {name[:60]!r}")
    entry = {key: value for key, value in found[0].items() if key not in _IGNORED}
    strange = sorted(map(str, set(entry) - known))
    if strange:
        raise BadDocument(
            f"{strange[0][:40]} of {kind} {name[:60]} is not accepted: it would read a file of the "
            f"server or reach another host. Accepted: {', '.join(sorted(known))}"
        )
    return entry


def _decoded(entry: Mapping[str, str], key: str) -> str:
    try:
        return base64.b64decode(entry.get(key, ""), validate=False).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        raise BadDocument(f"{key} is not base64 of a PEM file") from None
