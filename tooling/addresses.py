"""Network targets taken apart: URL or host, port, and what a tool may be told of them."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?:\.(?!-)[A-Za-z0-9_-]{1,63})*\.?")
PORTS = {"http": 80, "https": 443}


class BadAddress(ValueError):
    """A locator that is no single host, so that no tool may be given it."""


def host_and_port(locator: str, default: int | None = None) -> tuple[str, int | None]:
    """Host (IPv6 without brackets) and port of a URL, `host`, `host:port` or `[v6]:port`.

    Raises `BadAddress` where it is not one host: a range, a list, an option. nmap would scan
    `10.0.0.1-255` and `10.0.0.0/8` without asking.
    """
    try:
        if "://" in locator:
            parts = urlsplit(locator)
            host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, default)
        elif locator.count(":") > 1 and not locator.startswith("["):
            host, port = locator, default
        else:
            parts = urlsplit(f"//{locator}")
            if parts.path or parts.query or parts.username is not None:
                raise BadAddress(f"{locator!r} is not a host")
            host, port = parts.hostname or "", parts.port or default
    except ValueError as error:
        raise BadAddress(f"{locator!r} is not a host: {error}") from None
    return bare_host(host), port


def bare_host(host: str) -> str:
    """`host` if it is one address or one name, else `BadAddress`."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        if _NAME.fullmatch(host) and not re.fullmatch(r"[\d-]+", last):
            return host
    raise BadAddress(f"{host!r} is not one host")


def bracketed(host: str) -> str:
    """The host as it stands before a port: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
