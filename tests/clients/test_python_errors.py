"""The Python client's errors: every code, every rendering, and what is no answer of Wardroom."""

from __future__ import annotations

import pickle

import httpx
import pytest
from wardroom_client import (
    AccessError,
    AuthenticationError,
    ClientError,
    ConflictError,
    MissingError,
    PermanentError,
    RetryableError,
    ServerError,
    ThrottledError,
    Wardroom,
    WardroomError,
    codes,
)
from wardroom_client.api.scans import scans_get, scans_list
from wardroom_client.errors import FieldError

from config.errors.catalog import ErrorCode
from config.errors.exceptions import FieldError as RefusedField
from tests.clients.standin import RENDERINGS, Answer, proxy, refusal, stand_in
from tests.running.server import free_port

SCAN = "01920000-0000-7000-8000-000000000000"
BY_RENDERING = pytest.mark.parametrize("rendering", RENDERINGS)


def raised(answer: Answer) -> WardroomError:
    """What a call raises that is answered so, without a repeat."""
    with (
        stand_in(answer) as server,
        Wardroom(server.url, sleep=lambda _: None) as wardroom,
        pytest.raises(WardroomError) as caught,
    ):
        scans_get.sync(SCAN, client=wardroom)
    return caught.value


@BY_RENDERING
@pytest.mark.parametrize("code", [ErrorCode.SCAN_NOT_FOUND, ErrorCode.DETECTION_TIMEOUT])
def test_every_rendering_gives_the_same_error(rendering: str, code: ErrorCode) -> None:
    error = raised(refusal(code, rendering))
    assert type(error) is codes.BY_CODE[code.name]
    assert (error.code, error.status, error.message) == (code.name, code.status, code.message)
    assert error.retry_after == code.value.retry_after
    assert error.response is not None
    assert error.request_id == error.response.headers["X-Request-ID"]


@pytest.mark.parametrize("rendering", ["flat", "detail", "problem"])
def test_the_cause_is_in_the_details(rendering: str) -> None:
    answer = refusal(ErrorCode.SCAN_NOT_CANCELLABLE, rendering, details="It ended at noon")
    assert raised(answer).details == "It ended at noon"


def test_the_envelope_gives_the_context_and_a_reason_as_the_details() -> None:
    context = {"resource_id": "process_1234", "locked_by": "scan", "estimated_unlock": None}
    assert (
        raised(refusal(ErrorCode.RESOURCE_LOCKED, "envelope", context=context)).context == context
    )
    error = raised(refusal(ErrorCode.SCAN_NOT_CANCELLABLE, "envelope", details="It ended at noon"))
    assert error.details == "It ended at noon"


@pytest.mark.parametrize("rendering", ["flat", "envelope", "problem"])
def test_refused_fields_are_listed(rendering: str) -> None:
    rows = (RefusedField("options.depth", "A valid integer is required.", "invalid"),)
    error = raised(refusal(ErrorCode.VALIDATION_ERROR, rendering, errors=rows))
    assert error.errors == (FieldError("options.depth", "A valid integer is required.", "invalid"),)
    assert "options.depth: A valid integer is required." in str(error)


def test_refused_fields_of_the_detail_rendering_lose_their_place() -> None:
    rows = (RefusedField("rows.0.name", "This field is required.", "required"),)
    error = raised(refusal(ErrorCode.VALIDATION_ERROR, "detail", errors=rows))
    assert isinstance(error, codes.ValidationError)
    assert error.errors == (FieldError("rows.0.name", "Field required", "missing"),)


def test_there_is_a_class_for_each_code_and_its_bases_say_what_to_do() -> None:
    assert set(codes.BY_CODE) == {code.name for code in ErrorCode} | {"CLIENT_ERROR"}
    kinds = {401: AuthenticationError, 403: AccessError, 404: MissingError, 409: ConflictError}
    kinds |= {429: ThrottledError}
    for code in ErrorCode:
        known = codes.BY_CODE[code.name]
        assert (known.code, known.status, known.message) == (code.name, code.status, code.message)
        assert issubclass(known, RetryableError) is code.value.retryable
        assert issubclass(known, PermanentError) is not code.value.retryable
        assert issubclass(known, ServerError) is (code.status >= 500)
        assert issubclass(known, kinds.get(code.status, WardroomError))


