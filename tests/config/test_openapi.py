"""The API document: valid, complete for every operation, and the same as the committed one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from config.errors.catalog import ErrorCode
from config.errors.openapi import operation_codes, raises
from config.errors.reference import document

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
REGENERATE = "docs/openapi.yaml is not what the code says; run `make openapi` and look at the diff"


def operations() -> Iterator[Any]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield pytest.param(path, method, operation, id=f"{method} {path}")


OPERATIONS = list(operations())
EVERY_OPERATION = pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)


def test_the_document_is_valid_openapi_31() -> None:
    assert document()["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document()).iter_errors()] == []


def test_the_generator_has_nothing_to_complain_about(tmp_path: Path) -> None:
    file = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(file), validate=True, fail_on_warn=True)
    assert COMMITTED.exists(), REGENERATE
    assert COMMITTED.read_text(encoding="utf-8") == file.read_text(encoding="utf-8"), REGENERATE


def test_only_the_documented_prefixes() -> None:
    assert all(path.startswith(("/api/v1/", "/p/")) for path in document()["paths"])
    assert len(OPERATIONS) > 20


def test_operation_ids_are_unique_words() -> None:
    ids = [parameter.values[2]["operationId"] for parameter in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert all(name.isidentifier() for name in ids)


@EVERY_OPERATION
def test_each_operation_is_described(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"].strip()
    assert operation["summary"][-1] != "."
    (tag,) = operation["tags"]
    assert tag in {tag["name"] for tag in document()["tags"]}


def json_contents(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """JSON of the request and of successful answers."""
    contents = [operation.get("requestBody", {}).get("content", {})]
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            contents.append(response.get("content", {}))
    return [content["application/json"] for content in contents if "application/json" in content]


@EVERY_OPERATION
def test_each_operation_that_carries_json_has_an_example(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    contents = json_contents(operation)
    assert not contents or any("examples" in content for content in contents)


@EVERY_OPERATION
def test_each_operation_lists_its_errors(path: str, method: str, operation: dict[str, Any]) -> None:
    listed = []
    for status, response in operation["responses"].items():
        assert "X-Request-ID" in response["headers"]
        if int(status) < 400:
            continue
        codes = [ErrorCode[name] for name in response["x-error-codes"]]
        assert {code.status for code in codes} == {int(status)}
        assert "X-Error-Code" in response["headers"]
        if any(code.value.retry_after is not None for code in codes):
            assert "Retry-After" in response["headers"]
        body = response["content"]["application/json"]["schema"]["$ref"]
        assert body.rpartition("/")[2] in ("ErrorFlat", "ErrorEnvelope", "ErrorDetail")
        listed += codes
    assert [code.name for code in ErrorCode if code in listed] == operation["x-error-codes"]
    assert {"INTERNAL_ERROR", "DATABASE_UNAVAILABLE"} <= set(operation["x-error-codes"])


@EVERY_OPERATION
def test_bodies_are_json_only(path: str, method: str, operation: dict[str, Any]) -> None:
    types = set(operation.get("requestBody", {}).get("content", {}))
    assert types <= {"application/json"} or types == {"multipart/form-data"}
    assert method != "delete" or not types


def test_a_schema_for_each_rendering() -> None:
    schemas = document()["components"]["schemas"]
    assert {"ErrorFlat", "ErrorEnvelope", "ErrorDetail", "ErrorProblem"} <= set(schemas)
    assert schemas["ErrorCode"]["enum"] == [code.name for code in ErrorCode]


def test_raises_adds_to_what_every_operation_can_answer() -> None:
    class View:
        authentication_classes = ["some"]
        permission_classes: list[Any] = []
        throttle_classes = ["some"]

        @raises(ErrorCode.SCAN_NOT_FOUND)
        def get(self) -> None: ...

        def post(self) -> None: ...

    got = operation_codes(View, "get", "GET", "/api/v1/scans/{id}")
    assert {ErrorCode.SCAN_NOT_FOUND, ErrorCode.NOT_FOUND, ErrorCode.AUTH_TOKEN_MISSING} <= set(got)
    assert ErrorCode.RATE_LIMIT_EXCEEDED in got
    assert ErrorCode.VALIDATION_ERROR not in got
    posted = operation_codes(View, "post", "POST", "/api/v1/scans")
    assert {ErrorCode.VALIDATION_ERROR, ErrorCode.CSRF_FAILED} <= set(posted)
    assert ErrorCode.SCAN_NOT_FOUND not in posted


@pytest.mark.parametrize("path", ["/api/schema/", "/api/schema", "/api/v1/schema"])
@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "json"),
        ("*/*", "json"),
        ("application/vnd.oai.openapi+json", "json"),
        ("application/yaml", "yaml"),
        ("application/vnd.oai.openapi", "yaml"),
    ],
)
def test_it_is_served_to_everybody_in_both_forms(
    client: Client, path: str, accept: str, kind: str
) -> None:
    response = client.get(path, headers={"accept": accept})
    assert response.status_code == 200
    assert kind in response["Content-Type"] or accept in response["Content-Type"]
    if kind == "json":
        body = response.json()
    else:
        body = yaml.load(response.content, yaml.CSafeLoader)
    assert body["info"]["title"] == "Wardroom"
    assert set(body["paths"]) == set(document()["paths"])
