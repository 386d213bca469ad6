"""Secrets that their surroundings tell, as rules over bytes that yield the spans to mask.

Access keys of AWS, headers, URLs and logins are here; `named_secrets` has names with a value,
`provider_tokens` the formats of tokens, `private_keys` the keys.

Speed comes from asking a cheap question first: each rule runs only where its literal occurs
(`bytes.find` and literal-prefixed searches pass over a gigabyte a second), and nothing here can
backtrack: runs are possessive, anchored or bounded.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from .spans import MASK, Span


def may_hold_any(data: bytes, low: bytes) -> bool:
    """Whether any function here needs to look at `data`, which is `low` in lower case."""
    return (
        _AWS_KEY.search(data) is not None
        or b"auth" in low
        or _SCHEME.search(low) is not None
        or b"cookie" in low
        or _LOGIN.search(data) is not None
        or b"curl" in data
        or (b"://" in data and (b"@" in data or b"hook" in data or b".logic.azure.com" in data))
    )


# --- AWS access keys ----------------------------------------------------------------------

_AWS_KEY = re.compile(
    rb"A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9])[A-Z0-9]{12,}+"
    rb"(?P<between>[\"']?+[ \t]{0,4}+[,:;| \t][ \t]{0,4}+[\"']?+"
    rb"(?=[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])))?"
)
SECRET_KEY_LENGTH = 40


def masked_aws_key(key: bytes) -> bytes:
    """Four and four: AKIA****CDEF."""
    return key[:4] + MASK + key[-4:]


def aws_keys(data: bytes) -> Iterator[Span]:
    """Access key ids, and the secret key of 40 characters that stands next to one."""
    for match in _AWS_KEY.finditer(data):
        start, end = match.span()
        if match["between"] is not None:
            yield end, end + SECRET_KEY_LENGTH, MASK
            end = match.start("between")
        yield start, end, masked_aws_key(data[start:end])


# --- Headers ------------------------------------------------------------------------------

_AUTHORIZATION = re.compile(
    rb"authorization\\*+[\"']?+[ \t]{0,4}+[:=][ \t]{0,4}+\\*+[\"']?+"
    rb"(?:(?P<long>digest|aws4-hmac-sha256|hawk|oauth|ntlm|negotiate)[ \t]+"
    rb"|(?:basic|bearer|token|apikey|ssws|flyv1)[ \t]+)?"
)
_HEADER_TOKEN = re.compile(rb"[^\s\"',;\\<>]++")
_HEADER_REST = re.compile(rb"[^\r\n\"']++")
_SCHEME = re.compile(rb"b(?:asic|earer)")
_BEARER = re.compile(rb"bearer[ \t]{1,4}+")
_BEARER_TOKEN = re.compile(rb"[A-Za-z0-9._~+/=-]{8,}+")
_BASIC = re.compile(
    rb"(?:basic[ \t]{1,4}+|(?<![a-z])auth\\*+[\"']?+[ \t]{0,4}+[:=][ \t]{0,4}+\\*+[\"']?+)"
)
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{4,}+={0,2}+")
_COOKIE = re.compile(rb"cookie2?\\*+[\"']?[ \t]{0,4}+:[ \t]{0,4}+")
_COOKIE_LINE = re.compile(rb"[^\r\n]*+")
_COOKIE_PAIR = re.compile(rb"([\w.-]{1,100}+)=([^;\s\"',\\]++)")
_COOKIE_ATTRIBUTES = frozenset((b"path", b"domain", b"expires", b"max-age", b"samesite"))
_NOT_A_VALUE = frozenset(
    b"**** null none nil true false undefined empty missing expired invalid required failed"
    b" header basic bearer digest".split()
)


def headers(data: bytes, low: bytes) -> Iterator[Span]:
    """Authorization and Cookie headers; bearer tokens and basic credentials wherever they are."""
    has_auth = b"auth" in low
    if has_auth:
        yield from _authorizations(data, low)
    schemes = {match[0] for match in _SCHEME.finditer(low)}
    if b"bearer" in schemes:
        for match in _BEARER.finditer(low):
            value = _BEARER_TOKEN.match(data, match.end())
            if value and (len(value[0]) >= 20 or any(c in b"0123456789" for c in value[0])):
                yield value.start(), value.end(), MASK
    if has_auth or b"basic" in schemes:  # "auth" in the configuration of Docker and npm
        for match in _BASIC.finditer(low):
            value = _BASE64.match(data, match.end())
            if value and _is_user_and_password(value[0]):
                yield value.start(), value.end(), MASK
    if b"cookie" in low:
        yield from _cookies(data, low)


def _authorizations(data: bytes, low: bytes) -> Iterator[Span]:
    done = 0
    for match in _AUTHORIZATION.finditer(low):
        if match.start() < done:
            continue
        rest = _HEADER_REST if match["long"] else _HEADER_TOKEN
        value = rest.match(data, match.end())
        if value and value[0].lower() not in _NOT_A_VALUE:
            done = value.end()
            yield value.start(), value.end(), MASK


def _cookies(data: bytes, low: bytes) -> Iterator[Span]:
    """The values only: what a cookie is called, and its flags, is what findings are about."""
    end = 0
    for match in _COOKIE.finditer(low):
        if match.start() < end:
            continue
        line = _COOKIE_LINE.match(data, match.end())
        end = line.end() if line else match.end()
        for pair in _COOKIE_PAIR.finditer(data, match.end(), end):
            if pair[1].lower() not in _COOKIE_ATTRIBUTES and pair[2] != MASK:
                yield pair.start(2), pair.end(2), MASK


def _is_user_and_password(text: bytes) -> bool:
    text = text.rstrip(b"=")
    try:
        return b":" in base64.b64decode(text + b"=" * (-len(text) % 4), altchars=b"-_")
    except binascii.Error:
        return False


# --- URLs ---------------------------------------------------------------------------------

_AUTHORITY = re.compile(rb"://([^\s/\"'<>\\]{1,512}+)")
_SLASHED_PASSWORD = re.compile(rb"[^\s/@:\"'<>\\]{0,128}+:(?!\d{1,5}+/)[^\s@\"'<>\\]{1,256}+(?=@)")


def user_info(data: bytes) -> Iterator[Span]:
    """User and password of a URL (ssh://git@… stays: everybody has it)."""
    if b"://" not in data or b"@" not in data:
        return
    for match in _AUTHORITY.finditer(data):
        start = match.start(1)
        end = data.rfind(b"@", start, match.end())
        if end < 0:
            slashed = _SLASHED_PASSWORD.match(data, start)
            end = slashed.end() if slashed else start
        if end > start and data[start:end] not in (MASK, b"git"):
            yield start, end, MASK


_WEBHOOK = re.compile(
    rb"(?P<keep>hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/"
    rb"|discord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{1,24}/"
    rb"|\.webhook\.office\.com/webhookb2/|\.logic\.azure\.com[:\w/.-]{0,200}[?]"
    rb"|hooks\.zapier\.com/hooks/catch/)[^\s\"'<>\\]++"
)


def webhooks(data: bytes) -> Iterator[Span]:
    """Addresses of chat services that let everybody write who knows them; the path is the secret.

    The hosts are those of Slack (api.slack.com/messaging/webhooks), Discord (webhook resource of
    its API), Microsoft Teams (incoming webhooks and workflows) and Zapier.
    """
    if b"hook" in data or b".logic.azure.com" in data:
        for match in _WEBHOOK.finditer(data):
            if match.end() - match.end("keep") != len(MASK):
                yield match.end("keep"), match.end(), MASK


# --- Logins -------------------------------------------------------------------------------

_USER_OPTION = re.compile(
    rb"(?:-u|--user|--proxy-user)(?:[ \t=]{1,4}|(?=[\"']))[\"']?(?!\d+:\d+\b)"
    rb"[^\s:\"'/]{1,100}:(?P<value>[^\s\"']{1,1000}+)"
)
_PGPASS = re.compile(
    rb"(?:(?<=[\s\"'])|^)[\w.*/-]{1,253}:5432:[\w.*-]{1,63}:[\w.*@-]{1,63}:(?P<value>[^\s\"']++)"
)
_ORACLE = re.compile(rb":thin:[^\s/@:]{1,128}/(?P<value>[^\s@\"']{1,256}+)@")
_LOGIN = re.compile(rb":(?:5432|thin):")
_LOGINS = {b":5432:": _PGPASS, b":thin:": _ORACLE}


def logins(data: bytes) -> Iterator[Span]:
    """`curl -u user:password`, a line of .pgpass, an address of Oracle's thin driver."""
    patterns = {_LOGINS[match[0]] for match in _LOGIN.finditer(data)}
    if b"curl" in data:
        patterns.add(_USER_OPTION)
    for pattern in patterns:
        for match in pattern.finditer(data):
            if match["value"] != MASK:
                yield *match.span("value"), MASK
