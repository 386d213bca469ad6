"""The admin in a real browser: its theme works under its policy, and the desk shows figures."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser

ROWS = [
    ["critical", "SQL injection in the parameter id", "app.py:3", "sql-injection"],
    ["high", "A password stands in code", "settings.py:9", "hardcoded-password"],
]


@pytest.fixture
def scanned(server: Any) -> str:
    """A finished scan with findings, in the project of `mara`."""
    scan = server.do("scan", tools=["bandit"])
    server.do("findings", scan=scan, tool="bandit", rows=ROWS)
    server.do("finish", scan=scan, status="completed")
    return scan


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/findings/finding/",
        "/admin/scans/scan/",
        "/admin/scans/toolrun/",
        "/admin/scans/profile/",
        "/admin/tooling/toolstatus/",
        "/admin/projects/project/",
        "/admin/projects/target/add/",
    ],
)
def test_every_desk_opens_without_a_breach_of_the_policy(
    open_page: Any, scanned: str, path: str
) -> None:
    page = open_page(path)
    page.wait_for_load_state("networkidle")
    assert page.problems == []
    # Without its scripts the theme shows every hidden layer at once, the search on top.
    assert not page.locator('[x-show="openCommandResults"]').is_visible()


def test_the_index_leads_to_the_worst_finding(open_page: Any, scanned: str) -> None:
    page = open_page("/admin/")
    page.get_by_role("link", name="SQL injection in the parameter id").first.click()
    page.wait_for_load_state("networkidle")
    assert "SQL injection in the parameter id" in page.title()
    assert page.problems == []


def test_a_risk_is_accepted_with_reason_and_end(open_page: Any, scanned: str) -> None:
    page = open_page("/admin/findings/finding/?q=password")
    page.get_by_role("link", name="A password stands in code").first.click()
    page.get_by_role("link", name="Accept risk").click()
    page.get_by_label("Reason").fill("Rotated on Monday")
    page.get_by_role("button", name="Accept").click()
    page.wait_for_load_state("networkidle")
    assert "Accepted risk" in page.locator("body").inner_text()
    assert page.problems == []


def test_a_finding_fits_a_narrow_screen(open_page: Any, scanned: str) -> None:
    page = open_page("/admin/findings/finding/?q=password", viewport={"width": 390, "height": 800})
    page.get_by_role("link", name="A password stands in code").first.click()
    page.wait_for_load_state("networkidle")
    root = page.evaluate_handle("document.documentElement")
    assert root.evaluate("it => it.scrollWidth") <= 390


def test_the_findings_list_is_not_cut(open_page: Any, scanned: str) -> None:
    page = open_page("/admin/findings/finding/", viewport={"width": 1280, "height": 800})
    box = page.locator("#result_list").bounding_box()
    assert box["x"] + box["width"] <= 1280


def test_a_refused_target_keeps_what_was_typed(open_page: Any, scanned: str) -> None:
    page = open_page("/admin/projects/target/add/")
    page.locator("[name=project]").select_option(index=1)
    page.locator("[name=kind]").select_option("web")
    page.locator("[name=locator]").fill("http://192.0.2.1/")
    page.locator("[name=_save]").click()
    page.wait_for_load_state("networkidle")
    assert "Target not allowed" in page.locator("body").inner_text()
    assert page.locator("[name=locator]").input_value() == "http://192.0.2.1/"
    assert page.locator("[name=kind]").input_value() == "web"


def test_buttons_are_offered_to_those_who_may_press_them(
    server: Any, open_page: Any, scanned: str
) -> None:
    server.do("person", username="vera", role="viewer", staff=True)
    for username, offered in (("mara", 2), ("vera", 0)):
        page = open_page(f"/admin/scans/scan/{scanned}/change/", username)
        page.wait_for_load_state("networkidle")
        assert page.locator("a[href$='/cancel/'], a[href$='/retry/']").count() == offered
