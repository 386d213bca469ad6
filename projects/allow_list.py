"""What may be scanned: the operator's allow-list of hosts and folders, asked before every run.

Everything is refused that is not understood: hosts are parsed by a grammar of our own (no user
info, no numbers that only look like addresses, no zones), names are resolved and each of their
addresses must be allowed, paths count after links.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from django.conf import settings

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError

from .models import Target

if TYPE_CHECKING:
    from .models import Project

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str], Iterable[str]]

_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_AUTHORITY = re.compile(
    rf"(?:\[(?P<v6>[0-9A-Fa-f:.]{{2,45}})\]|(?P<name>{_LABEL}(?:\.{_LABEL})*\.?))"
    r"(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<rest>.*)")
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*", re.ASCII)  # a last label that is one: an address
# A provider, and the account, subscription, project or context where it is named: without one it is
# the credential's own.
_CLOUD = re.compile(
    r"aws(?::[0-9]{12})?"
    r"|azure(?::[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})?"
    r"|gcp(?::[a-z][a-z0-9-]{4,28}[a-z0-9])?"
    r"|kubernetes(?::[A-Za-z0-9][A-Za-z0-9._@:/-]{0,199})?",
    re.ASCII,
)
CLOUD_LOCATORS = (
    "aws, azure, gcp or kubernetes, alone or followed by a colon and the account (12 digits), the"
    " subscription (UUID in small letters), the project or the context"
)
_IMAGE_NAME = re.compile(
    r"[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
    r"(?:@sha256:[0-9a-f]{64})?",
    re.ASCII,
)
_DEFAULT_PORT = {"http": 80, "https": 443, "ssh": 22}
_DEFAULT_REGISTRY = "registry-1.docker.io"


@dataclass(frozen=True)
class Checked:
    """An allowed target: the locator to use, and for network targets the address that was checked.

    `excluded_ports` are this server's own ports, which a tool that tries many must leave out.
    """

    locator: str
    address: str | None = None
    excluded_ports: tuple[int, ...] = ()


@dataclass(frozen=True)
class Host:
    """A parsed host, lower-case and without brackets, and its port where one was written."""

    name: str
    port: int | None
    address: Address | None  # where the name is one

    def __str__(self) -> str:
        shown = f"[{self.name}]" if ":" in self.name else self.name
        return shown if self.port is None else f"{shown}:{self.port}"


def resolve_host(name: str) -> list[str]:
    """The addresses of `name`; `OSError` where there is none. Asks the system's resolver."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_allowed(
    kind: str, locator: str, project: Project, *, resolve: Resolver = resolve_host
) -> Checked:
    """The target as it may be scanned; else `TARGET_NOT_ALLOWED`, which names what is outside.

    Called when a target is made and again when a run starts. No query; may ask DNS, so never
    inside a transaction.
    """
    if not locator or len(locator) > 2000 or any(not c.isprintable() for c in locator):
        raise _refusal("The locator is empty, too long, or has characters that do not print")
    if locator.startswith("-"):
        raise _refusal(f"{locator} begins with '-', which a tool would read as an option")
    match kind:
        case Target.Kind.WEB:
            return _check_url(locator, ("http", "https"), resolve)
        case Target.Kind.HOST:
            return _check_host(locator, resolve)
        case Target.Kind.REPOSITORY if "://" in locator:
            return _check_url(locator, ("https", "ssh"), resolve)
        case Target.Kind.IMAGE if not locator.startswith("/"):
            return _check_image(locator, resolve)
        case Target.Kind.REPOSITORY | Target.Kind.IAC | Target.Kind.IMAGE:
            return _check_path(locator, project)
    if kind == Target.Kind.IMPORTED or (
        kind == Target.Kind.CLOUD_ACCOUNT and _CLOUD.fullmatch(locator)
    ):
        return Checked(locator)
    if kind == Target.Kind.CLOUD_ACCOUNT:
        raise _refusal(f"{locator} is not a cloud account: {CLOUD_LOCATORS}")
    raise _refusal(f"{locator} is not the locator of a target of kind {kind}")


