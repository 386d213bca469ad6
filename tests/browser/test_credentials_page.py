"""The page of credentials: check now, store, replace; secrets go out and never come back."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.running.server import Server, free_port

pytestmark = pytest.mark.browser
SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00"
KEYS = {"access_key_id": "AKIAIOSFODNN7EXAMPLE", "secret_access_key": SECRET}


def test_check_now_shows_what_came_of_it(server: Server, open_page: Any) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    server.do("credential", name="unreached", kind="aws", values={**KEYS, "endpoint_url": nobody})
    page = open_page("/credentials")
    row = page.get_by_role("row", name="unreached")
    expect(row.locator("[data-field=result]")).to_have_text("Never checked")
    row.get_by_role("button", name="Check unreached now").click()
    expect(row.locator("[data-field=result]")).to_have_text("Not reached")
    expect(row.locator("[data-field=error]")).to_have_text("Connection failed")
    expect(row.locator("[data-field=checked]")).to_contain_text("UTC")
    told = row.inner_text()
    page.reload()
    assert row.inner_text() == told  # the server says the same
    assert page.problems == []


def test_a_check_that_is_refused_is_told(server: Server, open_page: Any) -> None:
    server.do("credential", name="leaver", kind="generic", values={"A_TOKEN": "x"})
    server.do("person", username="lena", role="admin")
    page = open_page("/credentials", "lena")
    server.do("leave", username="lena")
    page.get_by_role("button", name="Check leaver now").click()
    expect(page.locator(".toast[data-kind=error]")).to_contain_text("NOT_FOUND")
    expect(page.get_by_role("button", name="Check leaver now")).to_be_enabled()


def test_one_is_stored_by_its_kind_and_its_secret_is_nowhere_in_the_page(open_page: Any) -> None:
    page = open_page("/credentials")
    page.get_by_role("button", name="Add credential").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("azure")
    expect(dialog.get_by_label("Access key id")).to_be_hidden()
    dialog.get_by_label("Name").fill("principal")
    dialog.get_by_label("Tenant").fill("shop.example")
    dialog.get_by_label("Client id").fill("shop")
    secret = dialog.get_by_label("Client secret")
    assert (secret.get_attribute("type"), secret.get_attribute("autocomplete")) == (
        "password",
        "new-password",
    )
    secret.fill(SECRET)
    dialog.get_by_role("button", name="Store").click()
    expect(page.locator(".toast[data-kind=error]")).to_contain_text("Client id")
    dialog.get_by_label("Client id").fill("9a7e2a54-7c57-4a53-8a1b-5b0a2f3f9d22")
    dialog.get_by_role("button", name="Store").click()
    expect(page.get_by_role("row", name="principal")).to_contain_text("Azure service principal")
    assert SECRET not in page.content()


def test_values_are_replaced_and_one_is_deleted(server: Server, open_page: Any) -> None:
    server.do("credential", name="ended", kind="generic", values={"A": "b"}, hours=-30)
    page = open_page("/credentials")
    expect(page.get_by_role("row", name="ended")).to_contain_text("Expired 1 day ago")
    page.get_by_role("button", name="Replace the values of ended").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Kind")).to_be_disabled()
    assert dialog.get_by_label("Environment variables").input_value() == ""
    dialog.get_by_label("Environment variables").fill(f"A_TOKEN={SECRET}")
    dialog.get_by_role("button", name="Store").click()
    expect(page.get_by_role("row", name="ended")).not_to_contain_text("Expired")
    page.get_by_role("button", name="Replace the values of ended").click()
    page.on("dialog", lambda question: question.accept())
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("row", name="ended")).to_have_count(0)
    assert page.problems == []


def test_who_does_not_configure_sees_none(server: Server, open_page: Any) -> None:
    server.do("credential", name="unseen-1", kind="generic", values={"A": "b"})
    page = open_page("/credentials", "vic")
    expect(page.locator("main")).to_contain_text("its admins and owners")
    assert "unseen-1" not in page.content()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_and_its_form_fit_the_screen(
    server: Server, open_page: Any, scheme: str, width: int
) -> None:
    name = f"wide-{width}-{scheme}-" + "x" * 90
    server.do("credential", name=name, kind="aws", values=KEYS, hours=50)
    page = open_page("/credentials", viewport={"width": width, "height": 900}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Add credential").click()
    assert page.evaluate("document.querySelector('dialog').scrollWidth") <= width
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a, select, input, textarea")]
        .filter(e => e.type !== "hidden" && !e.textContent.trim() && !e.ariaLabel)
        .filter(e => !e.labels?.length).map(e => e.outerHTML)"""
    )
    assert nameless == []
    assert page.problems == []
