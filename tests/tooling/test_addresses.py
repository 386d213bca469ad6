"""Locators of network targets: one host, or nothing."""

import pytest

from tooling.addresses import BadAddress, bracketed, host_and_port


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("https://shop.example/a?b", ("shop.example", 443)),
        ("http://shop.example:8080", ("shop.example", 8080)),
        ("https://[::1]:8443/", ("::1", 8443)),
        ("shop.example", ("shop.example", 25)),
        ("shop.example:443", ("shop.example", 443)),
        ("127.0.0.1:9", ("127.0.0.1", 9)),
        ("[::1]:443", ("::1", 443)),
        ("fe80::1", ("fe80::1", 25)),
        ("my_host.internal.", ("my_host.internal.", 25)),
    ],
)
def test_host_and_port(locator: str, expected: tuple[str, int]) -> None:
    assert host_and_port(locator, 25) == expected


@pytest.mark.parametrize(
    "locator",
    [
        "",
        "https://",
        "-oN/tmp/x",
        "a b",
        "a,b",
        "a/24",
        "10.0.0.0/8",
        "10.0.0.1-20",
        "10.0.*.1",
        "u:p@host",
        "host:99999",
        "host{1.2.3.4}",
        "https://[::1",
    ],
)
def test_anything_else_is_refused(locator: str) -> None:
    with pytest.raises(BadAddress):
        host_and_port(locator)


def test_brackets_are_for_ipv6() -> None:
    assert (bracketed("::1"), bracketed("a.example")) == ("[::1]", "a.example")