@BY_RENDERING
def test_code_of_a_newer_server_is_the_base_class(rendering: str) -> None:
    answer = refusal(ErrorCode.CONFLICT, rendering, details="The tide is out")
    headers = {**answer.headers, "X-Error-Code": "TIDE_TOO_LOW"}
    error = raised(Answer(425, answer.body.replace(b"CONFLICT", b"TIDE_TOO_LOW"), headers))
    assert type(error) is WardroomError
    assert (error.code, error.status, error.details) == ("TIDE_TOO_LOW", 425, "The tide is out")


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (502, "<html><h1>Bad Gateway</h1></html>"),
        (503, ""),
        (500, "null"),
        (500, "[1, 2]"),
        (500, '{"error": 5}'),
        (404, '{"detail": "Not Found"}'),
        (413, '{"error": {"message": "too large"}}'),
        (500, '{"error": "cut off'),
    ],
)
def test_answer_of_something_else_is_a_client_error_with_status_and_request_id(
    status: int, text: str
) -> None:
    error = raised(proxy(status, text, X_Request_ID="edge-0001"))
    assert type(error) is ClientError
    assert (error.code, error.status, error.request_id) == ("CLIENT_ERROR", status, "edge-0001")
    assert error.details == (text or None)
    assert error.attempts == 1


@pytest.mark.parametrize(
    "body",
    [
        {"error": None, "code": 7, "details": [], "errors": {}, "request_id": 3},
        {"error": "Conflict", "code": "CONFLICT", "retry_after": "soon", "errors": [1, {}]},
        {"error": {"code": "CONFLICT", "message": None, "details": "none"}},
        {"detail": [1, {"loc": "body", "msg": 3}]},
    ],
)
def test_body_of_a_wrong_shape_is_an_error_and_no_crash(body: object) -> None:
    answer = httpx.Response(409, json=body, headers={"X-Error-Code": "CONFLICT"})
    error = raised(Answer(409, answer.content, dict(answer.headers)))
    assert type(error) is codes.Conflict
    assert error.retry_after is None


def test_success_that_cannot_be_read_is_a_client_error() -> None:
    for body in (b"<html>signed out</html>", b"[]", b'{"results": 5}', b"{}"):
        with (
            stand_in(Answer(body=body)) as server,
            Wardroom(server.url) as wardroom,
            pytest.raises(ClientError, match="cannot be read") as caught,
        ):
            scans_list.sync(client=wardroom)
        assert caught.value.status == 200


def test_status_that_the_document_does_not_name_is_a_client_error() -> None:
    with (
        stand_in(Answer(302, b"", {"Location": "/login"})) as server,
        Wardroom(server.url) as wardroom,
        pytest.raises(ClientError, match="answered 302"),
    ):
        scans_list.sync(client=wardroom)


def test_no_answer_is_a_client_error_without_a_status() -> None:
    with (
        Wardroom(f"http://127.0.0.1:{free_port()}", sleep=lambda _: None) as wardroom,
        pytest.raises(ClientError) as caught,
    ):
        scans_list.sync(client=wardroom)
    error = caught.value
    assert (error.code, error.status, error.response, error.attempts) == (
        "CLIENT_ERROR",
        None,
        None,
        3,
    )
    assert isinstance(error.__cause__, httpx.ConnectError)


@pytest.mark.parametrize("url", ["127.0.0.1", "http://127.0.0.1:port", "ftp://127.0.0.1", ""])
def test_address_that_is_none_is_a_client_error_at_once(url: str) -> None:
    with Wardroom(url) as wardroom, pytest.raises(ClientError) as caught:
        scans_list.sync(client=wardroom)
    assert caught.value.attempts == 1


def test_an_error_survives_being_sent_to_another_process() -> None:
    error = raised(refusal(ErrorCode.SCAN_NOT_FOUND))
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(copy), str(copy)) == (type(error), str(error))
    assert copy.response.json() == error.response.json()


def test_its_text_names_code_status_cause_and_request_id() -> None:
    error = raised(refusal(ErrorCode.SCAN_NOT_CANCELLABLE, details="It ended at noon"))
    assert str(error) == (
        "SCAN_NOT_CANCELLABLE (409): Scan cannot be cancelled. It ended at noon "
        f"[request {error.request_id}]"
    )
