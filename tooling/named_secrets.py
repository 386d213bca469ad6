"""Values that a name before them makes secret: password=…, "secret": "…", --token …, .netrc.

A name counts wherever it ends (`DB_PASSWORD`, `clientSecret`), a value up to the end of its quote,
field or word. What is no value stays readable: `password: null`, `token expired`, and references
that say only where a secret is, such as `$DB_PASSWORD` or `os.environ["TOKEN"]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .spans import MASK, Span

_SEPARATOR = (
    rb"(?P<sep>\\*+[\"']?+\]?+[ \t]{0,4}+(?:: ?str(?:ing)? ?=|=>|:=|[=:]{1,2}+|%3[ad])[ \t]{0,4}+"
    rb"|>(?=[^\s<=])"
    # {"name": "DB_PASSWORD", "value": …} and <add key="Password" value=…
    rb"|\\*+[\"'][ \t]{0,4}+,?+[ \t]{0,4}+\\*+[\"']?+value\\*+[\"']?+[ \t]{0,4}+[:=][ \t]{0,4}+"
    rb"|(?P<argument>\\*+[\"'][ \t]{0,4}+,[ \t]{0,4}+(?=\\*+[\"'])|[ \t]{1,4}+(?=[^\s-])))"
)


class _Name(NamedTuple):
    literal: bytes
    pattern: re.Pattern[bytes]
    before: re.Pattern[bytes] | None = None  # what must stand before it


# By a question that is cheap to ask and that one text in many answers with yes: a search for two
# literal bytes and a class after them passes over more than a gigabyte a second.
_NAMES = (
    (
        re.compile(rb"ss[wpcei_\"'\\= :-]"),
        _Name(
            b"pass",
            re.compile(
                rb"pass(?:w(?:or)?d|phrase|code|(?<=[_-]pass)|(?<=[?&]pass)"
                rb"|(?<=[\"']pass)(?=\\?[\"'] ?: ?\\?[\"']))"
                rb"(?:[_-]?(?:value|string|\d{1,3}))?" + _SEPARATOR
            ),
        ),
        _Name(b"sess", re.compile(rb"sess(?:ion)?[_-]?id" + _SEPARATOR)),
    ),
    (
        re.compile(rb"cre[td]"),
        _Name(
            b"secret",
            re.compile(rb"secret(?:[_-]?(?:value|string|binary|text))?" + _SEPARATOR),
        ),
        _Name(b"credential", re.compile(rb"credential" + _SEPARATOR)),
    ),
    (
        re.compile(rb"ke[ny]"),
        _Name(b"token", re.compile(rb"token(?:[_-]?(?:value|string))?" + _SEPARATOR)),
        _Name(
            b"key",
            re.compile(rb"key(?:[_-]?(?:value|string|data|pem|base64|\d))?" + _SEPARATOR),
            re.compile(
                rb"(?:api|access|secret|private|account|encryption|signing|master|shared|auth"
                rb"|subscription|deploy|license|client|service|storage|functions|app|application"
                rb"|admin|webhook|hmac|jwt|session|consumer|ingestion)[_ -]?$"
            ),
        ),
    ),
    (re.compile(rb"pwd"), _Name(b"pwd", re.compile(rb"pwd" + _SEPARATOR + rb"(?!/)"))),
    (
        re.compile(rb"sig[n=]"),
        _Name(
            b"sig",
            re.compile(rb"sig(?:nature)?(?P<sep>=)(?P<argument>(?!))?"),
            re.compile(rb"(?:[?&]|&amp;|x-amz-|x-goog-)$"),
        ),
    ),
)
_OPTION = re.compile(rb"(?<![^\s\"'\[,(])-{1,2}[a-z0-9_-]{0,40}$")
_LOGIN = re.compile(rb"\blogin[ \t]+[^\s]{1,128}[ \t]+$")  # of a .netrc
_LOGIN_WIDTH = 160
_LINE_START = re.compile(rb"(?:^|[\r\n])[ \t]{1,16}$")
_LAST_WORD = re.compile(rb"[^\s]++[ \t]*+(?:[\r\n]|$)")
# Not possessive as a whole: before Python 3.11.5, a possessive group with a look-ahead goes wrong.
_UNQUOTED = re.compile(
    rb"(?:[^\s\"'`<>&,;|)\]}{\\]"
    rb"|[&,;|)\]}](?![\s\"'`<>&,;|)\]}{\\]|[\w.-]{1,40}+[=:]|$)"
    rb"|\\(?![nrt\"'\\u]))+"
)
_LINE_END = re.compile(rb"[\r\n]")
_END = rb"(?=[\s\"'`<>&,;|)\]}\\]|$)"
_STAYS = re.compile(
    rb"arn:[\w:/.+=,@*-]{1,1000}+" + _END + rb"|[A-Z0-9]{4}\*{4}[A-Z0-9]{4}" + _END +
    # ${{ secrets.X }}, {{ vault_password }}, ${DB_PASSWORD}, $DB_PASSWORD, %DB_PASSWORD%
    rb"|\$?\{\{ ?[\w.-]{1,100} ?\}\}"
    rb"|\$(?P<brace>\{)?[A-Z0-9_]{0,60}(?:PASS|SECRET|TOKEN|KEY|CRED|PWD)[A-Z0-9_]{0,60}(?(brace)\})"
    + _END
    + rb"|%[A-Z0-9_]{0,60}(?:PASS|SECRET|TOKEN|KEY|CRED|PWD)[A-Z0-9_]{0,60}%"
    # os.environ["X"], os.getenv("X"), process.env.X, System.getenv("X"), get_password()
    rb"|(?:os\.(?:environ(?:\.get)?|getenv|Getenv)|System\.getenv|ENV|process\.env)"
    rb"(?:[\[(][\"']\w{1,100}[\"'][\])]|\.[A-Z_]\w{0,99}" + _END + rb")"
    rb"|[a-zA-Z_][\w.]{0,60}\(\)"
    + _END
    # var.db_password, self.token
    + rb"|(?:var|local|self|this|args|config|settings|secrets|env)\.\w{0,60}"
    rb"(?:pass|secret|token|key|cred|pwd)\w{0,60}" + _END,
)
_READABLE = frozenset(
    b"null none nil true false undefined empty missing expired invalid required unknown not is was"
    b" must should has have present absent found unset set yes no and or for of in str string bytes"
    b" int incorrect wrong expected unexpected rejected revoked denied".split()
)


def may_hold_named_values(low: bytes) -> bool:
    """Whether `named_values` needs to look at the text that is `low` in lower case."""
    for question, *names in _NAMES:
        if question.search(low):
            for name in names:
                if name.literal in low:
                    return True
    return False


def named_values(data: bytes, low: bytes) -> Iterator[Span]:
    """The values of names that tell a secret. `low` is `data` in lower case."""
    for question, *names in _NAMES:
        if question.search(low):
            for name in names:
                if name.literal in low:
                    yield from _values_of(name, data, low)


def _values_of(name: _Name, data: bytes, low: bytes) -> Iterator[Span]:
    done = 0  # what lies inside of a masked value is masked, and not looked at again
    for match in name.pattern.finditer(low):
        start = match.start()
        if start < done:
            continue
        if name.before and not name.before.search(low, max(0, start - 16), start):
            continue
        if match["sep"] == b":" == data[start - 1 : start]:  # a part of an ARN or URN
            continue
        if match["argument"] is not None and not _is_argument(data, low, match):
            continue
        span = _value(data, match.end())
        if span is not None:
            done = span[1]
            yield span


def _is_argument(data: bytes, low: bytes, match: re.Match[bytes]) -> bool:
    """Whether what follows a name without "=" or ":" is its value, not the next word."""
    start, end = match.span()
    if _OPTION.search(low, max(0, start - 44), start):
        return True
    if not low.startswith(b"pass", start) or match["argument"].strip():
        return False
    if data[end : end + 1] in (b'"', b"'"):  # ALTER USER x PASSWORD 'y'
        return True
    if _LOGIN.search(low, max(0, start - _LOGIN_WIDTH), start):
        return True
    alone = _LINE_START.search(low, max(0, start - 17), start) and _LAST_WORD.match(low, end)
    return alone is not None


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
        if stays := _STAYS.match(data, start):
            if data.startswith(quote, stays.end()):
                return None
        end = _closing(data, start, quote)
    else:
        if _STAYS.match(data, start):
            return None
        match = _UNQUOTED.match(data, start)
        if match is None:
            return None
        end = match.end()
        if data[end - 1 : end] in (b".", b":") and end - start > 1:
            end -= 1
    value = data[start:end].strip()
    if not value.strip(b"*") or value.lower() in _READABLE:
        return None
    return start, end, MASK


def _closing(data: bytes, start: int, quote: bytes) -> int:
    """Where the quoted value that begins at `start` ends; an open one ends with its line."""
    position = start
    while True:
        seen, position = position, data.find(quote, position)
        line_end = _LINE_END.search(data, seen, position if position >= 0 else len(data))
        if line_end:
            return line_end.start()
        if position < 0:
            return len(data)
        backslashes = 0
        while position - backslashes > start and data[position - backslashes - 1] == 0x5C:
            backslashes += 1
        if backslashes % 2 == 0:
            return position
        position += len(quote)
