"""Checking a credential on demand: whom its provider takes it for, or why it does not.

Asked at once, with a short limit; the last result is kept. What cannot be asked is said to be so,
never to be good.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records import audit
from projects import credential_kinds
from projects.allow_list import check_provider
from projects.callers import Caller
from projects.credential_documents import BadDocument, service_account
from projects.credential_handing import hand_out
from projects.models import Credential
from tooling.identity import aws, kubernetes, oauth
from tooling.identity.asking import NotChecked, NotReached, Verdict
from tooling.sanitizer import Sanitizer

Fields = Mapping[str, str]


def check(caller: Caller, credential: Credential) -> Credential:
    """Ask its provider now, and keep what it says. Takes seconds: no transaction around it.

    `CONFLICT` where the credential was changed meanwhile: the result would be of other values.
    """
    verdict = ask(credential)
    mask = Sanitizer(hand_out(credential.kind, credential.values).secrets).text
    now = timezone.now()
    found = {
        "last_checked": now,
        "last_result": verdict.result,
        "last_error": mask(verdict.error)[:300],
        "last_cause": mask(verdict.cause)[:300],
        "last_identity": mask(verdict.identity)[:300],
    }
    same = Credential.objects.filter(pk=credential.pk, updated=credential.updated)
    if not same.update(**found, updated=now):
        raise ApiError(ErrorCode.CONFLICT, f"{credential.name} was changed while it was checked")
    for name, value in found.items():
        setattr(credential, name, value)
    credential.updated = now
    audit.record(
        caller,
        "credential.check",
        credential,
        project=credential.project,
        after={
            "name": credential.name,
            "result": verdict.result,
            "error": found["last_error"],
            "identity": found["last_identity"],
        },
    )
    return credential


def ask(credential: Credential) -> Verdict:
    """What the provider says of `credential`; nothing is stored."""
    fields = credential_kinds.given(credential.kind, credential.values)
    try:
        return _ASKING[credential.kind](fields)
    except NotChecked as error:
        return Verdict("not_checkable", str(error))
    except (BadDocument, KeyError) as error:
        cause = str(error) if isinstance(error, BadDocument) else f"{error.args[0]} is missing"
        return Verdict("auth_failed", "No valid credentials found", cause)


def _reach(url: str) -> str:
    """The address of an endpoint that may be asked."""
    try:
        checked = check_provider(url)
    except ApiError as error:
        raise NotChecked(f"Not asked: {error.details}") from error
    except (OSError, ValueError) as error:
        raise NotReached(f"{url} does not resolve: {error}") from error
    return checked.address or ""


def _aws(fields: Fields) -> Verdict:
    keys = credential_kinds.aws_keys(fields)
    return aws.identify(
        aws.Keys(keys.access_key_id, keys.secret_access_key, keys.session_token),
        _reach,
        roles=keys.roles,
        region=keys.region,
        endpoint=fields.get("endpoint_url", ""),
    )


def _azure(fields: Fields) -> Verdict:
    return oauth.azure(
        fields["tenant_id"],
        fields["client_id"],
        fields["client_secret"],
        _reach,
        authority=fields.get("authority_host", ""),
    )


def _gcp(fields: Fields) -> Verdict:
    return oauth.google(service_account(fields["service_account"]), _reach)


def _kubernetes(fields: Fields) -> Verdict:
    config = credential_kinds.kubeconfig(fields)
    login = kubernetes.Login(
        config.server,
        authority=config.authority,
        verifies=config.verifies,
        server_name=config.server_name,
        token=config.token,
        certificate=config.certificate,
        key=config.key,
        username=config.username,
        password=config.password,
    )
    return kubernetes.identify(login, _reach)


def _generic(fields: Fields) -> Verdict:
    raise NotChecked("Cannot be checked: nobody knows where plain variables sign in")


_ASKING: dict[str, Callable[[Fields], Verdict]] = {
    Credential.Kind.AWS: _aws,
    Credential.Kind.AZURE: _azure,
    Credential.Kind.GCP: _gcp,
    Credential.Kind.KUBERNETES: _kubernetes,
    Credential.Kind.GENERIC: _generic,
}
