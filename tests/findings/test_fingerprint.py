"""Fingerprints: what makes two reports the same finding, and what keeps them apart."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from findings.fingerprint import (
    Fingerprinter,
    canonical_url,
    fingerprint,
    package_without_version,
)
from tooling.base import (
    CloudPlace,
    CodePlace,
    GenericPlace,
    HostPlace,
    IacPlace,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    SecretPlace,
    WebPlace,
)

KEY = b"k" * 32
TARGET = "0198a5c0-0000-7000-8000-000000000001"
words = st.text(min_size=1, max_size=30).filter(str.strip)


def found(place, rule="B105", **fields):
    return ParsedFinding(rule, fields.pop("title", "A title"), "low", place, **fields)


def hex_of(finding, tool="bandit", family=None, target=TARGET, ordinal=0, key=KEY):
    return fingerprint(
        finding, tool=tool, family=family or tool, target_id=target, ordinal=ordinal, key=key
    ).hex


def all_of(findings, tool="bandit"):
    make = Fingerprinter(tool=tool, family=tool, target_id=TARGET, key=KEY)
    return [make(finding).hex for finding in findings]


@given(st.integers(1, 10**6), st.integers(1, 10**6), words)
def test_moved_lines_keep_their_finding(before, after, snippet):
    place = CodePlace("app/db.py", before, before + 2, snippet)
    moved = replace(place, line=after, end_line=after + 5)
    assert hex_of(found(place)) == hex_of(found(moved))


@given(words, st.sampled_from([" ", "\t", "\n    ", "\r\n"]))
def test_white_space_in_a_snippet_does_not_matter(snippet, space):
    one = found(CodePlace("a.py", 1, snippet=f"x = {snippet} + y"))
    other = found(CodePlace("a.py", 1, snippet=f"  x{space}= {space}{snippet}{space}+ y{space}"))
    assert hex_of(one) == hex_of(other)


PLACES = [
    (CodePlace("a.py", 1, snippet="eval(x)"), {"path": "b.py"}),
    (CodePlace("a.py", 1, snippet="eval(x)"), {"snippet": "eval(y)"}),
    (
        CodePlace("a.py", partial_fingerprints=(("v1", "aa"),)),
        {"partial_fingerprints": (("v1", "bb"),)},
    ),
    (SecretPlace("a.py", 1, secret="hunter2"), {"path": "b.py"}),
    (SecretPlace("a.py", 1, secret="hunter2"), {"secret": "hunter3"}),
    (SecretPlace("a.py", 1, secret_hash="d41d"), {"secret_hash": "d41e"}),
    (IacPlace("main.tf", "aws_s3_bucket.a"), {"path": "other.tf"}),
    (IacPlace("main.tf", "aws_s3_bucket.a"), {"address": "aws_s3_bucket.b"}),
    (IacPlace("Dockerfile", snippet="RUN a"), {"snippet": "RUN b"}),
    (PackagePlace("pkg:pypi/jinja2@2.1", "CVE-2024-1"), {"package_url": "pkg:pypi/flask@2.1"}),
    (PackagePlace("pkg:pypi/jinja2@2.1", "CVE-2024-1"), {"vulnerability_id": "CVE-2024-2"}),
    (PackagePlace("pkg:pypi/jinja2@2.1", "CVE-2024-1", "a.txt"), {"manifest": "b.txt"}),
    (CloudPlace("aws", "1", "eu-west-1", "arn:a"), {"account": "2"}),
    (CloudPlace("aws", "1", "eu-west-1", "arn:a"), {"region": "eu-west-2"}),
    (CloudPlace("aws", "1", "eu-west-1", "arn:a"), {"resource_id": "arn:b"}),
    (WebPlace("http://h/a?x=1", parameter="x"), {"parameter": "y"}),
    (WebPlace("http://h/a?x=1", parameter="x"), {"method": "POST"}),
    (WebPlace("http://h/a?x=1", parameter="x"), {"url": "http://h/b?x=1"}),
    (WebPlace("http://h/a?x=1", parameter="x"), {"url": "http://h/a?x=1&z=1"}),
    (NetworkPlace("10.0.0.1", 443), {"host": "10.0.0.2"}),
    (NetworkPlace("10.0.0.1", 443), {"port": 444}),
    (NetworkPlace("10.0.0.1", 443), {"protocol": "udp"}),
    (HostPlace("/usr/bin/x", "root"), {"user": "www"}),
    (HostPlace("/usr/bin/x", "root"), {"program": "/usr/bin/y"}),
    (GenericPlace("thing", "here"), {"resource": "other"}),
    (GenericPlace("thing", "here"), {"location": "there"}),
]


@pytest.mark.parametrize(("place", "change"), PLACES, ids=lambda value: str(value)[:40])
def test_another_place_is_another_finding(place, change):
    assert hex_of(found(place)) != hex_of(found(replace(place, **change)))


@pytest.mark.parametrize(
    "place",
    # A dependency is known by its vulnerability instead.
    {type(p): p for p, _ in PLACES if not isinstance(p, PackagePlace)}.values(),
)
def test_another_rule_is_another_finding(place):
    assert hex_of(found(place)) != hex_of(found(place, rule="B106"))


SAME = [
    (SecretPlace("a.py", 1, secret="hunter2"), {"line": 90}),
    (SecretPlace("a.py", 1, secret="hunter2"), {"path": "./a.py"}),
    (IacPlace("main.tf", "aws_s3_bucket.a", 1, 9, "x"), {"line": 4, "snippet": "y"}),
    (
        PackagePlace("pkg:pypi/Jinja2@2.1?arch=x", "cve-2024-1"),
        {"package_url": "pkg:pypi/jinja2@3"},
    ),
    (WebPlace("http://H:80/a/./b?x=1&y=2#top"), {"url": "HTTP://h/a/b?y=3&x=4"}),
    (NetworkPlace("Mail.Example.com.", 25), {"host": "mail.example.com"}),
    (HostPlace("/usr/bin/x", "root", 17), {"pid": 4711}),
]


@pytest.mark.parametrize(("place", "change"), SAME, ids=lambda value: str(value)[:40])
def test_what_does_not_identify_does_not_matter(place, change):
    assert hex_of(found(place)) == hex_of(found(replace(place, **change)))


def test_the_same_path_in_two_repositories_is_two_findings():
    place = CodePlace("a.py", 1, snippet="eval(x)")
    assert hex_of(found(place), target="one") != hex_of(found(place), target="two")


def test_a_url_is_the_same_through_two_targets():
    place = WebPlace("http://h/a")
    assert hex_of(found(place), target="one") == hex_of(found(place), target="two")


@pytest.mark.parametrize("place", [WebPlace("/a"), CloudPlace("aws", "", "", "bucket")])
def test_a_place_that_does_not_name_its_site_or_account_belongs_to_its_target(place):
    assert hex_of(found(place), target="one") != hex_of(found(place), target="two")


def test_tools_merge_on_a_cve_and_not_on_an_id_of_their_own():
    cve = found(PackagePlace("pkg:npm/lodash@4.17.0", "CVE-2021-23337"))
    assert hex_of(cve, tool="trivy") == hex_of(cve, tool="grype")
    own = found(PackagePlace("pkg:npm/lodash@4.17.0", "SNYK-1"))
    assert hex_of(own, tool="trivy") != hex_of(own, tool="grype")


def test_a_cve_comes_before_the_id_that_the_tool_prefers():
    ghsa = found(PackagePlace("pkg:npm/lodash@4", "GHSA-35jh-r3h4-6jhm"), cve=("CVE-2021-23337",))
    cve = found(PackagePlace("pkg:npm/lodash@5", "CVE-2021-23337"))
    assert hex_of(ghsa, tool="osv") == hex_of(cve, tool="trivy")


def test_tools_of_one_family_share_code_findings_and_others_do_not():
    finding = found(CodePlace("a.py", 1, snippet="eval(x)"))
    assert hex_of(finding, "semgrep", "semgrep") == hex_of(finding, "opengrep", "semgrep")
    assert hex_of(finding, "semgrep") != hex_of(finding, "bandit")


@given(
    st.lists(words, min_size=2, max_size=8, unique_by=lambda w: " ".join(w.split())), st.randoms()
)
def test_the_order_of_unique_snippets_in_a_file_does_not_matter(snippets, random):
    findings = [found(CodePlace("a.py", n, snippet=s)) for n, s in enumerate(snippets, 1)]
    shuffled = list(findings)
    random.shuffle(shuffled)
    assert set(all_of(findings)) == set(all_of(shuffled))
    assert len(set(all_of(findings))) == len(findings)


def test_equals_in_a_file_are_counted_and_stay_apart():
    twice = [found(CodePlace("a.py", line, snippet="eval(x)")) for line in (3, 9)]
    elsewhere = found(CodePlace("b.py", 1, snippet="eval(x)"))
    first, second, other = all_of([*twice, elsewhere])
    assert len({first, second, other}) == 3
    assert first == hex_of(twice[0], ordinal=0)
    assert second == hex_of(twice[0], ordinal=1)
    assert other == hex_of(elsewhere, ordinal=0)


def test_a_message_stands_in_for_a_missing_snippet_with_its_numbers_folded():
    one = found(CodePlace("a.py", 4), title="Line 4 is 120 characters long")
    other = found(CodePlace("a.py", 8), title="Line 8 is 99 characters long")
    assert hex_of(one) == hex_of(other)
    assert hex_of(one) != hex_of(found(CodePlace("a.py", 4), title="Another message"))


@given(
    st.text(alphabet=st.characters(categories=["L", "N", "P"]), min_size=12, max_size=40),
    st.booleans(),
)
def test_a_secret_never_appears_in_the_parts(secret, as_hash):
    place = SecretPlace(".env", 1, **{"secret_hash" if as_hash else "secret": secret})
    result = fingerprint(
        found(place), tool="gitleaks", family="gitleaks", target_id="here", ordinal=0, key=KEY
    )
    values = [value for _, value in result.parts]
    assert all(secret not in str(value) for value in values)
    assert secret not in json.dumps(values, ensure_ascii=False)


def test_a_secret_cannot_be_guessed_without_the_key():
    place = SecretPlace(".env", 1, secret="hunter2")
    assert hex_of(found(place), key=b"a" * 32) != hex_of(found(place), key=b"b" * 32)


def test_parts_name_everything_that_is_hashed():
    result = fingerprint(
        found(CodePlace("./app//db.py", 7, snippet="a  =\n1")),
        tool="bandit",
        family="bandit",
        target_id=TARGET,
        ordinal=2,
        key=KEY,
    )
    assert result.parts == (
        ("version", 1),
        ("kind", "code"),
        ("scope", TARGET),
        ("tool", "bandit"),
        ("rule", "B105"),
        ("path", "app/db.py"),
        ("snippet", "a = 1"),
        ("ordinal", 2),
    )


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://User:pw@Example.COM:80", "http://example.com/"),
        ("https://example.com:443/a/../b/./c/", "https://example.com/b/c/"),
        (
            "https://example.com:8443/%7euser/%2f%c3%a9/é",
            "https://example.com:8443/~user/%2F%C3%A9/%C3%A9",
        ),
        ("http://h/a//b", "http://h/a//b"),
        ("http://h/.hidden", "http://h/.hidden"),
        ("http://h/x?b=2&a=1&b=3&c", "http://h/x?a&b&c"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://h:notaport/x", "http://h:notaport/x"),
        ("/just/a/path?token=1", "/just/a/path?token"),
    ],
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical


@given(st.text(max_size=60))
def test_a_canonical_url_is_its_own_canonical_form(text):
    once = canonical_url("http://example.com/" + text)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("package_url", "bare"),
    [
        ("pkg:pypi/Django_Filter@2.0", "pkg:pypi/django-filter"),
        ("pkg:npm/%40angular/core@12.0.0", "pkg:npm/@angular/core"),
        ("pkg:deb/debian/openssl@1.1?arch=amd64#x", "pkg:deb/debian/openssl"),
        ("pkg:golang/github.com/Foo/Bar@v1", "pkg:golang/github.com/Foo/Bar"),
        ("lodash@4.17", "lodash"),
    ],
)
def test_package_without_version(package_url, bare):
    assert package_without_version(package_url) == bare
