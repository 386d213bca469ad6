"""Rate limits as the API shows them: who is counted, the headers, the refusal in each family."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from knox.models import AuthToken

from config.errors.catalog import ErrorCode
from config.errors.openapi import operation_codes
from config.records import rates
from projects.api.throttling import RateThrottle
from tests.contract.client import ContractClient
from tests.make import make_key, make_user

VENDOR = "application/vnd.wardroom.error.{}+json"
POLICY = re.compile(r'"(\w+)";q=(\d+);w=(\d+)')
STATE = re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


@pytest.fixture
def real(settings: Any, tmp_path: Path) -> Any:
    """`real(general="3/minute")`: a client of the real routes, counted from nothing."""

    def give(**changes: str) -> ContractClient:
        settings.DATA_DIR = tmp_path
        settings.RATE_LIMITS = rates.table(changes)
        return ContractClient()

    return give


@pytest.fixture
def limited(settings: Any, real: Any) -> Any:
    """The same on the routes made for these tests."""

    def give(**changes: str) -> ContractClient:
        settings.ROOT_URLCONF = "tests.projects.limited"
        real(**changes)
        return other()

    return give


def other() -> ContractClient:
    return ContractClient(checks_codes=False)


def token_of(user: Any) -> str:
    return str(AuthToken.objects.create(user=user)[1])


def left(response: Any) -> dict[str, int]:
    """What the answer says is left, by limit."""
    return {name: int(r) for name, r, _ in STATE.findall(response["RateLimit"])}


def used_up(client: ContractClient, path: str) -> Any:
    """The first refusal."""
    for _ in range(20):
        response = client.get(path)
        if response.status_code == 429:
            return response
    raise AssertionError(f"{path} is never refused")


def test_every_answer_says_what_is_left(limited: Any) -> None:
    api = limited(general="3/minute")
    answers = [api.get(f"/api/v1/open{query}") for query in ("", "?fail", "", "")]
    assert [answer.status_code for answer in answers] == [200, 404, 200, 429]
    assert [left(answer) for answer in answers] == [{"general": n} for n in (2, 1, 0, 0)]
    for answer in answers:
        assert answer["RateLimit-Policy"] == '"general";q=3;w=60'
    assert int(STATE.findall(answers[-1]["RateLimit"])[0][2]) == int(answers[-1]["Retry-After"])


def test_the_flat_refusal(limited: Any) -> None:
    response = used_up(limited(general="2/minute"), "/api/v1/open")
    wait = int(response["Retry-After"])
    body = response.json()
    del body["request_id"]
    assert 59 <= wait <= 61
    assert body == {
        "error": "API rate limit exceeded",
        "code": "RATE_LIMIT_EXCEEDED",
        "details": f"Rate limit exceeded. Try again in {wait} seconds.",
        "retry_after": wait,
    }


def test_the_refusal_of_the_process_family(limited: Any) -> None:
    response = used_up(limited(general="2/minute"), "/api/v1/processes/open")
    error = response.json()["error"]
    wait = int(response["Retry-After"])
    assert error["code"] == "RATE_LIMIT_EXCEEDED"
    assert error["message"] == "API rate limit exceeded"
    assert list(error["details"]) == [
        "limit",
        "window",
        "current_usage",
        "reset_time",
        "retry_after",
    ]
    reset = error["details"].pop("reset_time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", reset)
    until = datetime.fromisoformat(reset) - datetime.fromisoformat(error["timestamp"])
    assert wait - 1 < until.total_seconds() <= wait
    assert error["details"] == {
        "limit": 2,
        "window": "1 minute",
        "current_usage": 2,
        "retry_after": wait,
    }


def test_the_refusal_of_the_operations_centre(limited: Any) -> None:
    response = used_up(limited(general="2/minute"), "/api/v1/iocs/open")
    wait = response["Retry-After"]
    assert response.json() == {"detail": f"Rate limit exceeded. Try again in {wait} seconds."}


def test_the_refusal_as_a_problem(limited: Any) -> None:
    api = limited(general="2/minute")
    used_up(api, "/api/v1/open")
    response = api.get("/api/v1/open", headers={"Accept": "application/problem+json"})
    body = response.json()
    wait = int(response["Retry-After"])
    assert body["status"] == 429
    assert body["retry_after"] == wait
    assert body["detail"] == f"Rate limit exceeded. Try again in {wait} seconds."


def test_the_refusal_as_a_page(limited: Any) -> None:
    api = limited(general="2/minute")
    used_up(api, "/p/shop/open")
    response = api.get("/p/shop/open", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 429
    assert "Try again in" in response.content.decode()


@pytest.mark.django_db
def test_a_view_counts_under_its_own_limit_as_well(limited: Any) -> None:
    api = limited(general="10/minute", investigations="2/minute").as_user(make_user())
    answers = [api.get("/api/v1/investigations") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert POLICY.findall(answers[0]["RateLimit-Policy"]) == [
        ("general", "10", "60"),
        ("investigations", "2", "60"),
    ]
    assert left(answers[-1]) == {"general": 8, "investigations": 0}  # refused: counted in neither


@pytest.mark.django_db
def test_an_action_may_have_a_limit_of_its_own(limited: Any) -> None:
    api = limited(general="10/minute", playbooks="1/minute").as_user(make_user())
    assert left(api.get("/api/v1/playbooks")) == {"general": 9}
    assert left(api.post("/api/v1/playbooks")) == {"general": 8, "playbooks": 0}
    assert api.post("/api/v1/playbooks").status_code == 429
    assert api.get("/api/v1/playbooks").status_code == 200


@pytest.mark.django_db
def test_the_general_limit_holds_for_a_view_with_its_own(limited: Any) -> None:
    api = limited(general="1/minute", investigations="5/minute").as_user(make_user())
    answers = [api.get("/api/v1/investigations") for _ in range(2)]
    assert answers[1].status_code == 429
    assert left(answers[1]) == {"general": 0, "investigations": 4}


@pytest.mark.django_db
def test_each_caller_has_a_window_and_a_browser_a_wider_one(limited: Any) -> None:
    api = limited(general="2/minute", pages="4/minute")
    ada, bob = make_user(), make_user()
    clients = {
        "nobody": api,
        "token": other().as_token(token_of(ada)),
        "other person": other().as_token(token_of(bob)),
        "key": other().as_key(make_key(ada, "findings:read")),
        "browser": other().as_session(ada),
    }
    answers = {name: client.get("/api/v1/open") for name, client in clients.items()}
    assert {name: left(answer) for name, answer in answers.items()} == {
        "nobody": {"general": 1},
        "token": {"general": 1},
        "other person": {"general": 1},
        "key": {"general": 1},
        "browser": {"pages": 3},
    }
    again = other().as_token(token_of(ada)).get("/api/v1/open")
    assert left(again) == {"general": 0}  # a second token is the same person


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": "Bearer " + "a" * 64}, 401),
        ({"X-API-Key": "guess"}, 403),
    ],
)
def test_refused_credentials_count_against_the_address(
    limited: Any, headers: dict[str, str], status: int
) -> None:
    api = limited(general="3/minute")
    good = other().as_token(token_of(make_user()))
    answers = [api.get("/api/v1/signed-in", headers=headers) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [status] * 3 + [429] * 2
    assert [left(answer)["general"] for answer in answers] == [2, 1, 0, 0, 0]
    assert api.get("/api/v1/open").status_code == 429
    assert api.get("/api/v1/open", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert good.get("/api/v1/signed-in").status_code == 200


@pytest.mark.django_db
def test_a_forged_cookie_request_counts_against_the_address(limited: Any) -> None:
    limited(general="2/minute")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(make_user())
    answers = [browser.post("/api/v1/playbooks") for _ in range(3)]
    assert [answer["X-Error-Code"] for answer in answers] == [
        "CSRF_FAILED",
        "CSRF_FAILED",
        "RATE_LIMIT_EXCEEDED",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/closed", "/api/v1/open?fail"])
def test_a_forbidden_request_counts_once_and_for_the_person(limited: Any, path: str) -> None:
    limited(general="3/minute")
    client = other().as_token(token_of(make_user()))
    answers = [client.get(path) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert [left(answer)["general"] for answer in answers] == [2, 1, 0, 0]
    assert left(other().get("/api/v1/open")) == {"general": 2}


def test_the_client_behind_a_trusted_proxy_is_counted(limited: Any, settings: Any) -> None:
    api = limited(general="1/minute")
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1/32")]
    statuses = [
        api.get("/api/v1/open", headers={"X-Forwarded-For": client}).status_code
        for client in ("192.0.2.1", "192.0.2.2", "6.6.6.6, 192.0.2.1")
    ]
    assert statuses == [200, 200, 429]


def test_a_limit_that_is_off_leaves_no_header(limited: Any) -> None:
    response = limited(general="off").get("/api/v1/open")
    assert response.status_code == 200
    assert "RateLimit" not in response


def test_a_view_without_throttles_is_not_counted(limited: Any) -> None:
    api = limited(general="1/minute")
    for query in ("", "?fail"):
        assert "RateLimit" not in api.get(f"/api/v1/uncounted{query}")
    assert left(api.get("/api/v1/open")) == {"general": 0}


def test_counting_costs_no_query(limited: Any, django_assert_num_queries: Any, db: Any) -> None:
    api = limited(general="1/minute")
    with django_assert_num_queries(0):
        used_up(api, "/api/v1/open")


def test_where_nothing_can_be_counted_requests_pass(limited: Any, settings: Any) -> None:
    api = limited(general="1/minute")
    settings.DATA_DIR /= "missing"
    answers = [api.get("/api/v1/open") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert "RateLimit" not in answers[0]


def sign_in(client: Any, door: str, password: str) -> Any:
    body = {"username": "ada", "password": password}
    return client.post(door, body) if door.startswith("/api") else Client().post(door, body)


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["/api/v1/auth/token", "/login", "/admin/login/"])
def test_passwords_cannot_be_guessed(real: Any, door: str) -> None:
    api = real(sign_ins="2/minute")
    make_user("ada", is_staff=True)
    assert sign_in(api, door, "correct horse").status_code in (200, 302)  # not counted
    for _ in range(2):
        assert sign_in(api, door, "wrong").status_code in (200, 401)
    for password in ("wrong", "correct horse"):
        response = sign_in(api, door, password)
        assert response.status_code == 429
        assert response["X-Error-Code"] == "RATE_LIMIT_EXCEEDED"
        assert 1 <= int(response["Retry-After"]) <= 61


@pytest.mark.django_db
def test_all_doors_share_the_limit_of_refused_sign_ins(real: Any) -> None:
    api = real(sign_ins="2/minute")
    for door in ("/login", "/admin/login/"):
        sign_in(api, door, "wrong")
    assert sign_in(api, "/api/v1/auth/token", "wrong").status_code == 429


def views() -> list[tuple[Any, str]]:
    """Every DRF view class with its route."""
    found = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, route)
            elif hasattr(pattern.callback, "cls"):
                found.append((pattern.callback.cls, f"/{route}"))

    walk(get_resolver().url_patterns, "")
    return found


def test_every_limit_that_a_view_names_is_one(settings: Any) -> None:
    for view, route in views():
        own = getattr(view, "rate_limit", None) or {}
        for name in own.values() if isinstance(own, dict) else [own]:
            assert name in rates.RATES, route


def test_every_view_that_is_counted_lists_the_refusal() -> None:
    counted = [(view, route) for view, route in views() if RateThrottle in view.throttle_classes]
    assert len(counted) > 20
    for view, route in counted:
        assert ErrorCode.RATE_LIMIT_EXCEEDED in operation_codes(view, "list", "GET", route)
