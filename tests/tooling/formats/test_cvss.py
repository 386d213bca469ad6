"""CVSS: scores of vectors as the National Vulnerability Database gives them."""

import pytest

from tooling.formats.cvss import base_score, score, severity_of


@pytest.mark.parametrize(
    ("vector", "found"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),  # CVE-2021-44228
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5),  # CVE-2014-0160
        ("AV:N/AC:L/Au:N/C:P/I:N/A:N", 5.0),  # the same, version 2
        ("CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H", 7.2),  # CVE-2021-23337
        ("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H", 7.4),  # CVE-2023-0286
        ("(AV:N/AC:M/Au:N/C:C/I:C/A:C)", 9.3),
        ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O", 9.8),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", None),
        ("CVSS:3.1/AV:N", None),
        ("", None),
    ],
)
def test_base_score(vector: str, found: float | None) -> None:
    assert base_score(vector) == found


def test_score_is_a_number_from_0_to_10() -> None:
    assert [score(value) for value in ("9.8", 7, "0")] == [9.8, 7.0, 0.0]
    given = ("11", -1, "NaN", "Infinity", True, None, [], "high")
    assert [score(value) for value in given] == [None] * 8


def test_ratings() -> None:
    assert [severity_of(value) for value in (9.0, 8.9, 6.9, 3.9, 0.1, 0)] == [
        "critical",
        "high",
        "medium",
        "low",
        "low",
        "info",
    ]