def check_endpoint(url: str, *, resolve: Resolver = resolve_host) -> Checked:
    """Checks a cloud endpoint override like the URL of a web target."""
    return _check_url(url, ("http", "https"), resolve)


def check_provider(url: str, *, resolve: Resolver = resolve_host) -> Checked:
    """Checks where a credential is shown to be checked: a cloud's own public endpoint by
    CREDENTIAL_CHECK_HOSTS, anything else like the URL of a web target.

    `OSError` where the name of a cloud's endpoint does not resolve.
    """
    match = _URL.fullmatch(url)
    host = parse_host(match["authority"]) if match else None
    if (
        match is None
        or host is None
        or match["scheme"].lower() != "https"
        or host.port not in (None, 443)
        or not any(_is_like(host.name, pattern) for pattern in settings.CREDENTIAL_CHECK_HOSTS)
    ):
        return check_endpoint(url, resolve=resolve)
    addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(host.name)]
    # A private endpoint of a cloud is one of one's own network: the allow-list decides.
    if not addresses or not all(_plain(address).is_global for address in addresses):
        return check_endpoint(url, resolve=lambda name: map(str, addresses))
    return Checked(url, str(_plain(addresses[0])))


def _is_like(name: str, pattern: str) -> bool:
    """Label by label; `*` stands for one label."""
    labels, wanted = name.split("."), pattern.lower().split(".")
    return len(labels) == len(wanted) and all(
        want in ("*", label) for label, want in zip(labels, wanted, strict=True)
    )


def parse_host(authority: str) -> Host:
    """`name`, `name:port`, `address` or `[v6]:port`; else a refusal."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise _refusal(f"{authority} is not a host name or address with an optional port")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 1 <= port <= 65535:
        raise _refusal(f"Port {port} is outside 1 to 65535")
    name = (match["v6"] or match["name"].removesuffix(".")).lower()
    if not match["v6"] and not _NUMBER.fullmatch(name.rpartition(".")[2]):
        if len(name) > 253:
            raise _refusal("The host name is longer than 253 characters")
        return Host(name, port, None)
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        raise _refusal(f"{name} is not an address in its normal form") from None
    if bool(match["v6"]) != isinstance(address, ipaddress.IPv6Address):
        raise _refusal(f"{authority} is not an address in its normal form")
    return Host(str(address), port, address)


def _check_host(locator: str, resolve: Resolver) -> Checked:
    bare_v6 = locator.count(":") > 1 and not locator.startswith("[")
    host = parse_host(f"[{locator}]" if bare_v6 else locator)
    address, own = _check_address(host, host.port, resolve)
    excluded = tuple(settings.SERVER_PORTS) if own and host.port is None else ()
    return Checked(host.name if host.port is None else str(host), address, excluded)


def _check_url(url: str, schemes: tuple[str, ...], resolve: Resolver) -> Checked:
    if not url.isascii() or " " in url or "\\" in url:
        raise _refusal(f"{url} has a space, a backslash or a character outside ASCII")
    match = _URL.fullmatch(url)
    scheme = match["scheme"].lower() if match else ""
    if match is None or scheme not in schemes:
        raise _refusal(f"{url} is not a URL of {' or '.join(schemes)}")
    user, at, authority = match["authority"].rpartition("@")
    # `git` is the user name of every git server's ssh; it is no secret and no disguise.
    if at and not (scheme == "ssh" and user == "git"):
        raise _refusal("User name and password do not belong into a URL; use a credential")
    host = parse_host(authority)
    address, _ = _check_address(host, host.port or _DEFAULT_PORT[scheme], resolve)
    rest = match["rest"].partition("#")[0]
    return Checked(f"{scheme}://{user}{at}{host}{rest}", address)


def _check_image(reference: str, resolve: Resolver) -> Checked:
    first, slash, name = reference.partition("/")
    registry = first if slash and ("." in first or ":" in first or first == "localhost") else ""
    if not _IMAGE_NAME.fullmatch(name if registry else reference):
        raise _refusal(f"{reference} is not a container image reference")
    host = parse_host(registry or _DEFAULT_REGISTRY)
    address, _ = _check_address(host, host.port or 443, resolve)
    return Checked(reference, address)


def _check_address(host: Host, port: int | None, resolve: Resolver) -> tuple[str, bool]:
    """The first address of an allowed host, and whether one of its addresses is this machine's."""
    addresses = [host.address] if host.address else _resolved(host.name, resolve)
    names, networks = _allowed_hosts(tuple(settings.SCAN_ALLOWED_HOSTS))
    if host.name not in names:
        for address in addresses:
            if not any(_within(address, network) for network in networks):
                what = host.name if host.address else f"{address}, an address of {host.name},"
                allowed = ", ".join(settings.SCAN_ALLOWED_HOSTS)
                raise _refusal(f"{what} is outside SCAN_ALLOWED_HOSTS: {allowed}")
    own = any(_is_own(address) for address in addresses)
    if own and port in settings.SERVER_PORTS:
        raise _refusal(f"Port {port} of {host.name} belongs to this server")
    return str(_plain(addresses[0])), own


