"""Take a screenshot of a page of a running server, signed in.

python -m tests.browser.screenshot URL USER PASSWORD OUT [--width 1280] [--height 800]
    [--scheme light|dark] [--click SELECTOR] [--full]
"""

from __future__ import annotations

import argparse
from urllib.parse import urljoin

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SETTLE_MS = 1_200  # findings and the first frames of the feed arrive after the page


def sign_in(page: Page, url: str, username: str, password: str) -> None:
    """Through the form, as a person does; leaves the page at `url`."""
    page.goto(urljoin(url, "/login"))
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda address: "/login" not in address)
    page.goto(url)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "user", "password", "out"):
        parser.add_argument(name)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=800)
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    parser.add_argument("--click", help="CSS selector of something to click first")
    parser.add_argument("--full", action="store_true", help="the whole page, not one screen")
    asked = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(
            viewport={"width": asked.width, "height": asked.height}, color_scheme=asked.scheme
        )
        sign_in(page, asked.url, asked.user, asked.password)
        page.wait_for_timeout(SETTLE_MS)
        if asked.click:
            page.locator(asked.click).first.click()
            page.wait_for_timeout(SETTLE_MS // 4)
        page.screenshot(path=asked.out, full_page=asked.full)
        browser.close()


if __name__ == "__main__":
    main()
