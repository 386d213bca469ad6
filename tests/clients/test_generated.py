"""The committed Python client is what the committed API document gives."""

import filecmp
from pathlib import Path

import generate


def different(mine: Path, given: Path) -> list[str]:
    """Paths that differ, or are on one side only."""
    if mine.is_file() and given.is_file():
        return [] if mine.read_bytes() == given.read_bytes() else [str(mine)]
    compared = filecmp.dircmp(mine, given, ignore=["__pycache__"])
    told = [str(mine / name) for name in (*compared.left_only, *compared.right_only)]
    both = (*compared.common_files, *compared.common_dirs)
    return told + [path for name in both for path in different(mine / name, given / name)]


def test_python_client_follows_the_api_document(tmp_path: Path) -> None:
    generate.generate(generate.DOCUMENT, tmp_path)
    stale = [
        path
        for name in generate.GENERATED
        for path in different(generate.PACKAGE / name, tmp_path / name)
    ]
    assert stale == [], "run `make clients`"


def test_error_answers_their_schemas_and_streams_are_left_out() -> None:
    document = {
        "paths": {
            "/a": {"get": {"responses": {"200": ref("A"), "404": ref("Flat")}}},
            "/b": {"get": {"responses": {"200": {"content": {"text/event-stream": {}}}}}},
        },
        "components": {
            "schemas": {"A": {"items": ref("B")}, "B": {}, "Flat": ref("Code"), "Code": {}}
        },
    }
    left = generate.without_errors(document)
    assert left["paths"] == {"/a": {"get": {"responses": {"200": ref("A")}}}}
    assert list(left["components"]["schemas"]) == ["A", "B"]


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
