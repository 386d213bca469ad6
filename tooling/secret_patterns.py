"""What secrets look like in text, as rules over bytes that yield the spans to mask.

Speed comes from asking a cheap question first: each rule runs only where its literal occurs
(`bytes.find` and literal-prefixed searches pass over a gigabyte a second), and nothing here can
backtrack: runs are possessive, anchored or bounded.
"""

from __future__ import annotations

import base64
import binascii
import re
import string
from collections.abc import Iterator

MASK = b"****"
KEY_LIMIT = 16 * 1024  # bytes; an RSA key of 16,384 bits is 12.6 kB in PEM

Span = tuple[int, int, bytes]  # start, end, replacement


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


# --- Names with a value: password=…, "secret": "…", --token … ------------------------------

_SEPARATOR = (
    rb"(?P<sep>\\*+[\"']?+\]?+[ \t]{0,4}+(?:=>|:=|[=:]{1,2}+|%3[ad])[ \t]{0,4}+|>(?=[^\s<=])"
    rb"|[ \t]{1,4}+(?=[^\s-]))"
)
_NAMES: tuple[tuple[bytes, re.Pattern[bytes], re.Pattern[bytes] | None], ...] = (
    (
        b"pass",
        re.compile(
            rb"pass(?:w(?:or)?d|phrase|code|(?<=[_-]pass)|(?<=[?&]pass))"
            rb"(?:[_-]?(?:value|string|\d{1,3}))?" + _SEPARATOR
        ),
        None,
    ),
    (b"pwd", re.compile(rb"pwd" + _SEPARATOR + rb"(?!/)"), None),
    (
        b"secret",
        re.compile(rb"secret(?:[_-]?(?:value|string|binary|text))?" + _SEPARATOR),
        None,
    ),
    (b"token", re.compile(rb"token(?:[_-]?(?:value|string))?" + _SEPARATOR), None),
    (b"credential", re.compile(rb"credential" + _SEPARATOR), None),
    (
        b"key",
        re.compile(rb"key(?:[_-]?(?:value|string|\d))?" + _SEPARATOR),
        re.compile(
            rb"(?:api|access|secret|private|account|encryption|signing|master|shared|subscription"
            rb"|auth|deploy|license|client|service)[_ -]?$"
        ),
    ),
    (b"sess", re.compile(rb"sess(?:ion)?[_-]?id" + _SEPARATOR), None),
    (
        b"sig",
        re.compile(rb"sig(?:nature)?(?P<sep>=)"),
        re.compile(rb"(?:[?&]|&amp;|x-amz-|x-goog-)$"),
    ),
    (b"_auth", re.compile(rb"_auth(?P<sep>[ \t]{0,4}+=[ \t]{0,4}+)"), None),
)
_LONG_OPTION = re.compile(rb"--[a-z0-9_-]{0,40}$")
# Not possessive as a whole: before Python 3.11.5, a possessive group with a look-ahead goes wrong.
_UNQUOTED = re.compile(
    rb"(?:[^\s\"'`<>&,;|)\]}{\\]"
    rb"|[&,;|)\]}](?![\s\"'`<>&,;|)\]}{\\]|[\w.-]{1,40}+[=:]|$)"
    rb"|\\(?![nrt\"'\\u]))+"
)
_KNOWN = re.compile(rb"arn:|\*{4}|[A-Z0-9]{4}\*{4}[A-Z0-9]{4}$")  # an ARN; what was masked
_READABLE = frozenset(
    b"null none nil true false undefined empty missing expired invalid required unknown not is was"
    b" must should has have present absent found unset set yes no and or for of in str string bytes"
    b" int ****".split()
)


def named_values(data: bytes, low: bytes) -> Iterator[Span]:
    """The values of names that tell a secret. `low` is `data` in lower case."""
    for literal, pattern, before in _NAMES:
        if literal not in low:
            continue
        for match in pattern.finditer(low):
            start = match.start()
            if before is not None and not before.search(low, max(0, start - 16), start):
                continue
            if match["sep"] == b":" == data[start - 1 : start]:  # a part of an ARN or URN
                continue
            if not match["sep"].strip(b" \t") and not _LONG_OPTION.search(
                low, max(0, start - 44), start
            ):
                continue
            span = _value(data, match.end())
            if span is not None:
                yield span


def _value(data: bytes, start: int) -> Span | None:
    """The span of the value that begins at `start`, None where there is none worth masking."""
    if data[start : start + 1] in (b"b", b"u", b"r", b"f") and data[start + 1 : start + 2] in (
        b'"',
        b"'",
    ):
        start += 1
    quote_end = start
    while data[quote_end : quote_end + 1] == b"\\" and quote_end - start < 4:
        quote_end += 1
    if data[quote_end : quote_end + 1] in (b'"', b"'", b"`"):
        quote = data[start : quote_end + 1]
        start = quote_end + 1
        end = _closing(data, start, quote)
    else:
        match = _UNQUOTED.match(data, start)
        if match is None:
            return None
        end = match.end()
        key_end = data.find(b"-----END ", start, end + 1)  # stays, since it tells where a key ends
        end = key_end if key_end >= 0 else end
        if data[end - 1 : end] in (b".", b":") and end - start > 1:
            end -= 1
    value = data[start:end].strip()
    if not value or value.lower() in _READABLE or _KNOWN.match(value):
        return None
    return start, end, MASK


