"""What an answer repeats of a query that it refuses."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.contract.client import ContractClient
from tests.make import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(api: ContractClient) -> Any:
    api.as_user(make_user())

    def ask(query: str) -> dict[str, Any]:
        answer = api.get(f"/api/v1/scans?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_QUERY")
        return answer.json()

    return ask


def test_a_long_unknown_name_is_cut(refused: Any) -> None:
    body = refused(f"{'n' * 4000}=1")
    assert body["errors"][0]["field"] == "n" * 39 + "…"
    assert len(body["details"]) < 300
    assert refused(f"{'n' * 40}=1")["errors"][0]["field"] == "n" * 40


def test_what_cannot_be_printed_is_not_repeated(refused: Any) -> None:
    body = refused(f"{quote(chr(27) + '[31m' + chr(0x202E) + 'x' + chr(10))}=1")
    assert body["errors"][0]["field"] == "?[31m?x?"
    assert body["details"].isprintable()


def test_of_many_unknown_names_five_are_repeated(refused: Any) -> None:
    body = refused("&".join(f"n{number}=1" for number in range(500)))
    assert [error["field"] for error in body["errors"]] == ["n0", "n1", "n2", "n3", "n4"]
