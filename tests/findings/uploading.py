"""Reports to upload, and a client's way to do it."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from findings import uploads
from tooling.base import (
    Examined,
    GenericPlace,
    Outcome,
    ParsedFinding,
    Problem,
    Record,
    Rejected,
    Report,
    ReportFormat,
    Sample,
    UnknownSeverity,
)
from tooling.reading import elements

IMPORTS = "/api/v1/imports"
FIXTURES = Path(__file__).parents[1] / "tooling" / "tools" / "fixtures"


class Several(ReportFormat):
    """A standard of the tests' own: {"several": [{"tool": …, "title": …}]}."""

    name = "several"
    title = "Several tools"

    def recognise(self, sample: Sample) -> str | None:
        return "it has several[]" if sample.has("several") else None

    def read(self, report: Report) -> Any:
        for _, _, raw in elements(report, "several/[]", required=["several"]):
            yield self._record(raw)

    def _record(self, raw: dict[str, Any]) -> Record:
        match raw:
            case {"reject": reason}:
                return Rejected("somewhere", reason)
            case {"problem": message}:
                return Problem(message)
            case {"failed": message}:
                return Problem(message, Outcome.AUTH_FAILED)
            case {"examined": count}:
                return Examined("files", count)
            case {"word": word}:
                return UnknownSeverity(word)
            case {"bug": message}:
                raise RuntimeError(message)
        title = raw["title"]
        place = GenericPlace(resource=raw.get("resource", title))
        return ParsedFinding(
            rule_id=title, title=title, severity="high", place=place, tool=raw.get("tool", "")
        )


def several(*records: dict[str, Any] | str) -> bytes:
    """A report of `Several`; a str stands for the finding of that name."""
    rows = [{"title": row} if isinstance(row, str) else row for row in records]
    return json.dumps({"several": rows}).encode()


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)  # the same at every collection


def post(client: Any, content: bytes, name: str = "report.json", **fields: Any) -> Any:
    headers = fields.pop("headers", {})
    body = {"file": SimpleUploadedFile(name, content), **fields}
    return client.post(IMPORTS, body, format="multipart", headers=headers)


def imported(client: Any, content: bytes, **fields: Any) -> dict[str, Any]:
    """Upload, let the job run, and tell what the route tells then."""
    answer = post(client, content, **fields)
    assert answer.status_code == 202, answer.content
    uploads.carry_out(answer.json()["id"])
    told = client.get(answer["Location"])
    assert told.status_code == 200
    return told.json()
