"""Whose turn it is: order, fairness, caps that hold whoever comes at once, and why a run waits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scans import doctor, leases, turns, workers
from scans.api.views import shown
from scans.models import Scan, ToolRun
from scans.states import RunState
from tests.make import make_member, make_project, make_scan, make_target
from tooling import registry

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


def claimed(count: int) -> list[Scan]:
    claims = [leases.claim("worker:1") for _ in range(count)]
    return [claim.scan for claim in claims if claim]


def many(count: int, target=None, tool: str = "bandit", **fields) -> list[Scan]:
    """`count` scans of one target with a queued run each."""
    target = target or make_target()
    scans = Scan.objects.bulk_create(
        Scan(project=target.project, target=target, tools=[tool], **fields) for _ in range(count)
    )
    ToolRun.objects.bulk_create(ToolRun(scan=scan, tool=tool, position=0) for scan in scans)
    return scans


# --- Order ------------------------------------------------------------------------------------


def test_manual_comes_before_scheduled_and_older_before_newer():
    scheduled = make_scan(tools=("bandit",), origin=Scan.Origin.SCHEDULED)
    first = make_scan(tools=("bandit",))
    second = make_scan(tools=("bandit",))

    assert claimed(3) == [first, second, scheduled]


def test_a_thousand_queued_runs_of_a_project_delay_another_by_one_start():
    crowded = many(1000)
    late = make_scan(make_target(make_project()), tools=("bandit",))

    assert claimed(3) == [crowded[0], late, crowded[1]]


def test_tools_of_a_scan_start_in_their_order():
    scan = make_scan(tools=("semgrep", "bandit", "checkov"))

    tools = [leases.claim("worker:1").run.tool for _ in range(3)]

    assert tools == scan.tools


def test_run_that_waits_for_its_next_try_is_not_claimed_before():
    scan = make_scan(tools=("bandit",))
    scan.runs.update(not_before=timezone.now() + timedelta(seconds=30))

    assert leases.claim("worker:1") is None
    assert not turns.upcoming(1)
    assert turns.upcoming(1, now=timezone.now() + timedelta(seconds=31))


def test_queries_do_not_grow_with_the_queue():
    many(3)
    with CaptureQueriesContext(connection) as few:
        leases.claim("worker:1")
    many(200)

    with CaptureQueriesContext(connection) as more:
        leases.claim("worker:1")

    assert len(more) == len(few)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a planner with statistics may scan")
def test_the_next_scan_of_a_project_is_found_by_its_index():
    with CaptureQueriesContext(connection) as asked:
        turns.upcoming(1)
    sql = asked[-1]["sql"]

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        assert "scan_waits_its_turn" in str(cursor.fetchall())


# --- Caps -------------------------------------------------------------------------------------


def test_project_has_its_number_of_runs_and_others_go_on(settings):
    settings.PROJECT_RUNS = 2
    crowded = many(4)
    other = make_scan(tools=("bandit",))

    assert claimed(5) == [crowded[0], other, crowded[1]]


def test_project_with_a_number_of_its_own_has_that(settings):
    settings.PROJECT_RUNS = 2
    many(4, make_target(make_project(max_runs=3)))

    assert len(claimed(5)) == 3


def test_tool_has_its_number_of_runs_over_all_projects(settings):
    settings.TOOL_RUNS = {"nmap": 2}
    for _ in range(3):
        make_scan(tools=("nmap", "bandit"))

    tools = [leases.claim("worker:1").run.tool for _ in range(5)]

    assert leases.claim("worker:1") is None
    assert sorted(tools) == ["bandit"] * 3 + ["nmap"] * 2


def test_end_of_a_run_makes_room_for_the_next(settings):
    settings.TOOL_RUNS = {"nmap": 1}
    first, second = make_scan(tools=("nmap",)), make_scan(tools=("nmap",))
    claim = leases.claim("worker:1")
    assert claim.scan == first
    assert leases.claim("worker:1") is None

    leases.finish(claim, leases.Result(RunState.FAILED, "crashed", error="crashed"))

    assert claimed(1) == [second]


def test_tools_file_names_a_number_that_the_server_may_change(settings, monkeypatch):
    monkeypatch.setattr(type(registry.get("nmap")), "max_runs", 3)
    assert turns.tool_limit("nmap") == 3
    assert turns.tool_limit("bandit") is None

    settings.TOOL_RUNS = {"default": 5}
    assert turns.tool_limit("nmap") == turns.tool_limit("bandit") == 5
    settings.TOOL_RUNS = {"default": 5, "nmap": 1}
    assert turns.tool_limit("nmap") == 1


@pytest.fixture
def racers(request) -> Iterator[subprocess.Popen]:
    """Eight worker processes on the test's database; two nmap at once, three runs a project."""
    values = connection.settings_dict
    url = f"sqlite:///{values['NAME']}"
    if connection.vendor == "postgresql":
        host = f"{values['HOST']}:{values['PORT'] or 5432}"
        url = f"postgres://{values['USER']}:{values['PASSWORD']}@{host}/{values['NAME']}"
    racers = subprocess.Popen(
        [sys.executable, "-m", "tests.scans.racer", "8"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url,
            "WARDROOM_DATA_DIR": str(ours.DATA_DIR),
            "WARDROOM_PROJECT_RUNS": "3",
            "TOOL_RUNS": "nmap=2",
        },
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    racers.stdout.readline()
    yield racers
    racers.stdin.close()  # they end by that
    racers.wait(20)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_caps_hold_when_processes_claim_at_once(racers):
    for _ in range(2):
        target = make_target()
        for _ in range(4):
            make_scan(target, tools=("nmap", "bandit", "semgrep"))

    def say(word: str) -> list:
        racers.stdin.write(f"{word}\n")
        racers.stdin.flush()
        return json.loads(racers.stdout.readline())

    for _ in range(3):
        got = [pk for pk in say("claim") if pk]
        active = list(ToolRun.objects.active().values_list("tool", "scan__project"))
        projects = [project for _, project in active]
        assert len(got) == len(set(got)) == len(active) == 6
        assert {projects.count(project) for project in projects} == {3}
        assert [tool for tool, _ in active].count("nmap") <= 2
        say("fail")
        leases.breakers.Breaker.objects.all().delete()  # what fails three times is left alone


# --- Why a run waits --------------------------------------------------------------------------


def why(scan: Scan) -> list[str]:
    return [run.waits_for for run in turns.told(scan.runs.order_by("position"))]


def test_run_waits_for_a_worker_and_it_is_told_where_there_is_none():
    scan = make_scan(tools=("bandit",))
    assert why(scan) == ["waits for a worker, and none is running"]

    workers.tell("")

    assert why(scan) == ["waits for a free worker"]


def test_run_waits_for_its_scan_project_or_tool(settings):
    settings.PROJECT_RUNS, settings.TOOL_RUNS = 2, {"nmap": 1}
    scanning = make_scan(tools=("nmap", "bandit"), max_parallel=1)
    same_project = make_scan(scanning.target, tools=("bandit", "semgrep"))
    same_tool = make_scan(tools=("nmap",))
    claimed(1)

    assert why(scanning) == ["", "the scan has its one run at once"]
    assert why(same_tool) == ["nmap has its one run at once, of all projects"]

    claimed(1)

    assert why(same_project) == ["", "the project has its 2 runs at once"]


def test_run_that_is_tried_again_waits_for_that():
    scan = make_scan(tools=("bandit",))
    scan.runs.update(not_before=timezone.now() + timedelta(seconds=30))

    assert why(scan) == ["waits for its next try"]


def test_reasons_of_a_page_of_scans_cost_one_query():
    scans = many(20)
    workers.tell("")

    with CaptureQueriesContext(connection) as asked:
        rows = list(shown().filter(pk__in=[scan.pk for scan in scans]))

    assert {run.waits_for for scan in rows for run in scan.runs.all()} == {
        "waits for a free worker"
    }
    assert len(asked) == 4


def test_page_and_api_say_why_a_run_waits(api, client):
    scan = make_scan(tools=("bandit",))
    member = make_member(scan.project)
    client.force_login(member)

    page = client.get(f"/scans/{scan.pk}")
    answer = api.as_user(member).get(f"/api/v1/scans/{scan.pk}")

    assert "Waits for a worker, and none is running." in page.content.decode()
    assert answer.json()["tool_runs"][0]["waits_for"] == turns.NO_WORKER


def test_doctor_names_the_queue_that_nobody_serves(settings):
    settings.QUEUES_SERVED = ("scans", "default")
    workers.tell("")

    found = {finding.subject: finding for finding in doctor.examine()}

    assert "--name imports" in found["queue imports"].remedy
    assert "queue scans" not in found
