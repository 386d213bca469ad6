"""The page of a scan, in a browser, against the real server."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import expect

from tests.running.server import Server

pytestmark = pytest.mark.browser

TOOLS = ["prowler", "scoutsuite", "cloudfox", "cloudsploit"]


def step(page: Any, tool: str) -> Any:
    return page.locator(f".step[data-tool={tool}]")


@pytest.fixture
def failed_scan(server: Server) -> str:
    """Two of four tools failed, as in the dialog of the seed."""
    scan = server.do("scan", tools=TOOLS, by="mara")
    for tool in ("prowler", "cloudfox"):
        server.do("run", scan=scan, tool=tool, state="succeeded", seconds=40, outcome="clean")
    server.do(
        "run",
        scan=scan,
        tool="scoutsuite",
        state="failed",
        seconds=300,
        outcome="network",
        error="Connection timeout after 300s",
        hint="Check network connectivity.",
    )
    server.do(
        "run",
        scan=scan,
        tool="cloudsploit",
        state="failed",
        outcome="auth_failed",
        error="Authentication failed: invalid credentials",
        hint="Check the credential's configuration.",
    )
    server.do("finish", scan=scan, status="partial")
    return scan


def test_scan_is_followed_from_queued_to_findings(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit", "semgrep"], by="mara")
    page = open_page(f"/scans/{scan}")
    expect(page.locator("#connection")).to_have_text("Live")
    expect(step(page, "bandit").locator("[data-field=state]")).to_have_text("Queued")

    server.do("run", scan=scan, tool="bandit", state="running", seconds=3)
    expect(step(page, "bandit").locator("[data-field=state]")).to_have_text("Running")
    server.do("progress", scan=scan, tool="bandit", percent=40, message="shop/views.py")
    expect(step(page, "bandit").locator("progress")).to_have_js_property("value", 40)
    expect(step(page, "bandit")).to_contain_text("shop/views.py")

    rows = [["high", "SQL built from strings", "shop/views.py:41", "B608"]]
    server.do("findings", scan=scan, tool="bandit", rows=rows)
    expect(page.locator("[data-count=high]")).to_have_text("1")
    expect(page.locator("#findings")).to_contain_text("SQL built from strings")

    server.do("run", scan=scan, tool="bandit", state="succeeded", outcome="findings")
    server.do("run", scan=scan, tool="semgrep", state="succeeded", outcome="clean")
    server.do("finish", scan=scan, status="completed")
    expect(page.locator("#scan [data-field=status]")).to_have_text("Completed")
    expect(page.locator("[data-field=done]")).to_have_text("2 of 2 done")
    expect(page.locator("#error-indicator")).to_be_hidden()
    expect(page.locator("#cancel")).to_be_hidden()
    expect(page.locator("#log")).to_have_text("The tool wrote nothing.")
    page.get_by_role("button", name="Close message").click()
    expect(page.locator("#toasts")).to_be_hidden()  # no empty box stays behind
    assert page.problems == []


def test_error_indicator_appears_and_opens_the_dialog(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit", "semgrep"], by="mara")
    page = open_page(f"/scans/{scan}")
    expect(page.locator("#connection")).to_have_text("Live")
    expect(page.locator("#error-indicator")).to_be_hidden()
    server.do("run", scan=scan, tool="bandit", state="running")
    server.do(
        "run",
        scan=scan,
        tool="bandit",
        state="timed_out",
        outcome="timed_out",
        error="Tool execution timed out after 300s",
        hint="Raise the time limit of the profile.",
    )
    page.locator("#error-indicator").click()
    dialog = page.get_by_role("dialog", name="Scan Error Details")
    expect(dialog).to_be_visible()
    row = dialog.locator("tr[data-tool=bandit]")
    expect(row).to_contain_text("✗ Failed")
    expect(row).to_contain_text("Tool execution timed out after 300s")
    expect(row).to_contain_text("Raise the time limit of the profile.")
    expect(row.locator("[data-field=failed-at]")).to_have_text(
        re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$")
    )
    expect(dialog.locator("tr[data-tool=semgrep]")).to_be_hidden()
    expect(dialog.locator(".dialog-foot")).to_contain_text("1 of 1 tools failed")


def test_dialog_shows_every_executed_tool_as_the_seed_draws_it(
    failed_scan: str, open_page: Any
) -> None:
    page = open_page(f"/scans/{failed_scan}")
    page.locator("#error-indicator").click()
    dialog = page.get_by_role("dialog", name="Scan Error Details")
    cells = [
        (row.locator("th").inner_text(), *row.locator("td").all_inner_texts()[:1])
        for row in dialog.locator("tbody tr").all()
    ]
    assert cells == [
        ("prowler", "✓ OK"),
        ("scoutsuite", "✗ Failed"),
        ("cloudfox", "✓ OK"),
        ("cloudsploit", "✗ Failed"),
    ]
    expect(dialog).to_contain_text("2 of 4 tools failed")
    expect(dialog).to_contain_text("Connection timeout after 300s")
    expect(dialog).to_contain_text("Authentication failed: invalid credentials")
    expect(dialog.locator("tr[data-tool=prowler] [data-field=error]")).to_have_text("-")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_what_waits_and_what_was_kept_back_are_told_live(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit", "semgrep"], by="mara")
    page = open_page(f"/scans/{scan}")
    expect(page.locator("#connection")).to_have_text("Live")

    server.do("run", scan=scan, tool="semgrep", state="running")
    server.do("try_again", scan=scan, tool="semgrep", seconds=60, error="Connection failed")
    message = step(page, "semgrep").locator("[data-field=message]")
    expect(message).to_have_text(
        re.compile(r"Waits until \d\d:\d\d:\d\d UTC for attempt 2\. Connection failed")
    )
    expect(page.locator("#error-indicator")).to_be_hidden()

    server.do("keep_back", scan=scan, tool="bandit", error="bandit was not started", hint="Wait.")
    expect(page.locator("#error-indicator")).to_contain_text("1 not started")
    page.locator("#error-indicator").click()
    row = page.get_by_role("dialog", name="Scan Error Details").locator("tr[data-tool=bandit]")
    expect(row.locator("[data-field=verdict]")).to_contain_text("Not started")
    expect(row.locator("[data-field=error]")).to_have_text("bandit was not started")
    expect(row.locator("[data-field=hint]")).to_have_text("Wait.")
    expect(row.get_by_role("button", name="Retry bandit")).to_be_visible()


def test_without_javascript_the_page_tells_the_same(failed_scan: str, open_page: Any) -> None:
    page = open_page(f"/scans/{failed_scan}", java_script_enabled=False)
    expect(page.locator("#scan [data-field=status]")).to_have_text("Partial")
    expect(page.locator("#error-indicator")).to_contain_text("2 of 4 tools failed")
    expect(step(page, "scoutsuite")).to_contain_text("Connection timeout after 300s")


def test_retry_of_one_tool_from_the_dialog(
    failed_scan: str, server: Server, open_page: Any
) -> None:
    page = open_page(f"/scans/{failed_scan}")
    page.locator("#error-indicator").click()
    page.get_by_role("button", name="Retry scoutsuite").click()
    expect(page.locator(".toast")).to_contain_text("Retrying scoutsuite")
    expect(step(page, "scoutsuite").locator("[data-field=state]")).to_have_text("Queued")
    assert server.do("states", scan=failed_scan)["scoutsuite"] == "queued"
    assert server.do("states", scan=failed_scan)["cloudsploit"] == "failed"


def test_retry_of_all_that_failed(failed_scan: str, server: Server, open_page: Any) -> None:
    page = open_page(f"/scans/{failed_scan}")
    page.get_by_role("button", name="Retry failed tools").click()
    for tool in ("scoutsuite", "cloudsploit"):
        expect(step(page, tool).locator("[data-field=state]")).to_have_text("Queued")
    assert server.do("states", scan=failed_scan)["prowler"] == "succeeded"


def test_cancel_asks_first(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], status="pending", by="mara")
    page = open_page(f"/scans/{scan}")
    page.get_by_role("button", name="Cancel scan").click()
    page.get_by_role("button", name="Keep it running").click()
    assert server.do("states", scan=scan)["bandit"] == "queued"
    page.get_by_role("button", name="Cancel scan").click()
    page.locator("#confirm-cancel-yes").click()
    expect(step(page, "bandit").locator("[data-field=state]")).to_have_text("Cancelled")
    assert server.do("states", scan=scan)["bandit"] == "cancelled"


def test_refused_action_becomes_a_toast_with_the_request_id(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], by="mara")
    page = open_page(f"/scans/{scan}")
    expect(page.locator("#connection")).to_have_text("Live")
    server.do("finish", scan=scan, status="completed", silently=True)
    page.get_by_role("button", name="Cancel scan").click()
    logged: list[Any] = []
    page.on("console", lambda message: message.type == "error" and logged.append(message))
    with page.expect_response(re.compile("/cancel$")) as answer:
        page.locator("#confirm-cancel-yes").click()
    request_id = answer.value.header_value("x-request-id")
    toast = page.get_by_role("alert")
    expect(toast).to_contain_text("Scan cannot be cancelled")
    expect(toast).to_contain_text(f"SCAN_NOT_CANCELLABLE · request {request_id}")
    record = next(m for m in logged if "API error" in m.text).args[1].json_value()
    assert record["status"] == 409
    assert record["code"] == "SCAN_NOT_CANCELLABLE"
    assert record["request_id"] == request_id
    # The dialog is open and modal; the toast lies above it and can be closed.
    toast.get_by_role("button", name="Close message").click()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "body", "shown"),
    [
        (502, "<html>Bad gateway</html>", "The server answered 502"),
        (200, "<html>a proxy's page</html>", "The answer of the server cannot be read"),
        (None, "", "The server cannot be reached"),
    ],
)
def test_answers_outside_the_contract_are_survived(
    failed_scan: str, open_page: Any, status: int | None, body: str, shown: str
) -> None:
    page = open_page(f"/scans/{failed_scan}")

    def answer(route: Any) -> None:
        if status is None:
            route.abort()
        else:
            route.fulfill(status=status, body=body, content_type="text/html")

    page.route("**/retry", answer)
    page.get_by_role("button", name="Retry failed tools").click()
    expect(page.get_by_role("alert")).to_contain_text(shown)
    expect(page.get_by_role("button", name="Retry failed tools")).to_be_enabled()


def test_support_bundle_holds_scan_errors_and_request_id(failed_scan: str, open_page: Any) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    page = open_page(f"/scans/{failed_scan}", permissions=permissions)
    page.locator("#error-indicator").click()
    page.get_by_role("button", name="Copy support bundle").click()
    expect(page.locator(".toast")).to_contain_text("Support bundle copied")
    bundle = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert bundle["scan"]["id"] == failed_scan
    assert bundle["request_id"] == "0191f7a2-5c3e-7d4b-9a51-2f6d7c8e9b10"
    assert bundle["errors"]["failed_tools"] == 2
    assert len(bundle["tool_runs"]) == 4


def test_viewer_watches_but_may_not_act_or_read_logs(failed_scan: str, open_page: Any) -> None:
    page = open_page(f"/scans/{failed_scan}", "vic")
    expect(page.locator("#connection")).to_have_text("Live")
    for name in ("Retry failed tools", "Cancel scan"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.locator("#log")).to_have_count(0)
    page.locator("#error-indicator").click()
    expect(page.get_by_role("button", name=re.compile("^Retry"))).to_have_count(0)


def test_lost_connection_resumes_and_misses_nothing(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit", "semgrep"], by="mara")
    server.do("run", scan=scan, tool="bandit", state="running")
    page = open_page(f"/scans/{scan}")
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    expect(page.locator("#connection")).to_have_text("Live")
    server.stop()
    expect(page.locator("#connection")).to_have_text("Reconnecting…")
    server.do("run", scan=scan, tool="bandit", state="succeeded", outcome="clean")
    server.do("run", scan=scan, tool="semgrep", state="running")
    last = server.do("last_number", scan=scan)
    server.start()
    expect(page.locator("#connection")).to_have_text("Live", timeout=20_000)
    expect(step(page, "bandit").locator("[data-field=state]")).to_have_text("Succeeded")
    expect(step(page, "semgrep").locator("[data-field=state]")).to_have_text("Running")
    assert sockets[-1].endswith(f"?after={last - 2}")
    server.do("progress", scan=scan, tool="semgrep", percent=70, message="rules")
    expect(step(page, "semgrep").locator("progress")).to_have_js_property("value", 70)


def test_thousand_events_in_a_burst_do_not_freeze_the_page(server: Server, open_page: Any) -> None:
    scan = server.do("scan", tools=["bandit"], by="mara")
    server.do("run", scan=scan, tool="bandit", state="running")
    page = open_page(f"/scans/{scan}")
    expect(page.locator("#connection")).to_have_text("Live")
    page.evaluate(
        """() => { let last = performance.now(); window.longest = 0;
        const tick = () => { const now = performance.now();
          window.longest = Math.max(window.longest, now - last); last = now;
          requestAnimationFrame(tick); }; tick(); }"""
    )
    server.do("burst", scan=scan, tool="bandit", count=2_500)
    expect(step(page, "bandit")).to_contain_text("step 2499", timeout=15_000)
    assert page.evaluate("window.longest") < 1_000
    expect(page.locator("#connection")).to_have_text("Live")
