"""What one run of a tool may use: the value, where it comes from, and what may be asked for.

A value is looked for in the tool's file, then in the profile, then in the profile's entry for the
tool; the later one wins. None passes the server's own maximum (TOOL_LIMITS). Nothing here knows
Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use; None: as much as it wants.

    `memory_bytes`, `cpu_seconds` (processor time) and `processes` count all processes of the run
    together; `cpus` is how many processors it may keep busy at once. `file_bytes` holds for each
    file that the tool writes, and for a report on standard output; `output_bytes` is what is kept
    of the text that it prints.
    """

    seconds: float
    memory_bytes: int | None = None
    cpu_seconds: float | None = None
    cpus: float | None = None
    processes: int | None = None
    file_bytes: int | None = None
    output_bytes: int = 10_000_000

    def told(self) -> dict[str, float | None]:
        """By name, for JSON."""
        return asdict(self)


def of(told: Given) -> Limits:
    """The limits that `Limits.told` has told; unknown names are passed over."""
    known = {field.name for field in fields(Limits)}
    return Limits(**{name: value for name, value in told.items() if name in known})


@dataclass(frozen=True, slots=True)
class Kind:
    """What may be asked for under a name: at least `least`, `example` shows how it is written."""

    least: float
    unit: str
    example: str
    is_whole: bool = True


KINDS: dict[str, Kind] = {
    "memory_bytes": Kind(16_000_000, "bytes", "2_000_000_000"),
    "cpu_seconds": Kind(1, "seconds", "600"),
    "cpus": Kind(0.1, "processors", "1.5", is_whole=False),
    "processes": Kind(4, "processes", "200"),
    "file_bytes": Kind(100_000, "bytes", "500_000_000"),
    "output_bytes": Kind(10_000, "bytes", "10_000_000"),
}
LONGEST_SECONDS = 24 * 3600
DEFAULTS: dict[str, float] = {
    "memory_bytes": 2_000_000_000,
    "processes": 500,
    "file_bytes": 2_000_000_000,
    "output_bytes": 10_000_000,
}
# What nobody passes who does not say so in TOOL_LIMITS.
MAXIMUM: dict[str, float] = {
    "seconds": LONGEST_SECONDS,
    "memory_bytes": 8_000_000_000,
    "processes": 1000,
    "file_bytes": 2_000_000_000,
    "output_bytes": 100_000_000,
}


def maximum(given: Mapping[str, str]) -> dict[str, float]:
    """The server's maximum: `MAXIMUM` with `given` (TOOL_LIMITS) in its place.

    Raises ValueError that names what is wrong.
    """
    found = dict(MAXIMUM)
    for name, text in given.items():
        known = {"seconds": Kind(1, "seconds", "3600"), **KINDS}
        if name not in known:
            raise ValueError(f"{name} is not a limit; there are {', '.join(known)}")
        try:
            value: float = float(text) if name == "cpus" else int(text)
        except ValueError:
            value = -1
        if not known[name].least <= value < float("inf"):
            raise ValueError(f"{name} {_right(known[name])}, not {text!r}")
        if name == "seconds" and value > LONGEST_SECONDS:
            raise ValueError(f"seconds is at most {LONGEST_SECONDS}")
        found[name] = value
    return found


def problems(given: Any, most: Given) -> Iterator[tuple[str, str]]:
    """What is wrong with the limits that somebody asks for: (name, sentence), "" for the whole."""
    if not isinstance(given, Mapping):
        yield "", f"must map limits to numbers, as in {{processes: 200}}. {_names()}"
        return
    for name, value in given.items():
        kind = KINDS.get(name)
        if kind is None:
            hint = " Time is `timeout_seconds`." if name in ("seconds", "timeout_seconds") else ""
            yield str(name)[:60], f"is not a limit. {_names()}{hint}"
        elif isinstance(value, bool) or not isinstance(value, int | float):
            yield name, f"{_right(kind)}, not {value!r:.40}"
        elif kind.is_whole and not isinstance(value, int):
            yield name, f"{_right(kind)}, not {value!r}"
        elif not kind.least <= value < float("inf"):
            yield name, f"{_right(kind)}, not {value:,}"
        elif name in most and value > most[name]:
            yield name, f"is {value:,}, but this server allows at most {most[name]:,} (TOOL_LIMITS)"


def resolve(*layers: Given | None, seconds: float, most: Given) -> Limits:
    """The limits of a run: `DEFAULTS`, then each layer over the one before, none above `most`."""
    chosen: dict[str, Any] = dict(DEFAULTS)
    for layer in layers:
        chosen |= {name: value for name, value in (layer or {}).items() if name in KINDS}
    chosen["seconds"] = seconds
    for name, value in most.items():
        chosen[name] = min(chosen.get(name, value), value)
    return Limits(**chosen)


def _right(kind: Kind) -> str:
    number = "whole number" if kind.is_whole else "number"
    return f"must be a {number} of {kind.unit} from {kind.least:,}, such as {kind.example}"


def _names() -> str:
    return f"The limits are {', '.join(KINDS)}."