def _closing(data: bytes, start: int, quote: bytes) -> int:
    """Where the quoted value that begins at `start` ends; an open one ends with its line."""
    line_end = data.find(b"\n", start)
    line_end = len(data) if line_end < 0 else line_end
    position = start
    while (position := data.find(quote, position, line_end)) >= 0:
        backslashes = 0
        while position - backslashes > start and data[position - backslashes - 1] == 0x5C:
            backslashes += 1
        if backslashes % 2 == 0:
            return position
        position += len(quote)
    return line_end


# --- Headers ------------------------------------------------------------------------------

_AUTHORIZATION = re.compile(
    rb"authorization\\*+[\"']?+[ \t]{0,4}+[:=][ \t]{0,4}+\\*+[\"']?+"
    rb"(?:(?P<long>digest|aws4-hmac-sha256|hawk|oauth|ntlm|negotiate)[ \t]+"
    rb"|(?:basic|bearer|token|apikey)[ \t]+)?"
)
_HEADER_TOKEN = re.compile(rb"[^\s\"',;\\<>]++")
_HEADER_REST = re.compile(rb"[^\r\n\"']++")
_BEARER = re.compile(rb"bearer[ \t]{1,4}+")
_BEARER_TOKEN = re.compile(rb"[A-Za-z0-9._~+/=-]{8,}+")
_BASIC = re.compile(rb"basic[ \t]{1,4}+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{4,}+={0,2}+")
_COOKIE = re.compile(rb"cookie2?\\*+[\"']?[ \t]{0,4}+:[ \t]{0,4}+")
_COOKIE_PAIR = re.compile(rb"([\w.-]{1,100}+)=([^;\s\"',\\]++)")
_COOKIE_ATTRIBUTES = frozenset((b"path", b"domain", b"expires", b"max-age", b"samesite"))


def headers(data: bytes, low: bytes) -> Iterator[Span]:
    """Authorization and Cookie headers; bearer tokens and basic credentials wherever they are."""
    if b"authorization" in low:
        yield from _authorizations(data, low)
    if b"bearer" in low:
        for match in _BEARER.finditer(low):
            value = _BEARER_TOKEN.match(data, match.end())
            if value and (len(value[0]) >= 20 or any(c in b"0123456789" for c in value[0])):
                yield value.start(), value.end(), MASK
    if b"basic" in low:
        for match in _BASIC.finditer(low):
            value = _BASE64.match(data, match.end())
            if value and _is_user_and_password(value[0]):
                yield value.start(), value.end(), MASK
    if b"cookie" in low:
        yield from _cookies(data, low)


def _authorizations(data: bytes, low: bytes) -> Iterator[Span]:
    for match in _AUTHORIZATION.finditer(low):
        rest = _HEADER_REST if match["long"] else _HEADER_TOKEN
        value = rest.match(data, match.end())
        if value and value[0].lower() not in _READABLE and not _KNOWN.match(value[0]):
            yield value.start(), value.end(), MASK


def _cookies(data: bytes, low: bytes) -> Iterator[Span]:
    """The values only: what a cookie is called, and its flags, is what findings are about."""
    end = 0
    for match in _COOKIE.finditer(low):
        if match.start() < end:
            continue
        end = data.find(b"\n", match.end())
        end = len(data) if end < 0 else end
        for pair in _COOKIE_PAIR.finditer(data, match.end(), end):
            if pair[1].lower() not in _COOKIE_ATTRIBUTES and not _KNOWN.match(pair[2]):
                yield pair.start(2), pair.end(2), MASK


def _is_user_and_password(text: bytes) -> bool:
    try:
        return b":" in base64.b64decode(text + b"=" * (-len(text) % 4))
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


# --- Private keys -------------------------------------------------------------------------

BEGIN_KEY = re.compile(rb"-----BEGIN (?:[A-Z0-9]{1,20}+ ){0,3}?PRIVATE KEY(?: BLOCK)?-----")
_END_KEY = re.compile(rb"-----END (?:[A-Z0-9]{1,20}+ ){0,3}?PRIVATE KEY")
_BASE64_RUN = re.compile(rb"[A-Za-z0-9+/=]{8,}+")


def key_end(data: bytes, start: int) -> int:
    """Where the body of the private key that begins at `start` ends, -1 where it does not."""
    match = _END_KEY.search(data, start, start + KEY_LIMIT)
    return match.start() if match else -1


