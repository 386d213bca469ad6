"""Identities as version 1 of the recipes has always made them: a change would make every stored
finding a new one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.fingerprint import VERSION, Fingerprinter, canonical_json
from tooling.base import (
    CloudPlace,
    CodePlace,
    GenericPlace,
    HostPlace,
    IacPlace,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    SecretPlace,
    WebPlace,
)

PLACES: tuple[Place, ...] = (
    CodePlace("app/db.py", 3, snippet='cur.execute("é" % x)\n\treturn "\x7f\x01"'),
    CodePlace("app/db.py", 9, partial_fingerprints=(("b", "2"), ("a", "1"))),
    CodePlace("naïve/\U0001f600.py"),
    SecretPlace("conf.yml", 2, secret="hunter2hunter2"),
    SecretPlace("conf.yml", 2),
    IacPlace("main.tf", "aws_s3_bucket.logs", 4),
    IacPlace("main.tf", "", 4, snippet="resource 'x' {\n}"),
    PackagePlace("pkg:npm/%40Scope/Name@1.2.3", "GHSA-x", "package-lock.json"),
    CloudPlace("AWS", "123456789012", "eu-west-1", "arn:aws:s3:::logs"),
    WebPlace("https://Example.com:443/a/../b?q=1&p=2#x", "get", "q"),
    NetworkPlace("Host.example.com.", 443),
    NetworkPlace("10.0.0.1"),
    HostPlace("/usr/bin/sudo", "root", 12),
    GenericPlace("thing\u2028", "somewhere"),
)
RECORDED = (
    ("50c8e1a495a6eca39e4e", "81f4d198565452b5b7cc"),
    ("921389be90e276e455cc", "df55d3e1ab3f762d2810"),
    ("980241d3bb198fa481ce", "9d643c6034a997c49c35"),
    ("37b0d0fdc32cf288da64", "37b0d0fdc32cf288da64"),
    ("702afc5cda2e04a27906", "ad05916dd89c7f202c9f"),
    ("849dc845ae5806fef76c", "849dc845ae5806fef76c"),
    ("dd323ce5fd6c39fc6184", "9bacf18cb58cd3940173"),
    ("54b7b17cd17b0858f0d7", "54b7b17cd17b0858f0d7"),
    ("bbaa9bde851daaa6c676", "bbaa9bde851daaa6c676"),
    ("b629583de8e0ac66ff84", "b629583de8e0ac66ff84"),
    ("cb48ff9d372be3cff788", "cb48ff9d372be3cff788"),
    ("0b7e1ff09a55a132d624", "0b7e1ff09a55a132d624"),
    ("2bc57bfc0d8880c4946c", "2bc57bfc0d8880c4946c"),
    ("adcc3825ded565fdd04c", "adcc3825ded565fdd04c"),
)


def finding(place: Place) -> ParsedFinding:
    return ParsedFinding("R-1", "Line 12 is bad", "high", place, cve=("CVE-2024-2", "CVE-2024-1"))


@pytest.mark.parametrize(("place", "recorded"), list(zip(PLACES, RECORDED, strict=True)))
def test_recorded_fingerprints_stay(place: Place, recorded: tuple[str, str]) -> None:
    assert VERSION == 1
    fingerprinter = Fingerprinter(tool="bandit", family="python", target_id="t-1", key=b"k" * 32)
    first, second = (fingerprinter(finding(place)).hex[:20] for _ in range(2))
    assert (first, second) == recorded


def test_equal_values_under_other_names_are_counted_as_equals() -> None:
    fingerprinter = Fingerprinter(tool="t", family="t", target_id="t-1", key=b"k" * 32)
    places = [CodePlace("a.py", partial_fingerprints=((name, "1"),)) for name in ("x", "y")]
    ordinals = [fingerprinter(finding(place)).parts[-1] for place in places]
    assert ordinals == [("ordinal", 0), ("ordinal", 1)]


@given(st.lists(st.one_of(st.text(), st.integers(0, 2**31), st.sampled_from(["\ud800", "\x7f"]))))
def test_canonical_json_is_what_json_writes(values: list[str | int]) -> None:
    expected = json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()
    assert canonical_json(values) == expected
