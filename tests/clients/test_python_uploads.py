"""Reports sent by the Python client to the running server, which holds none of them in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from wardroom_client import Wardroom, codes
from wardroom_client.api.findings import imports_get, imports_list, imports_start
from wardroom_client.models import ImportRequest
from wardroom_client.types import File

from tests.running.server import Server

pytestmark = pytest.mark.slow
LARGE_BYTES = 150 << 20


@pytest.fixture
def mara(server: Server) -> Iterator[Wardroom]:
    with Wardroom(server.url, token=server.do("token", username="mara")) as wardroom:
        yield wardroom


def report(*names: str) -> bytes:
    rows = [
        {
            "code": f"1 {name}\n",
            "filename": f"/shop/{name}.py",
            "issue_confidence": "HIGH",
            "issue_severity": "LOW",
            "issue_text": name,
            "line_number": 1,
            "line_range": [1],
            "test_id": "B101",
            "test_name": "assert_used",
        }
        for name in names
    ]
    return json.dumps({"errors": [], "metrics": {"_totals": {"loc": 1}}, "results": rows}).encode()


def request(content: bytes) -> ImportRequest:
    return ImportRequest(file=File(BytesIO(content), "bandit.json"), project="harbour")


def test_a_report_is_sent_and_its_findings_are_counted(server: Server, mara: Wardroom) -> None:
    started = imports_start.sync(client=mara, body=request(report("a", "b")))
    assert (started.status, started.format_, started.name) == ("queued", "bandit", "bandit.json")

    assert server.do("import_uploads")[-1] == "done"

    done = imports_get.sync(str(started.id), client=mara)
    assert (done.status, done.created, done.findings_total) == ("done", 2, 2)
    assert done.tool_runs[0].outcome == "findings"
    assert str(started.id) in {str(row.id) for row in imports_list.sync(client=mara).results}


def test_the_same_key_brings_the_same_import(mara: Wardroom) -> None:
    first, again = (
        imports_start.sync(client=mara, body=request(report("c")), idempotency_key="python's")
        for _ in range(2)
    )
    assert first.id == again.id


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b'{"weather": 1}', codes.UnknownReportFormat), (b"", codes.ReportUnreadable)],
)
def test_what_is_no_report_is_an_error_of_its_code(
    mara: Wardroom, content: bytes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        imports_start.sync(client=mara, body=request(content))


def test_a_large_report_is_held_on_disk_not_in_memory(server: Server, mara: Wardroom) -> None:
    started = imports_start.sync(client=mara, body=request(report("d")))  # all code is loaded
    before = peak_bytes(server)
    content = report("e") + b"\n" * LARGE_BYTES

    sent = imports_start.sync(client=mara, body=request(content))

    assert sent.size_bytes == len(content)
    assert peak_bytes(server) - before < LARGE_BYTES / 4
    assert started.id != sent.id


def peak_bytes(server: Server) -> int:
    assert server._process is not None
    status = Path(f"/proc/{server._process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) << 10
