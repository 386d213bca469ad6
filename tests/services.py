"""Which services answer on this machine, for the Makefile and the marked tests.

`python -m tests.services postgres` exits with 0 where PostgreSQL answers, `url` prints its URL,
`absent` says what was left out.
"""

import os
import shutil
import socket
import sys

POSTGRES = os.environ.get("WARDROOM_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
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


def main(word: str) -> int:
    if word == "url":
        print(POSTGRES)
    elif word == "absent":
        print(f"Left out: the tests on PostgreSQL. {why_no_postgres()}")
    elif word == "postgres":
        return 1 if why_no_postgres() else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
