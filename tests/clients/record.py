"""Record what the real server answers, for the stand-in of the TypeScript client's tests.

`python -m tests.clients.record` writes `clients/typescript/test/answers.json`: one failure of each
kind in each of the four renderings.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import requests

from tests.running.server import ROOT, Server

FILE = ROOT / "clients" / "typescript" / "test" / "answers.json"
KEPT = ("Content-Type", "X-Error-Code", "X-Request-ID", "Retry-After", "WWW-Authenticate")
RENDERINGS = ("flat", "envelope", "detail", "problem")
NOBODY_LISTENS = "postgres://wardroom@127.0.0.1:1/wardroom"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        answers = {
            "refused": _each(f"{server.url}/api/v1/auth/token", "POST", {"username": "ada"}),
            "nobody": _each(f"{server.url}/api/v1/scans", "GET"),
        }
        server.stop()
        server.environment["DATABASE_URL"] = NOBODY_LISTENS
        server.start()
        answers["down"] = _each(f"{server.url}/api/v1/auth/token", "POST", _SIGN_IN)
        server.close()
    FILE.write_text(json.dumps(answers, indent=2, ensure_ascii=False) + "\n")


_SIGN_IN = {"username": "ada", "password": "not this one"}


def _each(url: str, method: str, body: Any = None) -> dict[str, Any]:
    """The answer in each rendering."""
    return {name: _recorded(url, method, body, name) for name in RENDERINGS}


def _recorded(url: str, method: str, body: Any, rendering: str) -> dict[str, Any]:
    vendor = f"application/vnd.wardroom.error.{rendering}+json"
    accept = "application/problem+json" if rendering == "problem" else vendor
    answer = requests.request(method, url, json=body, headers={"Accept": accept}, timeout=30)
    headers = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return {"status": answer.status_code, "headers": headers, "body": answer.text}


if __name__ == "__main__":
    main()
