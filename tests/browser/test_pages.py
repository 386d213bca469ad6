"""The other pages: dashboard, list of scans, what strangers get, and how it all fits a screen."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.running.server import Server

pytestmark = pytest.mark.browser


def test_dashboard_follows_a_running_scan(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], by="mara")
    page = open_page("/")
    card = page.locator(f"[data-scan='{scan}']")
    expect(page.locator("#connection")).to_have_text("Live")
    server.do("run", scan=scan, tool="bandit", state="running")
    server.do("progress", scan=scan, tool="bandit", percent=55, message="half way")
    expect(card.locator("progress")).to_have_js_property("value", 55)
    server.do("run", scan=scan, tool="bandit", state="succeeded", outcome="clean")
    server.do("finish", scan=scan, status="completed")
    expect(card.locator("[data-field=status]")).to_have_text("Completed")
    assert page.problems == []


def test_viewer_is_offered_no_form(open_page: Any) -> None:
    expect(open_page("/", "vic").get_by_role("button", name="Start scan")).to_have_count(0)


def test_page_of_a_scan_one_may_not_see_is_not_there(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], by="mara")
    server.do("stranger", username="otto")
    page = open_page("/", "otto")
    response = page.goto(f"/scans/{scan}")
    assert response.status == 404
    expect(page.locator("body")).to_contain_text(response.header_value("x-request-id"))


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/scans", "/scans/{scan}"])
def test_page_fits_the_screen(
    server: Server, open_page: Any, path: str, scheme: str, width: int
) -> None:
    scan = server.do("scan", tools=["bandit", "detect_secrets"], by="mara")
    server.do("run", scan=scan, tool="bandit", state="failed", outcome="crashed", error="x" * 300)
    viewport = {"width": width, "height": 900}
    page = open_page(path.format(scan=scan), viewport=viewport, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []


def test_every_control_has_a_name(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], by="mara")
    for path in ("/", "/scans", f"/scans/{scan}"):
        page = open_page(path)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("button, a, select, input, progress")]
            .filter(e => e.type !== "hidden" && !e.textContent.trim() && !e.ariaLabel)
            .filter(e => !e.labels?.length)
            .map(e => e.outerHTML)"""
        )
        assert nameless == []
