"""The TypeScript client: its own tests against a stand-in, then those against the real server."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.running.server import PASSWORD, ROOT, Server
from tests.services import why_no_node_packages

PACKAGE = ROOT / "clients" / "typescript"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("clients"),  # they compile into one folder
    pytest.mark.skipif(bool(why_no_node_packages()), reason=why_no_node_packages()),
]


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """One test at a time, of all processes: they compile into one folder, and empty it first."""
    with (PACKAGE / "package.json").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def compiled(alone: None) -> None:
    """The client and its tests as JavaScript, from this tree's sources."""
    npm("run", "compile")


def npm(*arguments: str, **environment: str) -> None:
    done = subprocess.run(
        ["npm", "--silent", *arguments],
        cwd=PACKAGE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def target(server: Server, token: str) -> str:
    """The id of a folder that may be scanned."""
    headers = {"Authorization": f"Bearer {token}"}
    projects = requests.get(f"{server.url}/api/v1/projects", headers=headers, timeout=10)
    project = projects.json()["results"][0]["id"]
    folder = Path(server.environment["WARDROOM_DATA_DIR"]) / "targets" / project / "shop"
    folder.mkdir(parents=True)
    made = requests.post(
        f"{server.url}/api/v1/targets",
        json={"project": project, "name": "shop", "kind": "repository", "locator": str(folder)},
        headers=headers,
        timeout=10,
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def test_generated_files_are_what_the_document_says() -> None:
    npm("run", "generate", "--", "--check")


def test_example_of_the_docs_compiles() -> None:
    npm("run", "build")
    page = (ROOT / "docs" / "clients.md").read_text()
    (example,) = re.findall(r"```typescript\n(.*?)```", page, re.DOTALL)
    file = PACKAGE / "build" / "example.ts"
    file.parent.mkdir(exist_ok=True)
    file.write_text(example)
    options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"]
    npm("exec", "--", "tsc", *options, "--lib", "es2022,dom,dom.iterable", str(file))


@pytest.mark.usefixtures("compiled")
def test_client_keeps_the_contract_with_a_stand_in() -> None:
    npm("test")


@pytest.mark.usefixtures("compiled")
def test_client_keeps_the_contract_with_the_server(server: Server) -> None:
    token = server.do("token", username="mara")
    npm(
        "run",
        "test:server",
        WARDROOM_URL=server.url,
        WARDROOM_USER="mara",
        WARDROOM_PASSWORD=PASSWORD,
        WARDROOM_TOKEN=token,
        WARDROOM_EXPIRED=server.do("token", username="mara", hours=-1),
        WARDROOM_KEY=server.do("key", username="mara", scopes=["scans:read", "findings:read"]),
        WARDROOM_SCAN=server.do("scan", tools=["bandit"], by="mara"),
        WARDROOM_TARGET=target(server, token),
    )
