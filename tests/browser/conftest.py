"""A browser, a server, and somebody who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.running.server import Server
from tests.services import why_no_browser

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="package")  # ended before asyncio tests of other folders
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("browser"))
    server.do("person", username="mara", role="admin", staff=True)
    server.do("person", username="vic", role="viewer")
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="package")  # ended before asyncio tests of other folders
def browser() -> Iterator[Any]:
    reason = why_no_browser()
    if reason:
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(server: Server, browser: Any) -> Iterator[Any]:
    """`open_page(path, username)`: a page of somebody signed in; its console errors are kept."""
    contexts = []

    def open_page(path: str, username: str = "mara", **options: Any) -> Any:
        context = browser.new_context(base_url=server.url, **options)
        contexts.append(context)
        key = server.do("session", username=username)
        context.add_cookies([{"name": "sessionid", "value": key, "url": server.url}])
        context.set_default_timeout(8_000)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                page.problems.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
