"""Every way in which a request can fail ends in the contract. The client checks bodies, headers."""

from __future__ import annotations

from http import HTTPStatus
from io import SEEK_END, BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.db import connection
from django.test import AsyncClient, Client
from django.test.client import AsyncRequestFactory
from twisted.web import http

from config.records.models import AuditEntry
from config.wire import Request, install
from tests.config.doors import SECRET
from tests.contract.client import ContractClient, check_error

PREFIXES = ("/api/v1", "/api", "/p/acme")

RAISED = {
    "bug": "INTERNAL_ERROR",
    "operational": "DATABASE_UNAVAILABLE",
    "interface": "DATABASE_UNAVAILABLE",
    "pool": "DATABASE_UNAVAILABLE",
    "wrapped-operational": "DATABASE_UNAVAILABLE",
    "drf-over-operational": "DATABASE_UNAVAILABLE",
    "data": "BAD_REQUEST",
    "surrogate": "BAD_REQUEST",
    "too-big": "PAYLOAD_TOO_LARGE",
    "too-many-fields": "PAYLOAD_TOO_LARGE",
    "too-many-files": "PAYLOAD_TOO_LARGE",
    "suspicious": "BAD_REQUEST",
    "bad-request": "BAD_REQUEST",
    "http404": "NOT_FOUND",
    "not-found": "NOT_FOUND",
    "django-denied": "FORBIDDEN",
    "denied": "FORBIDDEN",
    "csrf": "CSRF_FAILED",
    "unauthenticated": "AUTH_TOKEN_MISSING",
    "bad-credentials": "AUTH_TOKEN_INVALID",
    "throttled": "RATE_LIMIT_EXCEEDED",
    "parse": "MALFORMED_BODY",
    "model-validation": "VALIDATION_ERROR",
    "teapot": "BAD_REQUEST",
    "api": "SCAN_NOT_FOUND",
    "field-errors": "INVALID_QUERY",
    "delay": "RESOURCE_LOCKED",
    "process": "PROCESS_NOT_FOUND",
}


def code_of(response: Any) -> str:
    assert SECRET not in response.content.decode()
    return response["X-Error-Code"]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("kind", RAISED)
def test_what_a_drf_view_raises(doors: ContractClient, kind: str, prefix: str) -> None:
    response = doors.get(f"{prefix}/fails/{kind}")
    assert code_of(response) == RAISED[kind]


@pytest.mark.parametrize("route", ["plain", "async"])
@pytest.mark.parametrize("kind", RAISED)
def test_what_a_plain_view_raises(doors: ContractClient, kind: str, route: str) -> None:
    assert code_of(doors.get(f"/api/v1/{route}/{kind}")) == RAISED[kind]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", ["bug", "operational", "api", "http404", "suspicious"])
def test_what_middleware_raises(doors: ContractClient, kind: str, moment: str) -> None:
    response = doors.get("/api/v1/things", HTTP_X_FAIL=moment, HTTP_X_KIND=kind)
    assert code_of(response) == RAISED[kind]


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/nothing", "/p/acme/nothing", "/api", "/p"]
)
def test_unknown_url(api: ContractClient, path: str) -> None:
    assert code_of(api.get(path)) == "NOT_FOUND"
    assert code_of(api.get(f"{path}/")) == "NOT_FOUND"
    assert code_of(api.post(path, {})) == "NOT_FOUND"


@pytest.mark.parametrize("path", ["/api/v1/things", "/api/v1/only-post"])
def test_wrong_method_names_the_right_ones(doors: ContractClient, path: str) -> None:
    response = doors.delete(path)
    assert code_of(response) == "METHOD_NOT_ALLOWED"
    assert "POST" in response["Allow"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": ',
        b"[1,",
        b'{"name": "\xff\xfe"}',
        b'{"name": "\\ud800"}',
        b'{"name": NaN}',
        b"[" * 100_000,
        b"\xef\xbb\xbf{}",
    ],
    ids=["cut", "cut-list", "bad-utf-8", "lone-surrogate", "nan", "deep", "byte-order-mark"],
)
def test_malformed_json(doors: ContractClient, body: bytes) -> None:
    response = doors.generic("POST", "/api/v1/things", body, content_type="application/json")
    assert code_of(response) == "MALFORMED_BODY"


