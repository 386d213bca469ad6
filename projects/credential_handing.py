"""How a credential reaches a tool: variables and private files, and the values to mask.

A document goes into a file of the run's private folder, mode 0600, and a variable points to it; the
folder is removed with the run. An assumed role is handed over as an AWS configuration: the tool's
own SDK assumes it, and renews the session of a run that takes longer than one lasts.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import credential_documents as documents
from .credential_kinds import FIELDS, aws_profiles_of, given, kubeconfig
from .models import Credential, Target

Kind = Credential.Kind
FOLDER = "credentials"  # of the private files, in the run's folder
# Settings among the variables, and what names an account; masking it would blacken every report.
_PLAIN = re.compile(
    r".*(REGION|PROFILE|OUTPUT|ENDPOINT_URL\w*|AUTHORITY_HOST|TENANT_ID|CLIENT_ID|SUBSCRIPTION_ID"
    r"|PROJECT(_ID)?)",
    re.IGNORECASE,
)
# Without them, tools fall back on the identity of the machine that they run on.
_SETTINGS: dict[str, dict[str, str]] = {
    Kind.AWS: {"AWS_EC2_METADATA_DISABLED": "true"},
    Kind.GCP: {"NO_GCE_CHECK": "true"},
}


@dataclass(frozen=True)
class Handed:
    """What a tool gets of a credential. `files` are texts by the variable that points to each."""

    environment: dict[str, str] = field(default_factory=dict, repr=False)
    files: dict[str, str] = field(default_factory=dict, repr=False)
    settings: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def names(self) -> list[str]:
        """The variables that come from the credential."""
        return sorted({*self.environment, *self.files})

    def pointing_into(self, folder: Path) -> dict[str, str]:
        """The whole environment, for files in the run's `folder`; nothing is written."""
        paths = {name: str(_file(folder, name)) for name in self.files}
        return {**self.settings, **self.environment, **paths}

    def placed(self, folder: Path) -> dict[str, str]:
        """The same, with the files written below the run's private `folder`, mode 0600."""
        for name, text in self.files.items():
            path = _file(folder, name)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
        return self.pointing_into(folder)


def _file(folder: Path, variable: str) -> Path:
    return folder / FOLDER / variable.lower()


def hand_out(kind: str, values: Mapping[str, str]) -> Handed:
    """How stored `values` reach a tool."""
    fields = given(kind, values)
    by_name = {field.name: field for field in FIELDS[kind]}
    environment = {name: v for name, v in values.items() if name not in by_name}
    for name in values.keys() & by_name.keys():
        environment.update(dict.fromkeys(by_name[name].variables, values[name]))
    secrets = {v for name, v in environment.items() if not _PLAIN.fullmatch(name)}
    files: dict[str, str] = {}
    if kind == Kind.AWS and ("profile" in fields or "role_arn" in fields):
        profiles, chosen = aws_profiles_of(fields)
        for name in ("access_key_id", "secret_access_key", "session_token"):
            for variable in by_name[name].variables:
                environment.pop(variable, None)
        files["AWS_CONFIG_FILE"] = documents.aws_config(profiles)
        environment["AWS_PROFILE"] = chosen
        secrets |= _of_profiles(profiles.values())
    if "service_account" in fields:
        account = documents.service_account(fields["service_account"])
        files["GOOGLE_APPLICATION_CREDENTIALS"] = json.dumps(account)
        environment.setdefault("GOOGLE_CLOUD_PROJECT", account.get("project_id", ""))
        secrets.add(account["private_key"])
    if "kubeconfig" in fields:
        config = kubeconfig(fields)
        files["KUBECONFIG"] = config.text
        secrets |= set(config.secrets)
    environment = {name: value for name, value in environment.items() if value}
    return Handed(environment, files, dict(_SETTINGS.get(kind, {})), tuple(sorted(secrets - {""})))


def _of_profiles(profiles: Iterable[Mapping[str, str]]) -> set[str]:
    names = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
    return {profile[name] for profile in profiles for name in names if name in profile}


def misfit(credential: Credential, target_kind: str, locator: str) -> str:
    """Why `credential` cannot open a target, empty where it can: a cloud account needs its own
    provider's, or plain variables."""
    provider = locator.partition(":")[0]
    if target_kind != Target.Kind.CLOUD_ACCOUNT or credential.kind in (provider, Kind.GENERIC):
        return ""
    return (
        f"{credential.name} is of the kind {credential.get_kind_display()}, "
        f"but the target is an account of {provider}"
    )
