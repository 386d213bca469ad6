"""The pages' own handler of API errors: a toast for the person, a record for the console."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Page, Route, expect

from tests.clients.record import FILE
from tests.running.server import Server

pytestmark = pytest.mark.browser

RECORDED: dict[str, Any] = json.loads(FILE.read_text())
RENDERINGS = ["flat", "envelope", "detail", "problem"]
# Calls `/api/v1/probe` the way every page does.
CALL = """async () => {
  const { api, handleApiError } = await import("/static/wardroom/api.js");
  try { return await api("/api/v1/probe", { method: "POST", body: {} }); }
  catch (error) { handleApiError(error, "Probe"); return "failed"; }
}"""


@pytest.fixture
def page(open_page: Any) -> Page:
    """The dashboard."""
    return open_page("/")


def call(page: Page, **answer: Any) -> dict[str, Any]:
    """Answer the call of `/api/v1/probe` so; what the console was told. No answer: none comes."""

    def fulfil(route: Route) -> None:
        route.fulfill(**answer) if answer else route.abort("connectionrefused")

    page.route("**/api/v1/probe", fulfil)
    told = page.expect_console_message(lambda message: message.text.startswith("API error"))
    with told as caught:
        assert page.evaluate(CALL) == "failed"
    assert page.problems == []
    return caught.value.args[1].json_value()


def recorded(kind: str, rendering: str) -> dict[str, Any]:
    return RECORDED[kind][rendering]


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_refused_field_is_told_in_every_rendering(page: Page, rendering: str) -> None:
    answer = recorded("refused", rendering)
    record = call(page, **answer)
    toast = page.get_by_role("alert")
    expect(toast).to_contain_text("Probe: Validation failed")
    expect(toast).to_contain_text("password: ")
    assert record["status"] == 400
    assert record["code"] == "VALIDATION_ERROR"
    assert record["details"].startswith("password: ")
    assert record["request_id"] == answer["headers"]["X-Request-ID"]
    expect(toast).to_contain_text(record["request_id"])


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_wait_is_told_in_words(page: Page, rendering: str) -> None:
    record = call(page, **recorded("down", rendering))
    toast = page.get_by_role("alert")
    expect(toast).to_contain_text("Database unavailable")
    expect(toast).to_contain_text("Try again in 5 seconds.")
    assert (record["code"], record["retry_after"]) == ("DATABASE_UNAVAILABLE", 5)


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        ("0", "Try again now."),
        ("1", "in 1 second."),
        ("60", "in 60 seconds."),
        ("100", "in 2 minutes."),
        ("7200", "in 2 hours."),
    ],
)
def test_wait_of_the_header_is_enough(page: Page, wait: str, words: str) -> None:
    call(page, status=429, headers={"Retry-After": wait}, body="slow down")
    expect(page.get_by_role("alert")).to_contain_text(words)


def test_signed_out_person_is_told_what_to_do(page: Page) -> None:
    call(page, **recorded("nobody", "flat"))
    expect(page.get_by_role("alert")).to_contain_text("sign in again")


UNREADABLE = {
    "page of a proxy": {"content_type": "text/html", "body": "<html><h1>Bad gateway</h1>"},
    "page said to be JSON": {"content_type": "application/json", "body": "<html>"},
    "nothing": {"body": ""},
    "half a body": {"content_type": "application/json", "body": '{"error": "Valid'},
    "list": {"content_type": "application/json", "body": "[1]"},
    "null": {"content_type": "application/json", "body": "null"},
    "numbers for texts": {"body": '{"error": 3, "code": 4, "details": 5, "errors": 6}'},
    "odd details": {"body": '{"detail": [null, 3, {"loc": 7, "msg": {}}]}'},
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_answer_that_is_not_of_the_contract_is_survived(page: Page, name: str) -> None:
    record = call(page, status=502, headers={"X-Request-ID": "of-the-header"}, **UNREADABLE[name])
    assert record["status"] == 502
    assert record["code"] == "CLIENT_ERROR"
    assert record["request_id"] == "of-the-header"
    expect(page.get_by_role("alert")).to_have_count(1)


def test_headers_tell_what_a_body_that_was_cut_off_cannot(page: Page) -> None:
    answer = {**recorded("refused", "flat"), "body": '{"error": "Valid'}
    record = call(page, **answer)
    assert record["code"] == "VALIDATION_ERROR"
    assert record["message"].startswith("The server answered 400")


def test_success_that_is_not_json_is_an_error(page: Page) -> None:
    record = call(page, status=200, content_type="text/html", body="<html>Sign in</html>")
    assert (record["status"], record["code"]) == (200, "CLIENT_ERROR")
    assert record["message"] == "The answer of the server cannot be read"


def test_no_answer_is_an_error(page: Page) -> None:
    record = call(page)
    assert (record["status"], record["code"]) == (0, "CLIENT_ERROR")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")


def test_answer_without_a_body_is_none(page: Page) -> None:
    page.route("**/api/v1/probe", lambda route: route.fulfill(status=204))
    assert page.evaluate(CALL) is None


def test_nothing_is_repeated_by_itself(page: Page) -> None:
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(**{**recorded("down", "flat"), "headers": {"Retry-After": "0"}})

    page.route("**/api/v1/probe", answer)
    page.evaluate(CALL)
    page.evaluate(CALL)
    expect(page.get_by_role("alert")).to_have_count(1)  # said again, not twice
    assert asked == ["POST", "POST"]


def test_button_that_failed_can_be_pressed_again(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], by="mara")
    page = open_page(f"/scans/{scan}")
    answer = recorded("down", "flat")
    page.route("**/cancel", lambda route: route.fulfill(**answer))
    page.get_by_role("button", name="Cancel").first.click()
    sure = page.locator("#confirm-cancel-yes")
    sure.click()
    expect(page.get_by_role("alert")).to_contain_text("Cancel: Database unavailable")
    expect(sure).to_be_enabled()
    page.unroute("**/cancel")
    sure.click()
    expect(page.locator("#confirm-cancel")).not_to_be_visible()
    assert page.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_toast_fits_a_narrow_screen(server: Server, open_page: Any, scheme: str) -> None:
    page = open_page("/", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page.route("**/api/v1/probe", lambda route: route.fulfill(**recorded("down", "flat")))
    page.evaluate(CALL)
    box = page.get_by_role("alert").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
