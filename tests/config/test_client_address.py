"""Where a request comes from: the connection, and what trusted proxies say of it."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory

from config import client_address


def request(remote: str, forwarded: str | None = None) -> Any:
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)


def test_nobody_is_believed_by_default() -> None:
    assert client_address.of(request("10.0.0.1", "1.2.3.4")) == "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        (None, "10.0.0.1"),
        ("", "10.0.0.1"),
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("1.2.3.4, 10.0.0.9", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.0.0.9, 10.0.0.8", "1.2.3.4"),
        ("10.0.0.7", "10.0.0.7"),
        ("1.2.3.4:5678", "1.2.3.4"),
        ("[2001:db8::1]:5678", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("nonsense", "10.0.0.1"),
        ("1.2.3.4, nonsense, 10.0.0.9", "10.0.0.9"),
    ],
)
def test_of_what_was_passed_on_only_proxies_are_believed(
    settings: Any, forwarded: str | None, client: str
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert client_address.of(request("10.0.0.1", forwarded)) == client


def test_a_client_beside_the_proxy_is_not_believed(settings: Any) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/24")]
    assert client_address.of(request("9.9.9.9", "1.2.3.4")) == "9.9.9.9"


def test_a_unix_socket_has_no_address() -> None:
    assert client_address.of(request("")) is None
    assert client_address.network_of(request("")) == "unknown"


@pytest.mark.parametrize(
    ("remote", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_ipv6_client_is_counted_by_its_network(remote: str, network: str) -> None:
    assert client_address.network_of(request(remote)) == network
