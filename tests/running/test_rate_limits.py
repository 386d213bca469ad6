"""Rate limits of the running server: what a client sees, and that its waiting is rewarded."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
import requests

from tests.running.server import PASSWORD, Server

_clients = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(
        tmp_path_factory.mktemp("limited"),
        RATE_LIMITS="general=5/minute,pages=9/minute,sign_ins=2/2 second",
        TRUSTED_PROXIES="127.0.0.1",
    )
    try:
        server.do("person", username="ada")
        server.start()
        yield server
    finally:
        server.close()


def visitor() -> dict[str, str]:
    """The header of a client that nobody has seen, behind the proxy that this test is."""
    return {"X-Forwarded-For": f"192.0.2.{next(_clients)}"}


def asked(server: Server, headers: dict[str, str], path: str = "error-codes") -> requests.Response:
    return requests.get(f"{server.url}/api/v1/{path}", headers=headers, timeout=10)


def test_requests_at_once_pass_up_to_the_limit(server: Server) -> None:
    client = visitor()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: asked(server, client), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [429] * 15


@pytest.mark.parametrize("name", ["flat", "envelope", "detail", "problem"])
def test_the_refusal_in_each_rendering(server: Server, name: str) -> None:
    media_type = f"application/vnd.wardroom.error.{name}+json"
    client = visitor()
    while (answer := asked(server, client)).ok:
        pass
    kind = "application/problem+json" if name == "problem" else media_type
    answer = asked(server, {**client, "Accept": kind})
    wait = int(answer.headers["Retry-After"])
    sentence = f"Rate limit exceeded. Try again in {wait} seconds."
    assert answer.status_code == 429
    assert answer.headers["X-Error-Code"] == "RATE_LIMIT_EXCEEDED"
    assert answer.headers["RateLimit-Policy"] == '"general";q=5;w=60'
    assert answer.headers["RateLimit"] == f'"general";r=0;t={wait}'
    assert 50 <= wait <= 61
    body = answer.json()
    match name:
        case "flat":
            assert (body["details"], body["retry_after"]) == (sentence, wait)
        case "envelope":
            details = body["error"]["details"]
            reset = details.pop("reset_time")
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", reset)
            assert details == {
                "limit": 5,
                "window": "1 minute",
                "current_usage": 5,
                "retry_after": wait,
            }
        case "detail":
            assert body == {"detail": sentence}
        case "problem":
            assert (body["detail"], body["retry_after"]) == (sentence, wait)


def test_a_browser_has_more_than_a_token_of_the_same_person(server: Server) -> None:
    token = server.do("token", username="ada")
    session = server.do("session", username="ada")
    by_token = asked(server, {"Authorization": f"Bearer {token}"}, "users/me")
    by_page = asked(server, {"Cookie": f"sessionid={session}"}, "users/me")
    assert by_token.headers["RateLimit"] == '"general";r=4;t=60'
    assert by_page.headers["RateLimit"] == '"pages";r=8;t=60'


def test_a_flood_of_bad_tokens_is_refused(server: Server) -> None:
    client = {**visitor(), "Authorization": "Bearer " + "a" * 64}
    answers = [asked(server, client, "users/me") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2
    token = server.do("token", username="ada")
    good = asked(server, {**client, "Authorization": f"Bearer {token}"}, "users/me")
    assert good.status_code == 200


def test_who_waits_as_told_gets_in(server: Server) -> None:
    client = visitor()

    def sign_in(password: str) -> requests.Response:
        form = {"username": "ada", "password": password}
        page = requests.get(f"{server.url}/login", timeout=10)
        csrf = {"X-CSRFToken": page.cookies["csrftoken"]}
        return requests.post(
            f"{server.url}/login",
            form,
            headers={**client, **csrf},
            cookies=page.cookies,
            allow_redirects=False,
            timeout=10,
        )

    while (answer := sign_in("wrong")).status_code == 200:
        pass
    assert answer.status_code == 429
    assert "Try again in" in answer.text
    time.sleep(int(answer.headers["Retry-After"]))
    assert sign_in(PASSWORD).status_code == 302


def test_counting_goes_on_where_the_file_is_broken(server: Server) -> None:
    client = visitor()
    assert asked(server, client).headers["RateLimit"] == '"general";r=4;t=60'
    (file,) = (server.folder / "data").glob("counters-*.sqlite3")
    for path in (file, file.with_name(f"{file.name}-wal")):
        with path.open("r+b") as stream:
            stream.write(b"not a database " * (path.stat().st_size // 15))
    assert [asked(server, client).status_code for _ in range(3)] == [200] * 3
    assert "RateLimit" in asked(server, client).headers