def _resolved(name: str, resolve: Resolver) -> list[Address]:
    try:
        found = [ipaddress.ip_address(text.partition("%")[0]) for text in resolve(name)]
    except (OSError, UnicodeError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise _refusal(f"{name} does not resolve to an address ({why})") from None
    if not found:
        raise _refusal(f"{name} does not resolve to an address")
    return found


def _plain(address: Address) -> Address:
    """An IPv4 address that is written as an IPv6 one (::ffff:127.0.0.1) is the IPv4 address."""
    return getattr(address, "ipv4_mapped", None) or address


def _within(address: Address, network: Network) -> bool:
    plain = _plain(address)
    return plain.version == network.version and plain in network


def _is_own(address: Address) -> bool:
    plain = _plain(address)
    if plain.is_loopback or plain.is_unspecified:
        return True
    interfaces = psutil.net_if_addrs().values()
    own = {entry.address.partition("%")[0] for entries in interfaces for entry in entries}
    return str(plain) in own


@lru_cache(maxsize=8)
def _allowed_hosts(entries: tuple[str, ...]) -> tuple[frozenset[str], tuple[Network, ...]]:
    names: set[str] = set()
    networks: list[Network] = []
    for entry in entries:
        try:
            networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            names.add(entry.lower().removesuffix("."))
    return frozenset(names), tuple(networks)


def _check_path(locator: str, project: Project) -> Checked:
    if not locator.startswith("/"):
        raise _refusal(f"{locator} is not an absolute path")
    real = Path(os.path.realpath(locator))
    data = Path(os.path.realpath(settings.DATA_DIR))
    named = locator if str(real) == locator else f"{locator} (really {real})"
    if data != real and data.is_relative_to(real):
        raise _refusal(f"{named} contains the server's data folder")
    roots = [Path(os.path.realpath(path)) for path in settings.SCAN_ALLOWED_PATHS]
    roots.append(data / "targets" / str(project.pk))
    # A root around the data folder does not open it; only one that lies inside it does.
    if real.is_relative_to(data):
        roots = [root for root in roots if root.is_relative_to(data)]
    if not any(real.is_relative_to(root) for root in roots):
        allowed = ", ".join(map(str, settings.SCAN_ALLOWED_PATHS))
        raise _refusal(
            f"{named} is outside SCAN_ALLOWED_PATHS: {allowed}; "
            f"targets/{project.pk} in the data folder is allowed too"
        )
    return Checked(str(real))


def _refusal(details: str) -> ApiError:
    return ApiError(ErrorCode.TARGET_NOT_ALLOWED, details)
