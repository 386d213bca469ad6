"""HTML error pages: elsewhere, and under /p/ for a browser; each shows the request id."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.config.doors import SECRET
from tests.contract.client import ContractClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("kind", "status"),
    [("bug", 500), ("operational", 503), ("http404", 404), ("django-denied", 403), ("api", 404)],
)
def test_pages_elsewhere_stay_html(doors: ContractClient, kind: str, status: int) -> None:
    response = doors.get(
        f"/pages/plain/{kind}", HTTP_ACCEPT=BROWSER, HTTP_X_REQUEST_ID="shown-on-page"
    )
    text = response.content.decode()
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/html")
    assert response["X-Error-Code"] in text
    assert "shown-on-page" in text
    assert SECRET not in text


def test_a_wrong_method_gets_a_page_too(client: Client) -> None:
    response = client.trace("/login", headers={"accept": BROWSER})
    assert response["X-Error-Code"] == "METHOD_NOT_ALLOWED"
    assert "POST" in response["Allow"]
    assert response["X-Request-ID"] in response.content.decode()


def test_without_accept_a_page_is_html(client: Client) -> None:
    response = client.get("/nowhere/at/all")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert response["X-Request-ID"] in response.content.decode()


def test_a_program_gets_json_elsewhere_too(client: Client) -> None:
    response = client.get("/nowhere", headers={"accept": "application/json"})
    assert response.json()["code"] == "NOT_FOUND"


def test_a_browser_under_p_gets_a_page(doors: ContractClient) -> None:
    response = doors.get("/p/acme/fails/api", HTTP_ACCEPT=BROWSER)
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json,text/html;q=0.5"])
def test_a_program_under_p_gets_json(doors: ContractClient, accept: str) -> None:
    assert doors.get("/p/acme/plain/api", HTTP_ACCEPT=accept).json()["code"] == "SCAN_NOT_FOUND"


def test_only_a_get_under_p_gets_a_page(doors: ContractClient) -> None:
    response = doors.post("/p/acme/nothing", HTTP_ACCEPT=BROWSER)
    assert response.json()["code"] == "NOT_FOUND"


def test_a_browser_under_api_gets_json(doors: ContractClient) -> None:
    response = doors.get("/api/v1/plain/api", HTTP_ACCEPT=BROWSER)
    assert response.json()["code"] == "SCAN_NOT_FOUND"


def test_the_page_needs_no_database(client: Client) -> None:
    """pytest-django refuses every query here."""
    assert client.get("/nowhere", headers={"accept": BROWSER}).status_code == 404


def test_the_style_passes_the_content_policy(client: Client) -> None:
    response = client.get("/nowhere")
    policy = response["Content-Security-Policy"]
    nonce = response.content.decode().partition('<style nonce="')[2].partition('"')[0]
    assert nonce
    assert f"'nonce-{nonce}'" in policy


def test_csrf_failure_is_a_page(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.config.doors"
    response = Client(enforce_csrf_checks=True).post("/pages/protected", {})
    assert response.status_code == 403
    assert response["X-Error-Code"] == "CSRF_FAILED"
    assert response["Content-Type"].startswith("text/html")
