"""The table of seed examples, row by row, against the application as it is served."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings
from django.urls import Resolver404, resolve

from config.errors.catalog import ErrorCode
from tests.contract.client import FAMILIES, check_error
from tests.contract.raw import Answer
from tests.contract.seed_table import (
    DETAIL,
    ENVELOPE,
    EXAMPLES,
    FLAT,
    PROBLEM,
    ROWS,
    Row,
    Sends,
)
from tests.running.server import Server

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("config", "projects", "tooling", "scans", "findings")
RUNNING = [row for row in ROWS if row.sends]
WAITING = [row for row in ROWS if not row.sends]
REQUEST_ID = "seed-table.0123456789"
ACCEPT = {
    FLAT: "application/vnd.wardroom.error.flat+json",
    ENVELOPE: "application/vnd.wardroom.error.envelope+json",
    DETAIL: "application/vnd.wardroom.error.detail+json",
    PROBLEM: "application/problem+json",
}
# The rows of one state stand together, so that the application is brought into each state once.
STATES = sorted({row.sends.under for row in RUNNING if row.sends})


# --- The table itself -------------------------------------------------------------------------


def test_no_example_of_a_seed_is_missing() -> None:
    assert Counter(row.source for row in ROWS if row.source != "contract") == EXAMPLES
    names = [str(row) for row in ROWS]
    assert len(set(names)) == len(names)


def test_every_code_of_the_catalogue_has_a_row() -> None:
    assert {row.code for row in ROWS} == set(ErrorCode.__members__)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_catalogue_says_what_the_row_says(row: Row) -> None:
    code = ErrorCode[row.code]
    assert code.status == row.status
    assert row.message == code.message or row.message.startswith(f"{code.message}: ")
    if row.rendering == ENVELOPE:
        assert code.value.context == row.context
    if row.source == "001" and code.value.details is not None:
        assert code.value.details == row.details


@pytest.mark.parametrize("row", WAITING, ids=str)
def test_what_waits_is_not_there_yet(row: Row) -> None:
    """Once its surface has come, a row must have a request."""
    assert row.waits_for is not None
    if row.route:
        assert not is_routed(row.route), f"{row.route} has come; give the row a request"
    else:
        assert not HAS_COME[row.code](), f"{row.code} can be raised now; give the row a request"


def is_routed(route: str) -> bool:
    method, path = route.split()
    try:
        match = resolve(path.replace("<pid>", "shop"))
    except Resolver404:
        return False
    actions = getattr(match.func, "actions", None)
    view = getattr(match.func, "cls", None)
    return method.lower() in actions if actions else hasattr(view, method.lower())


def is_raised(code: str) -> bool:
    """Whether the product raises it anywhere. The catalogue and the conversion only name codes."""
    texts = (
        path.read_text(encoding="utf-8")
        for package in PRODUCT
        for path in (ROOT / package).rglob("*.py")
        if path.parent.name != "errors"
    )
    return any(re.search(rf"ApiError\(\s*ErrorCode\.{code}\b", text) for text in texts)


HAS_COME: dict[str, Callable[[], bool]] = {
    # Tasks go through the database, whose silence is DATABASE_UNAVAILABLE.
    "QUEUE_UNAVAILABLE": lambda: "orm" not in settings.Q_CLUSTER,
    "UPSTREAM_ERROR": lambda: is_raised("UPSTREAM_ERROR"),
    "INVALID_TRANSITION": lambda: is_raised("INVALID_TRANSITION"),
}


# --- The running application ------------------------------------------------------------------


class World:
    """A served application, and what the requests of the table name."""

    def __init__(self, folder: Path) -> None:
        self.server = Server(
            folder,
            TOOL_PATHS=f"bandit={ROOT}/tests/scans/standin.py,semgrep=/nowhere/semgrep",
        )
        do = self.server.do
        do("person", username="owner", role="owner")
        do("person", username="viewer", role="viewer")
        self.names = {
            "project": "harbour",
            "scan": do("scan", tools=["bandit"]),
            "ended": do("scan", tools=["bandit"]),
            "expired": do("token", username="owner", hours=-1),
            "session": do("session", username="owner"),
        }
        do("finish", scan=self.names["ended"], status="completed", silently=True)
        do(
            "findings", scan=self.names["scan"], tool="bandit",
            rows=[["high", "A finding", "app.py", "B1"]],
        )  # fmt: skip
        self.tokens = {name: do("token", username=name) for name in ("owner", "viewer")}
        self.server.start()
        target = {"project": "harbour", "kind": "repository", "locator": str(ROOT / "docs/demo")}
        self.names["target"] = self.ask(Sends("POST", "/api/v1/targets", target)).json()["id"]
        account = {"project": "harbour", "kind": "cloud_account", "locator": "aws"}
        self.names["account"] = self.ask(Sends("POST", "/api/v1/targets", account)).json()["id"]
        listed = self.ask(Sends("GET", "/api/v1/findings")).json()["results"]
        self.names["finding"] = listed[0]["id"]

    @property
    def database(self) -> Path:
        return self.server.folder / "data" / "wardroom.sqlite3"

    def filled(self, value: Any) -> Any:
        if isinstance(value, str):
            for name, text in self.names.items():
                value = value.replace(f"{{{name}}}", text)
        elif isinstance(value, dict):
            return {key: self.filled(inner) for key, inner in value.items()}
        return value

    def headers_of(self, sends: Sends, accept: str = "") -> dict[str, str]:
        headers = {"X-Request-ID": REQUEST_ID, "Accept": accept or "*/*"}
        if sends.body is not None:
            headers["Content-Type"] = "application/json"
        if sends.by in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[sends.by]}"
        elif sends.by:
            name, _, value = self.filled(sends.by).partition(":")
            headers[name] = value.strip()
        return headers | sends.headers

    def ask(self, sends: Sends, accept: str = "") -> Answer:
        if sends.first:
            assert self.ask(sends.first).status_code < 300
        body = sends.body
        data = body if isinstance(body, bytes | None) else json.dumps(self.filled(body)).encode()
        answer = requests.request(
            sends.method,
            self.server.url + self.filled(sends.path),
            data=data,
            headers=self.headers_of(sends, accept),
            timeout=30,
        )
        return Answer(answer.status_code, answer.headers, answer.content)

    @contextmanager
    def restarted(self, **environment: str) -> Iterator[None]:
        before = dict(self.server.environment)
        self.server.environment.update(environment)
        self.server.stop()
        self.server.start()
        try:
            yield
        finally:
            self.server.environment = before
            self.server.stop()
            self.server.start()


@contextmanager
def few_requests(world: World) -> Iterator[None]:
    with world.restarted(RATE_LIMITS="general=2/minute"):
        for _ in range(2):
            world.ask(Sends("GET", "/api/v1/scans"))
        yield


@contextmanager
def a_table_is_lost(world: World) -> Iterator[None]:
    def rename(before: str, after: str) -> None:
        with sqlite3.connect(world.database, timeout=20) as connection:
            connection.execute(f"ALTER TABLE {before} RENAME TO {after}")
        connection.close()

    rename("tooling_toolstatus", "lost")
    try:
        yield
    finally:
        rename("lost", "tooling_toolstatus")


@contextmanager
def the_database_is_away(world: World) -> Iterator[None]:
    away = world.database.with_suffix(".away")
    world.database.rename(away)
    world.database.mkdir()
    try:
        yield
    finally:
        world.database.rmdir()
        away.rename(world.database)


@contextmanager
def writing_takes_long(world: World) -> Iterator[None]:
    with world.restarted(WARDROOM_REQUEST_SECONDS="1"):
        connection = sqlite3.connect(world.database, timeout=20, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.close()


@contextmanager
def three_streams(world: World) -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(3):
            sends = Sends("GET", "/api/v1/scans/{scan}/stream")
            headers = world.headers_of(sends) | {"Accept": "text/event-stream"}
            url = world.server.url + world.filled(sends.path)
            stream = requests.get(url, headers=headers, stream=True, timeout=30)
            stack.callback(stream.close)
            assert stream.status_code == 200
        yield


UNDER: dict[str, Callable[[World], Any]] = {
    "few requests": few_requests,
    "a table is lost": a_table_is_lost,
    "the database is away": the_database_is_away,
    "writing takes long": writing_takes_long,
    "three streams": three_streams,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("seeds"))
    try:
        yield world
    finally:
        world.server.close()


@pytest.mark.xdist_group("contract")  # `world` starts a server
@pytest.mark.parametrize("state", STATES, ids=lambda state: state or "as it is")
def test_the_application_answers_what_the_seeds_show(world: World, state: str) -> None:
    """Each row in the rendering of its family, and in each of the four by `Accept`."""
    with UNDER[state](world) if state else ExitStack():
        for row in RUNNING:
            if row.sends is None or row.sends.under != state:
                continue
            # Who names an error's form accepts JSON, so that 406 has one form only.
            for accept in ("",) if "Accept" in row.sends.headers else ("", *ACCEPT):
                answer = world.ask(row.sends, ACCEPT.get(accept, ""))
                try:
                    check_row(row, answer, accept, world)
                except AssertionError as error:
                    error.add_note(f"{row} as {accept or 'default'}: {answer.content[:600]!r}")
                    raise


def test_every_state_is_brought_about() -> None:
    assert set(STATES) == {"", *UNDER}


def check_row(row: Row, answer: Answer, accept: str, world: World) -> None:
    assert row.sends is not None
    path = row.sends.path.partition("?")[0]
    environ = {
        "REQUEST_METHOD": row.sends.method,
        "PATH_INFO": path,
        "HTTP_ACCEPT": ACCEPT.get(accept, ""),
    }
    assert (answer.status_code, answer.code) == (row.status, row.code)
    check_error(answer, environ, checks_codes=False)
    assert answer["X-Request-ID"] == REQUEST_ID
    code = ErrorCode[row.code]
    if row.status == 401:
        assert answer["WWW-Authenticate"].startswith('Bearer realm="api"')
    if code.value.retryable or row.status in (429, 503):
        assert int(answer["Retry-After"]) > 0
    family = next((name for pattern, name in FAMILIES if pattern.match(path)), FLAT)
    CHECKS[accept or family](row, answer.json(), world)


def matches(said: Any, wanted: Any, world: World) -> bool:
    if isinstance(wanted, re.Pattern):
        return isinstance(said, str) and wanted.fullmatch(said) is not None
    return bool(said == world.filled(wanted))


def check_flat(row: Row, body: Any, world: World) -> None:
    assert body["error"] == row.message
    if row.rendering != ENVELOPE:  # whose seed shows keys instead of a sentence
        assert matches(body["details"], row.details, world)


def check_envelope(row: Row, body: Any, world: World) -> None:
    assert body["error"]["message"] == row.message
    details = body["error"]["details"]
    if row.context:
        assert tuple(details) == row.context
        for name, value in row.values.items():
            assert matches(details[name], value, world), name
        assert all(value is not None for value in details.values())


def check_detail(row: Row, body: Any, world: World) -> None:
    if isinstance(body["detail"], list):
        for wanted, said in zip(row.errors, body["detail"], strict=bool(row.errors)):
            assert wanted.items() <= said.items()
    elif row.rendering != ENVELOPE:
        assert matches(body["detail"], row.details or row.message, world)
    assert not row.errors or isinstance(body["detail"], list)


def check_problem(row: Row, body: Any, world: World) -> None:
    assert body["title"] == row.message
    if row.rendering != ENVELOPE:
        assert matches(body["detail"], row.details or row.message, world)


CHECKS = {
    FLAT: check_flat,
    ENVELOPE: check_envelope,
    DETAIL: check_detail,
    PROBLEM: check_problem,
}
