"""Where a request comes from, as far as it can be believed. Error log and rate limits ask here.

`X-Forwarded-For` is whatever the client wrote, with what each proxy added at its end. So it is read
from the end, and only as long as the one who added an entry is a proxy of `TRUSTED_PROXIES`.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What one customer of a provider has at least.
_IPV6_PREFIX = 64


def of(request: HttpRequest) -> str | None:
    """The client's address; None where the connection has none (a Unix socket)."""
    nearest = _address(request.META.get("REMOTE_ADDR") or "")
    if nearest is None:
        return None
    passed_on = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while _is_proxy(nearest) and passed_on:
        farther = _address(passed_on.pop())
        if farther is None:
            break
        nearest = farther
    return str(nearest)


def network_of(request: HttpRequest) -> str:
    """What the client is counted by: its IPv4 address, or its IPv6 network (/64)."""
    address = of(request)
    if address is None or ":" not in address:
        return address or "unknown"
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))


def _is_proxy(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def _address(text: str) -> Address | None:
    """An address as proxies write it, with or without a port or brackets."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
