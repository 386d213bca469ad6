"""Breakers under eight worker processes at once, and under random sequences of events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models.functions import Now
from hypothesis import HealthCheck
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from scans import breakers, recovery
from scans.models import Attempt, Breaker, Scan, ScanEvent, Topic
from scans.states import BREAKER_OPEN_FOR, RunState
from tests.make import make_scan, make_target
from tests.scans.conftest import make_attempt
from tests.scans.test_cluster import ROOT, database_url
from tooling.base import Outcome

PROCESSES = 8
ROUNDS = 6


class Racers:
    """Worker processes on the test's database that start at the same word."""

    def __init__(self, log: Path) -> None:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            "WARDROOM_DATA_DIR": str(settings.DATA_DIR),
        }
        self._log = log
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.scans.racer", str(PROCESSES)],
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log.open("w"),
            text=True,
        )
        assert len(set(self._heard())) == PROCESSES

    def say(self, word: str) -> list[Any]:
        """Say `word` to all; what each answers."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        return self._heard()

    def _heard(self) -> list[Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self._log.read_text()[-3000:]
        return json.loads(line)

    def end(self) -> None:
        self._process.stdin.close()  # it ends its daemons and itself
        self._process.wait()


@pytest.fixture
def racers(transactional_db: None, tmp_path: Path) -> Iterator[Racers]:
    racers = Racers(tmp_path / "racers.log")
    yield racers
    racers.end()


def queue_one_each() -> None:
    for _ in range(PROCESSES):
        make_scan(tools=("bandit",))


def open_since_half_a_minute() -> Breaker:
    breaker = Breaker.objects.create(tool="bandit", failures=3, last_outcome="crashed")
    Breaker.objects.update(opened=Now() - BREAKER_OPEN_FOR)
    return breaker


def forget() -> None:
    for model in (Breaker, Scan, ScanEvent, Topic):
        model.objects.all().delete()


@pytest.mark.slow
def test_of_eight_processes_exactly_one_probes(racers):
    for _ in range(ROUNDS):
        breaker = open_since_half_a_minute()
        queue_one_each()

        got = racers.say("claim")

        breaker.refresh_from_db()
        assert [one for one in got if one] == [str(breaker.probe_id)]
        states = Scan.objects.values_list("runs__state", flat=True)
        assert sorted(states) == [RunState.RUNNING] + [RunState.SKIPPED] * (PROCESSES - 1)
        forget()


@pytest.mark.slow
def test_killed_probe_gives_way_to_exactly_one_other(racers):
    breaker = open_since_half_a_minute()
    queue_one_each()
    got = racers.say("claim")
    holder = next(index for index, one in enumerate(got) if one)

    racers.say(f"kill {holder}")
    assert recovery.recover(Attempt.objects.get(pk=got[holder]))
    Scan.objects.all().delete()
    queue_one_each()
    again = racers.say("claim")

    breaker.refresh_from_db()
    assert [one for one in again if one] == [str(breaker.probe_id)]


@pytest.mark.slow
def test_failures_that_end_together_are_each_counted_and_open_it_once(racers):
    for _ in range(ROUNDS):
        queue_one_each()
        assert None not in racers.say("claim")

        assert racers.say("fail") == [True] * PROCESSES

        breaker = Breaker.objects.get()
        assert (breaker.state, breaker.failures) == ("open", 3)
        opened = ScanEvent.objects.filter(type="breaker.opened", topic__startswith="scan:")
        assert opened.count() == 1
        forget()


# --- Random sequences -------------------------------------------------------------------------

OUTCOMES = sorted(set(Outcome) - {Outcome.BREAKER_OPEN})
ACROSS = timedelta(seconds=0.001)


class Walk(RuleBasedStateMachine):
    """Attempts of one tool at one target start, end and die while time goes on."""

    def __init__(self) -> None:
        super().__init__()
        forget()
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self.target = make_target()
        self.running: list[Attempt] = []

    @rule()
    def ask(self) -> None:
        self._ask()

    def _ask(self) -> bool:
        scan = make_scan(self.target, tools=("bandit",))
        attempt = make_attempt(scan.runs.get())
        if breakers.admit("bandit", self.target.pk, attempt.pk, self.now) is None:
            self.running.append(attempt)
            return True
        scan.delete()
        return False

    @rule(outcome=st.sampled_from(OUTCOMES), number=st.integers(0, 20), is_final=st.booleans())
    def end(self, outcome: Outcome, number: int, is_final: bool) -> None:
        if not self.running:
            return
        attempt = self.running.pop(number % len(self.running))
        breakers.judge(
            attempt.run, attempt, self.target.pk, outcome, is_final=is_final, now=self.now
        )

    @rule(number=st.integers(0, 20))
    def delete(self, number: int) -> None:
        if self.running:
            self.running.pop(number % len(self.running)).run.scan.delete()

    @rule(seconds=st.sampled_from([0.1, 5, 29.9, 30, 31]))
    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def a_probe_is_an_attempt_that_runs(self) -> None:
        running = {attempt.pk for attempt in self.running}
        for breaker in Breaker.objects.all():
            assert breaker.probe_id is None or breaker.probe_id in running
            assert (breaker.failures >= 3) == (breaker.opened is not None)

    def teardown(self) -> None:
        """Whatever happened: once what runs has ended and the time is over, one run is let
        through, a second is not, and the first one's success closes everything."""
        for attempt in self.running:
            breakers.judge(
                attempt.run, attempt, self.target.pk, Outcome.LOST, is_final=True, now=self.now
            )
        self.running.clear()
        self.now += BREAKER_OPEN_FOR + ACROSS
        was_open = Breaker.objects.exclude(opened=None).exists()
        assert self._ask()
        assert self._ask() is not was_open
        breakers.judge(
            self.running[0].run, self.running[0], self.target.pk, Outcome.CLEAN, is_final=True
        )
        assert not Breaker.objects.exclude(opened=None).exists()


@pytest.mark.django_db
def test_no_sequence_gives_two_probes_or_stays_open_for_ever():
    few = effort(
        max_examples=15,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Walk, settings=few)
