"""The catalogue for programs and for people."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from config.errors.catalog import ErrorCode
from tests.contract.client import ContractClient


@pytest.mark.parametrize("path", ["/api/v1/error-codes", "/api/error-codes", "/api/error-codes/"])
def test_the_catalogue_as_json_needs_no_credentials(api: ContractClient, path: str) -> None:
    rows = api.get(path).json()
    assert [row["code"] for row in rows] == [code.name for code in ErrorCode]
    expired = next(row for row in rows if row["code"] == "AUTH_TOKEN_EXPIRED")
    assert expired == {
        "code": "AUTH_TOKEN_EXPIRED",
        "status": 401,
        "message": "Authentication token has expired",
        "meaning": ErrorCode.AUTH_TOKEN_EXPIRED.value.meaning,
        "remedy": ErrorCode.AUTH_TOKEN_EXPIRED.value.remedy,
        "context": ["expired_at", "suggested_action"],
        "retryable": False,
        "retry_after": None,
        "documentation_url": "http://testserver/docs/errors#AUTH_TOKEN_EXPIRED",
    }


def test_every_documentation_url_arrives(api: ContractClient, client: Client) -> None:
    text = client.get("/docs/errors").content.decode()
    anchors = set(re.findall(r' id="([A-Z_]+)"', text))
    for row in api.get("/api/v1/error-codes").json():
        assert row["documentation_url"].rpartition("#")[2] in anchors


def test_the_page_says_everything_about_a_code(client: Client) -> None:
    text = client.get("/docs/errors").content.decode()
    entry = text.partition('id="DETECTION_ENGINE_UNAVAILABLE"')[2].partition("</article>")[0]
    row = ErrorCode.DETECTION_ENGINE_UNAVAILABLE.value
    for part in (row.meaning, row.remedy, row.message, "503", "retryable", "5 seconds"):
        assert part in entry
    for key in row.context:
        assert f"<code>{key}</code>" in entry


@pytest.mark.parametrize("path", ["/docs/errors", "/api/docs", "/api/docs/", "/api/v1/docs"])
def test_pages_keep_the_content_policy(client: Client, path: str) -> None:
    """Scripts and styles are files of our own; nothing stands inline."""
    response = client.get(path)
    assert response.status_code == 200
    text = response.content.decode()
    assert "Content-Security-Policy" in response
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert " style=" not in text
    assert not re.search(r"\bon[a-z]+=", text)
    assert not re.search(r'(src|href)="(https?:)?//', text)


@pytest.mark.parametrize("path", ["/docs/errors", "/api/docs"])
def test_their_files_are_there(client: Client, path: str) -> None:
    text = client.get(path).content.decode()
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', text)
    assert len(files) >= 3
    for file in files:
        assert client.get(file).status_code == 200, file


def test_the_page_opens_while_the_database_is_down(client: Client) -> None:
    """pytest-django refuses every query here, and a session cookie would ask for one."""
    client.cookies["sessionid"] = "somebody"
    assert client.get("/docs/errors").status_code == 200


def test_the_page_only_reads(client: Client) -> None:
    response = client.post("/docs/errors")
    assert response.status_code == 405