def test_wrong_media_type(doors: ContractClient) -> None:
    response = doors.generic("POST", "/api/v1/things", b"<x/>", content_type="text/xml")
    assert code_of(response) == "UNSUPPORTED_MEDIA_TYPE"


@pytest.mark.parametrize("accept", ["text/xml", "application/json;q=0", "image/*"])
def test_not_acceptable(doors: ContractClient, accept: str) -> None:
    assert code_of(doors.get("/api/v1/things", HTTP_ACCEPT=accept)) == "NOT_ACCEPTABLE"


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/*", "text/html,*/*;q=0.8", "rubbish,*/*"]
)
def test_what_is_acceptable(doors: ContractClient, accept: str) -> None:
    response = doors.get("/api/v1/things", HTTP_ACCEPT=accept)
    assert response.json() == {"name": "thing"}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/api/v1/things", "application/json"),
        ("/api/v1/things", "application/x-www-form-urlencoded"),
        ("/api/v1/protected", "application/x-www-form-urlencoded"),
    ],
)
def test_too_large(doors: ContractClient, path: str, media_type: str) -> None:
    body = b"name=" + b"x" * 3_000_000
    response = doors.generic("POST", path, body, content_type=media_type)
    assert code_of(response) == "PAYLOAD_TOO_LARGE"


def test_too_many_fields(doors: ContractClient) -> None:
    body = "&".join(f"a{number}=1" for number in range(1001))
    form = "application/x-www-form-urlencoded"
    for path in ("/api/v1/things", "/api/v1/protected"):
        response = doors.generic("POST", path, body, content_type=form)
        assert code_of(response) == "PAYLOAD_TOO_LARGE"


@pytest.mark.parametrize("query", ["name=%00", "%00=1", "a=b&c=x%00y"])
def test_null_byte_in_the_query(doors: ContractClient, query: str) -> None:
    assert code_of(doors.get(f"/api/v1/things?{query}")) == "INVALID_QUERY"


def test_null_byte_in_the_path(doors: ContractClient) -> None:
    assert code_of(doors.get("/api/v1/things/%00")) == "BAD_REQUEST"


def test_null_byte_in_a_field(doors: ContractClient) -> None:
    response = doors.post("/api/v1/things", {"name": "a\0b"})
    assert code_of(response) == "VALIDATION_ERROR"
    assert response.json()["errors"][0]["field"] == "name"


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "x" * 300])
def test_bad_host(doors: ContractClient, host: str) -> None:
    response = doors.get("/api/v1/fails/api", HTTP_HOST=host)
    assert code_of(response) == "BAD_REQUEST"
    assert host not in response.content.decode()


def test_bad_host_in_a_rendering_with_links(doors: ContractClient) -> None:
    response = doors.get(
        "/api/v1/fails/api", HTTP_HOST="evil.example", HTTP_ACCEPT="application/problem+json"
    )
    assert code_of(response) == "BAD_REQUEST"
    assert "evil.example" not in response.content.decode()


def test_csrf(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.doors"
    client = ContractClient(enforce_csrf_checks=True, checks_codes=False)
    assert code_of(client.post("/api/v1/protected", {})) == "CSRF_FAILED"


def test_bug_in_a_serializer(doors: ContractClient) -> None:
    assert code_of(doors.post("/api/v1/things", {"name": "bug"})) == "INTERNAL_ERROR"


def test_bug_in_an_authenticator(doors: ContractClient) -> None:
    assert code_of(doors.get("/api/v1/authenticated")) == "INTERNAL_ERROR"


def test_refusal_by_an_authenticator_keeps_its_challenge(doors: ContractClient) -> None:
    response = doors.get("/api/v1/refused")
    assert code_of(response) == "AUTH_TOKEN_EXPIRED"
    assert response["WWW-Authenticate"] == 'Bearer realm="test"'


def test_a_bug_says_nothing_but_that_it_happened(doors: ContractClient) -> None:
    body = doors.get("/api/v1/fails/bug").json()
    assert body["error"] == "Internal Server Error"
    assert body["details"] == "An unexpected error occurred"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "BAD_REQUEST"),
        (401, "AUTH_TOKEN_MISSING"),
        (403, "FORBIDDEN"),
        (404, "NOT_FOUND"),
        (409, "CONFLICT"),
        (418, "BAD_REQUEST"),
        (429, "RATE_LIMIT_EXCEEDED"),
        (500, "INTERNAL_ERROR"),
        (503, "SERVICE_UNAVAILABLE"),
        (507, "INTERNAL_ERROR"),
    ],
)
def test_an_answer_outside_the_contract_is_rewritten(
    doors: ContractClient, status: int, code: str
) -> None:
    response = doors.get(f"/p/acme/bare/{status}")
    assert code_of(response) == code
    assert response.cookies["kept"].value == "yes"
    assert response["Retry-After"] == "9"


def test_json_and_streams_outside_the_contract_are_rewritten(doors: ContractClient) -> None:
    assert code_of(doors.get("/api/own-json")) == "CONFLICT"
    assert code_of(doors.get("/api/stream")) == "UPSTREAM_ERROR"


def test_debug_pages_do_not_leave_the_api(doors: ContractClient, settings: Any) -> None:
    settings.DEBUG = True
    assert code_of(doors.get("/api/v1/plain/bug")) == "INTERNAL_ERROR"
    assert code_of(doors.get("/api/v1/nowhere")) == "NOT_FOUND"


def test_head_gets_the_headers(doors: ContractClient) -> None:
    response = doors.head("/api/v1/fails/api")
    assert code_of(response) == "SCAN_NOT_FOUND"
    assert response.content == b""


@pytest.mark.django_db
def test_a_failed_answer_rolls_back(doors: ContractClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """DRF's own handler does, and ours replaces it."""
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    assert code_of(doors.get("/api/v1/fails/after-writing")) == "CONFLICT"
    assert not AuditEntry.objects.exists()


async def test_the_same_through_asgi(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.doors"
    client = AsyncClient(raise_request_exception=False)
    for kind in ("bug", "operational", "api", "throttled"):
        for route in ("fails", "plain", "async"):
            path = f"/api/v1/{route}/{kind}"
            response = await client.get(path, headers={"X-Request-ID": "through-asgi"})
            assert response["X-Request-ID"] == "through-asgi"
            assert code_of(response) == RAISED[kind]
            check_error(response, {"PATH_INFO": path}, checks_codes=False)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b'{"name": "a\\u0000b"}', "VALIDATION_ERROR"), (b"x" * 3_000_000, "PAYLOAD_TOO_LARGE")],
)
async def test_a_body_in_chunks_is_read(settings: Any, body: bytes, code: str) -> None:
    settings.ROOT_URLCONF = "tests.config.doors"
    request: dict[str, Any] = (
        AsyncRequestFactory()
        .generic("POST", "/api/v1/things", body, content_type="application/json")
        .scope
    )
    headers = [pair for pair in request["headers"] if pair[0] != b"content-length"]
    scope = {**request, "headers": [*headers, (b"transfer-encoding", b"chunked")]}
    server = ApplicationCommunicator(get_asgi_application(), scope)
    for start in range(0, len(body), 1_000_000):
        part = body[start : start + 1_000_000]
        more = start + 1_000_000 < len(body)
        await server.send_input({"type": "http.request", "body": part, "more_body": more})
    answer = await server.receive_output(timeout=10)
    assert dict(answer["headers"])[b"X-Error-Code"].decode() == code


def test_the_server_has_words_for_every_status() -> None:
    install()
    assert http.RESPONSES[429] == b"Too Many Requests"
    assert {int(status) for status in HTTPStatus} <= set(http.RESPONSES)


def test_the_server_leaves_forms_to_the_application() -> None:
    came: list[bytes] = []
    channel: Any = SimpleNamespace(
        transport=None,
        getPeer=lambda: None,
        getHost=lambda: None,
        factory=SimpleNamespace(server=SimpleNamespace(protocol_connected=lambda _: None)),
        _respondToBadRequestAndDisconnect=lambda: pytest.fail("answered without the application"),
    )
    request: Any = Request(channel)
    request.process = lambda: came.append(request.content.read())
    request.content = BytesIO(b"a=1")
    request.content.seek(0, SEEK_END)
    request.requestHeaders.setRawHeaders(b"Content-Type", [b"multipart/form-data"])
    request.requestReceived(b"POST", b"/api/v1/things", b"HTTP/1.1")
    assert came == [b"a=1"]


def test_django_client_raises_a_bug_in_the_test(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.doors"
    for client in (Client(), ContractClient()):
        with pytest.raises(RuntimeError, match="SELECT password"):
            client.get("/api/v1/fails/bug")
