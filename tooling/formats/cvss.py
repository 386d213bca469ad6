"""CVSS: base scores of vectors, and the severity that a score means."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tooling.base import SeverityWord
from tooling.reading import text

# First.org, CVSS v3.1 specification, section 7.4, and v2.0 guide, section 3.2.1.
_V3: dict[str, dict[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "PR": {"N": 0.85, "L": 0.62, "H": 0.27},
    "UI": {"N": 0.85, "R": 0.62},
    "S": {"U": 0, "C": 1},
    "C": {"H": 0.56, "L": 0.22, "N": 0},
    "I": {"H": 0.56, "L": 0.22, "N": 0},
    "A": {"H": 0.56, "L": 0.22, "N": 0},
}
_V2: dict[str, dict[str, float]] = {
    "AV": {"L": 0.395, "A": 0.646, "N": 1.0},
    "AC": {"H": 0.35, "M": 0.61, "L": 0.71},
    "Au": {"M": 0.45, "S": 0.56, "N": 0.704},
    "C": {"N": 0, "P": 0.275, "C": 0.66},
    "I": {"N": 0, "P": 0.275, "C": 0.66},
    "A": {"N": 0, "P": 0.275, "C": 0.66},
}


def score(value: Any) -> float | None:
    """A score from 0 to 10 given as a number or as text; None for anything else."""
    try:
        found = float(Decimal(text(value, 40)))
    except (ArithmeticError, ValueError):
        return None
    return found if 0 <= found <= 10 else None


def base_score(vector: str) -> float | None:
    """The base score of a CVSS vector of version 2, 3.0 or 3.1; None for others.

    Version 4 has no formula, only a table of 270 classes: its scores are read, not computed.
    """
    parts = dict(re.findall(r"(?:^|[/(])([A-Za-z]{1,3}):([A-Z])(?=[/)]|$)", vector.strip()[:500]))
    # Some leave the prefix out; scope and privileges together are only in version 3.
    if vector.strip().upper().startswith("CVSS:3") or {"S", "PR"} <= parts.keys():
        weights = _weights(_V3, parts)
        return _version_3(weights, parts) if weights else None
    if "Au" in parts:
        weights = _weights(_V2, parts)
        return _version_2(weights) if weights else None
    return None


def severity_of(score: float) -> SeverityWord:
    """The qualitative rating of a score (CVSS v3.1 and v4.0, section 5; None is `info`)."""
    if score >= 9:
        return "critical"
    if score >= 7:
        return "high"
    if score >= 4:
        return "medium"
    return "low" if score > 0 else "info"


def _weights(table: dict[str, dict[str, float]], parts: dict[str, str]) -> dict[str, float]:
    """The weight of each metric; empty where one is missing."""
    found = {name: of[parts[name]] for name, of in table.items() if parts.get(name) in of}
    return found if len(found) == len(table) else {}


def _version_3(weight: dict[str, float], parts: dict[str, str]) -> float:
    changed = weight["S"] == 1
    privileges = weight["PR"]
    if changed and parts["PR"] != "N":
        privileges = 0.68 if parts["PR"] == "L" else 0.5
    missed = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 6.42 * missed
    if changed:
        impact = 7.52 * (missed - 0.029) - 3.25 * (missed - 0.02) ** 15
    if impact <= 0:
        return 0.0
    exploitability = 8.22 * weight["AV"] * weight["AC"] * privileges * weight["UI"]
    return _rounded_up(min((1.08 if changed else 1.0) * (impact + exploitability), 10))


def _rounded_up(value: float) -> float:
    """To one decimal, upwards, as appendix A of CVSS v3.1 does it in whole numbers."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


def _version_2(weight: dict[str, float]) -> float:
    impact = 10.41 * (1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"]))
    exploitability = 20 * weight["AV"] * weight["AC"] * weight["Au"]
    factor = 1.176 if impact else 0
    return round((0.6 * impact + 0.4 * exploitability - 1.5) * factor + 1e-9, 1)
