"""Idempotency-Key under real concurrency, and under kill -9 between any two of its stages.

Other processes share the test's own database, SQLite or PostgreSQL.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django_q.models import OrmQ

from config.records.idempotency import LEASE
from config.records.models import IdempotencyKey
from projects.models import Target
from scans.models import Scan
from tests.contract.client import ContractClient
from tests.make import make_key
from tests.scans.conftest import STANDIN, Desk

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
SCANS = "/api/v1/scans"
KEY = {"Idempotency-Key": "once and only once"}

# Sends the request in a process of its own. `argv[1]` names where that process is killed.
SENDER = """
import json, os, signal, sys
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from django.db import connection
from rest_framework.test import APIClient
from config.records import idempotency
from scans import intake, orchestration

place, key = sys.argv[1:]

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

def after(module, name):
    real = getattr(module, name)
    setattr(module, name, lambda *a, **k: (real(*a, **k), die()))

if place == "claimed":
    intake.check = die
elif place == "checked":
    after(intake, "check")
elif place == "started":
    after(orchestration, "start_order")
elif place == "kept":
    after(idempotency, "_keep")
elif place == "committed":
    after(idempotency, "_worked")
client = APIClient()
client.credentials(HTTP_X_API_KEY=key)
print("ready", flush=True)
sys.stdin.readline()
answer = client.post(
    "/api/v1/scans", {"tools": ["bandit"]}, headers={"Idempotency-Key": "once and only once"}
)
print(json.dumps([answer.status_code, json.loads(answer.content)]))
"""


@pytest.fixture
def program(live_desk: Desk) -> str:
    """The text of a key that may scan the desk."""
    return make_key(live_desk.admin, "scans:write", "scans:read")


@pytest.fixture
def sender(live_desk: Desk, program: str, tmp_path: Path) -> Any:
    """Starts processes that wait for a line before they send."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{values['NAME']}"
    else:
        place = f"{values['HOST']}:{values['PORT'] or 5432}"
        url = f"postgres://{values['USER']}:{values['PASSWORD']}@{place}/{values['NAME']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": url,
        "WARDROOM_DATA_DIR": str(settings.DATA_DIR),
        "SCAN_ALLOWED_PATHS": str(tmp_path),
        "TOOL_PATHS": f"bandit={STANDIN}",
        "WARDROOM_LOG_LEVEL": "ERROR",
    }
    started = []

    def start(place: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", SENDER, place, program],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"


def test_twenty_threads_with_one_key_start_one_scan(program: str) -> None:
    start = threading.Barrier(20)

    def send(_: int) -> Any:
        client = ContractClient().as_key(program)
        start.wait(timeout=30)
        try:
            return client.post(SCANS, {"tools": ["bandit"]}, headers=KEY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))

    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {202, 409}
    scan = Scan.objects.get()
    done = [answer for answer in answers if answer.status_code == 202]
    assert len({answer.content for answer in done}) == 1
    assert done[0].json()["id"] == str(scan.pk)
    assert sum("Idempotency-Replayed" not in answer for answer in done) == 1
    assert OrmQ.objects.count() == 1


def test_six_processes_with_one_key_start_one_scan(sender: Any) -> None:
    processes = [sender("nowhere") for _ in range(6)]
    for process in processes:
        ready(process)
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate(timeout=60)[0]) for process in processes]

    scan = Scan.objects.get()
    assert {status for status, _ in answers} <= {202, 409}
    assert {body["id"] for status, body in answers if status == 202} == {str(scan.pk)}


@pytest.mark.parametrize(
    ("place", "done"),
    [
        ("claimed", False),
        ("checked", False),
        ("started", False),
        ("kept", False),
        ("committed", True),
    ],
)
def test_a_process_killed_at_any_moment_did_the_work_and_kept_its_answer_or_neither(
    sender: Any, program: str, place: str, done: bool
) -> None:
    process = sender(place)
    ready(process)
    out, _ = process.communicate("go\n", timeout=60)
    assert (out, process.returncode) == ("", -signal.SIGKILL)

    row = IdempotencyKey.objects.get()
    assert Scan.objects.count() == OrmQ.objects.count() == (1 if done else 0)
    assert (row.status == 202) is done
    client = ContractClient().as_key(program)
    body = {"tools": ["bandit"]}
    if not done:
        assert client.post(SCANS, body, headers=KEY).status_code == 409
        late = timezone.now() - LEASE - timedelta(seconds=1)
        IdempotencyKey.objects.update(created=late)
    answer = client.post(SCANS, body, headers=KEY)

    assert answer.status_code == 202
    assert ("Idempotency-Replayed" in answer) is done
    assert answer.json()["id"] == str(Scan.objects.get().pk)
    assert OrmQ.objects.count() == 1


def test_names_are_resolved_while_no_transaction_is_open(
    live_desk: Desk, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite's one write lock would stand still for as long as a name server does."""
    seen = []

    def look(kind: str, locator: str, project: Any) -> None:
        with ThreadPoolExecutor(1) as pool:  # another connection can write meanwhile
            pool.submit(_rename, live_desk.target.pk).result(timeout=10)
        seen.append(connection.in_atomic_block)

    monkeypatch.setattr("scans.intake.check_allowed", look)
    client = ContractClient().as_key(program)
    assert client.post(SCANS, {"tools": ["bandit"]}, headers=KEY).status_code == 202
    assert seen == [False]


def _rename(pk: Any) -> None:
    Target.objects.filter(pk=pk).update(name="renamed")
    connections.close_all()