def private_keys(data: bytes) -> Iterator[Span]:
    """Private key blocks; of one that is cut, everything in it that looks like a key."""
    if b"PRIVATE KEY" not in data:
        return
    position = 0
    while match := BEGIN_KEY.search(data, position):
        position = match.end()
        end = key_end(data, position)
        if end >= 0:
            if data[position:end] != MASK:
                yield position, end, MASK
            position = end
        else:
            limit = position + KEY_LIMIT
            for line in _cut_key_lines(data, position, limit):
                yield line.start(), line.end(), MASK
            position = limit


def _cut_key_lines(data: bytes, start: int, end: int) -> Iterator[re.Match[bytes]]:
    """The lines of a key, and after the first of them also shorter pieces, such as the last."""
    is_inside = False
    for run in _BASE64_RUN.finditer(data, start, end):
        if len(run[0]) >= 40:
            is_inside = True
        elif not is_inside or run[0].islower() or run[0].isupper() or run[0].isdigit():
            continue
        yield run


# --- Tokens of providers ------------------------------------------------------------------

_WORDS = bytes(
    ord("w") if chr(c) in string.ascii_letters + string.digits + "_-" else ord(" ")
    for c in range(256)
)
_LONG_WORD = b"w" * 20  # no provider's token is shorter
_PLAIN_WORD = re.compile(  # a digest, commit id or UUID; a name in words
    rb"(?:[0-9a-fA-F-]++|[a-z]{0,8}\d{0,3}[a-z_-]++\d{0,3}|[A-Z_-]++\d{0,3})(?![\w-])"
)
_PROVIDER = re.compile(
    rb"(?P<keep>gh[pousr]_(?=[A-Za-z0-9]{16})|github_pat_(?=\w{16})"
    rb"|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-(?=[\w-]{16})"
    rb"|xox[a-z]-(?=[\w-]{10})|xapp-(?=[\w-]{10})"
    rb"|(?:sk|rk)_(?:live|test)_(?=[A-Za-z0-9]{10})|whsec_(?=\w{16})"
    rb"|AIza(?=[\w-]{30})|ya29\.(?=[\w-]{20})|npm_(?=[A-Za-z0-9]{30})|pypi-(?=Ag[\w-]{16})"
    rb"|SG\.(?=[\w-]{16,64}\.[\w-]{16})|SK(?=[0-9a-f]{32}(?!\w))"
    rb"|sk-(?=(?:ant|proj|svcacct|admin|or)-[\w-]{16}|[A-Za-z0-9]{32})"
    rb"|hf_(?=[A-Za-z0-9]{30})|do[opr]_v1_(?=[0-9a-f]{32})|shp(?:at|ss|ca|pa)_(?=[0-9a-fA-F]{32})"
    rb"|dapi(?=[0-9a-f]{32})|hv[sbr]\.(?=[\w-]{20})|AGE-SECRET-KEY-1(?=[A-Z0-9]{40})"
    rb"|NRAK-(?=[A-Z0-9]{27})|dp\.(?:pt|st)\.(?=\w{20})"
    rb"|(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)(?=[A-Za-z0-9+/=]{8}))"
    rb"[\w.+/=-]++"
)
_BASE64_SIGNS = frozenset((b"+", b"/", b"="))
_PROVIDER_HEADS = frozenset(
    b"ghp gho ghu ghs ghr git glp glr xox xap sk_ rk_ whs AIz npm pyp sk- hf_ dop shp dap".split()
)
_JWT = re.compile(
    rb"eyJ(?:(?<![\w-]eyJ)|(?<=\\[nrt]eyJ)|(?<=%[0-9A-Fa-f]{2}eyJ))"
    rb"[\w-]{8,}+(?:\.[\w-]{4,}+){1,4}+\.?+"
)


def provider_tokens(data: bytes) -> Iterator[Span]:
    """Tokens that name their provider by a prefix, which stays readable, and JWTs."""
    if b"eyJ" in data:
        for match in _JWT.finditer(data):
            yield match.start() + 3, match.end(), MASK
    words = data.translate(_WORDS)
    start = words.find(_LONG_WORD)
    while start >= 0:
        end = _word_end(words, start)
        if data[start : start + 3] in _PROVIDER_HEADS or not _PLAIN_WORD.match(data, start):
            first = start
            if data[start - 1 : start] == b".":  # the head of a dotted token, such as SG.
                first = max(words.rfind(b" ", 0, start - 1) + 1, start - 8)
            if data[end : end + 1] == b".":
                end = _word_end(words, end + 1)
            for match in _PROVIDER.finditer(data, first, end):
                token_end = match.end()
                if token_end == end:  # base64 goes on where the word ends
                    while data[end : end + 1] in _BASE64_SIGNS:
                        end = token_end = _word_end(words, end + 1)
                yield match.end("keep"), token_end, MASK
        start = words.find(_LONG_WORD, end)


def _word_end(words: bytes, start: int) -> int:
    end = words.find(b" ", start)
    return len(words) if end < 0 else end
