"""The named rate limits: their defaults, and the grammar in which `RATE_LIMITS` changes them."""

from __future__ import annotations

from collections.abc import Mapping

from limits import RateLimitItem, parse_many

OFF = "off"
# Requests in a window, for each caller. What each is for: docs/rate-limits.md.
RATES = {
    "general": "100/minute",
    "pages": "600/minute",
    "investigations": "10/minute",
    "playbooks": "5/minute",
    "process_scans": "10/minute",
    "terminations": "5/minute",
    "sign_ins": "10/minute",
    "credential_checks": "10/minute",
}
# How many at once.
COUNTS = {"streams": "3"}

Rate = RateLimitItem
Table = dict[str, Rate | int | None]


def table(changes: Mapping[str, str]) -> Table:
    """Every limit by its name: a rate, a number of things at once, or None where it is off.

    Raises ValueError for an unknown name, and for what is no rate or number.
    """
    unknown = sorted(set(changes) - set(RATES) - set(COUNTS))
    if unknown:
        names = ", ".join([*RATES, *COUNTS])
        raise ValueError(f"{unknown[0]!r} is no limit; there are {names}")
    given = {**RATES, **COUNTS, **changes}
    return {name: _limit(name, text.strip()) for name, text in given.items()}


def words(rate: Rate) -> str:
    """The window of `rate` as one says it: "1 minute", "2 hours"."""
    return f"{rate.multiples} {rate.GRANULARITY.name}{'s' if rate.multiples > 1 else ''}"


def _limit(name: str, text: str) -> Rate | int | None:
    if text.lower() == OFF:
        return None
    return _count(name, text) if name in COUNTS else _rate(name, text)


def _count(name: str, text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text)):
        raise ValueError(f"{name} is {text!r}, not a number from 1 up or {OFF}")
    return int(text)


def _rate(name: str, text: str) -> Rate:
    try:
        rate, *more = parse_many(text)
    except ValueError:
        more, rate = [], None
    if more or rate is None or not rate.amount:
        raise ValueError(f"{name} is {text!r}, not a rate such as 100/minute or {OFF}")
    return rate
