"""Which services answer on this machine, for the Makefile and the marked tests.

`python -m tests.services postgres` exits with 0 where PostgreSQL answers, `url` prints its URL,
`absent` says what was left out. `node` exits with 0 where node can be used, else says so.
"""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

POSTGRES = os.environ.get("WARDROOM_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
NODE_PACKAGES = Path(__file__).parents[1] / "clients/typescript/node_modules/.package-lock.json"
REDIS = os.environ.get("WARDROOM_TEST_REDIS", "redis://127.0.0.1:6379/0")


def answers(port: int, host: str = "127.0.0.1") -> bool:
    try:
        with socket.create_connection((host, port), timeout=0.5):
            return True
    except OSError:
        return False


def why_no_postgres() -> str:
    """Why PostgreSQL cannot be used; empty where it can."""
    try:
        import psycopg
    except ImportError:
        return "psycopg is not installed"
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError as error:
        return f"PostgreSQL does not answer: {str(error).splitlines()[0]}"
    return ""


def why_no_redis() -> str:
    return "" if answers(6379) else "Redis does not answer on 127.0.0.1:6379"


def why_no_browser() -> str:
    if not shutil.which("chromium"):
        return "Debian's chromium is not installed"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "playwright is not installed"
    return ""


def why_no_node() -> str:
    """Why what is written in TypeScript, or linted by node, cannot be run; empty where it can."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return "node (20.19 or newer) with npm is not installed"
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = version.stdout.strip().removeprefix("v")
    if tuple(int(part) for part in number.split(".")[:2]) < (20, 19):
        return f"node {number} is older than 20.19"
    return ""


def why_no_node_packages() -> str:
    """The same, or that its packages are not installed."""
    return why_no_node() or (
        "" if NODE_PACKAGES.exists() else f"{NODE_PACKAGES.parent} is not there (make installs it)"
    )


def main(word: str) -> int:
    if word == "url":
        print(POSTGRES)
    elif word == "absent":
        print(f"Left out: the tests on PostgreSQL. {why_no_postgres()}")
    elif word == "node" and why_no_node():
        print(f"Left out: the TypeScript client, the lint of docs/openapi.yaml. {why_no_node()}.")
        return 1
    elif word == "postgres":
        return 1 if why_no_postgres() else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
