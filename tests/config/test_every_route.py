"""Every route under /api/ and /p/ answers bad requests inside the contract. The client checks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.contract.client import ContractClient
from tests.make import make_user

SAMPLES = {
    "UUIDConverter": str(uuid.UUID(int=7)),
    "IntConverter": "7",
    "SlugConverter": "nothing",
    "StringConverter": "nothing",
    "PathConverter": "nothing/here",
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for entry in patterns:
        assert isinstance(entry.pattern, RoutePattern), f"{prefix}{entry.pattern} is no path()"
        path = prefix + filled(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield path


def filled(pattern: RoutePattern) -> str:
    """The route with a value that fits, and names nothing, for each of its parameters."""
    path = str(pattern)
    for name, converter in pattern.converters.items():
        sample = SAMPLES[type(converter).__name__]
        path = path.replace(f"<{name}>", sample)
        for word in ("uuid", "int", "slug", "str", "path"):
            path = path.replace(f"<{word}:{name}>", sample)
    return path


def contract_routes() -> list[str]:
    found: list[str] = []
    for entry in get_resolver("config.urls").url_patterns:
        if str(entry.pattern).startswith(("api/", "p/")):
            found += [f"/{path}" for path in routes([entry])]
    return found


ROUTES = contract_routes()


def test_the_walk_sees_the_routes() -> None:
    assert "/api/v1/error-codes" in ROUTES
    assert "/api/error-codes" in ROUTES
    assert any(path.startswith("/p/nothing/") for path in ROUTES)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ROUTES)
def test_without_credentials(path: str) -> None:
    client = ContractClient()
    for method in METHODS:
        client.generic(method, path, b"", content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ROUTES)
def test_with_bad_bodies_and_queries(path: str) -> None:
    client = ContractClient().as_user(make_user(is_superuser=True))
    for method in ("POST", "PUT", "PATCH"):
        for body in (b"{", b"[]", b'"text"', b"7", b"null", b'{"\\u0000": "\\u0000"}'):
            client.generic(method, path, body, content_type="application/json")
        client.generic(method, path, b"<x/>", content_type="text/xml")
    for query in ("cursor=x", "limit=-1", "%00", "%FF=%FE", "nosuch=1", "ordering=", "a" * 4000):
        client.get(f"{path}?{query}")
    client.options(path)
    for accept in ("text/xml", "application/problem+json", "application/problem+json;q=x"):
        client.get(path, HTTP_ACCEPT=accept)
