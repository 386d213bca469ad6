"""Rate limits: sliding windows shared by processes, in the file and in Redis."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.records import limits, rates
from config.records.counters import Counters, CountersFile
from config.records.windows import FileWindows
from tests.config.counting import passed


@pytest.fixture
def given_limits(settings: Any) -> Any:
    def give(**changes: str) -> None:
        settings.RATE_LIMITS = rates.table(changes)

    return give


def test_requests_pass_up_to_the_limit(shared: Counters, given_limits) -> None:
    given_limits(general="3/minute")
    answers = [limits.count("user:1", ["general"], within=shared) for _ in range(5)]
    assert [answer.passes for answer in answers] == [True, True, True, False, False]
    assert [answer.usages[0].used for answer in answers] == [1, 2, 3, 3, 3]
    assert [answer.usages[0].remaining for answer in answers] == [2, 1, 0, 0, 0]


def test_callers_do_not_share_a_window(shared: Counters, given_limits) -> None:
    given_limits(general="1/minute")
    for caller in ("user:1", "user:2", "key:1"):
        assert limits.count(caller, ["general"], within=shared).passes


def test_a_caller_who_waits_as_told_gets_through(shared: Counters, given_limits) -> None:
    given_limits(general="3/second")
    while limits.count("user:1", ["general"], within=shared).passes:
        pass
    wait = limits.look("user:1", ["general"], within=shared).usages[0].wait
    assert wait >= 1
    time.sleep(wait)
    assert limits.count("user:1", ["general"], within=shared).passes


def test_a_request_that_one_limit_refuses_counts_in_no_other(shared: Counters, given_limits):
    given_limits(general="10/minute", playbooks="2/minute")
    for _ in range(5):
        answer = limits.count("user:1", ["general", "playbooks"], within=shared)
    assert not answer.passes
    assert [usage.used for usage in answer.usages] == [2, 2]


def test_looking_counts_nothing(shared: Counters, given_limits) -> None:
    given_limits(general="1/minute")
    assert limits.look("user:1", ["general"], within=shared).passes
    assert limits.count("user:1", ["general"], within=shared).passes
    assert not limits.look("user:1", ["general"], within=shared).passes


def test_two_processes_share_one_window(store, given_limits) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        asked = [
            pool.submit(passed, store.url, store.folder, store.prefix, "100/hour", 150)
            for _ in range(2)
        ]
        assert sum(answer.result() for answer in asked) == 100


def test_a_limit_that_is_off_counts_nothing(shared: Counters, given_limits) -> None:
    given_limits(general="off")
    answer = limits.count("user:1", ["general"], within=shared)
    assert answer == limits.Answer(passes=True)


def test_the_refusal_says_how_long_to_wait(shared: Counters, given_limits) -> None:
    given_limits(general="2/2 hour", playbooks="2/minute")
    for _ in range(3):
        answer = limits.count("user:1", ["general", "playbooks"], within=shared)
    error = limits.exceeded(answer)
    assert error.context["limit"] == error.context["current_usage"] == 2
    assert error.context["window"] == "2 hours"
    assert error.context["retry_after"] == error.retry_after == answer.usages[0].wait
    assert error.details == f"Rate limit exceeded. Try again in {error.retry_after} seconds."


def test_streams_are_a_number_at_once(given_limits) -> None:
    given_limits()
    assert limits.most("streams") == 3
    given_limits(streams="5")
    assert limits.most("streams") == 5
    given_limits(streams="off")
    assert limits.most("streams") > 1_000_000


@pytest.mark.parametrize(
    "changes",
    [
        {"generall": "1/minute"},
        {"general": "many"},
        {"general": "0/minute"},
        {"general": "5"},
        {"general": "5/fortnight"},
        {"general": "5/minute;1/second"},
        {"general": ""},
        {"streams": "3/minute"},
        {"streams": "0"},
        {"streams": "-1"},
    ],
)
def test_a_bad_limit_is_refused_with_its_name(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        rates.table(changes)


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class Model:
    """The sliding window counter, said once more in plain Python."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit, self.seconds = limit, seconds
        self.started, self.hits, self.before = float("-inf"), 0, 0

    def hit(self, now: float) -> bool:
        started, hits, before = self.started, self.hits, self.before
        if now - started >= 2 * self.seconds:
            started, hits, before = now, 0, 0
        elif now - started >= self.seconds:
            started, hits, before = started + self.seconds, 0, hits
        in_sight = 1 - (now - started) / self.seconds
        if int(before * in_sight) + hits + 1 > self.limit:
            return False
        self.started, self.hits, self.before = started, hits + 1, before
        return True


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> CountersFile:
    return CountersFile(tmp_path_factory.mktemp("counters") / "counters.sqlite3")


# Steps in 1/64 s, which floats hold exactly.
@given(
    limit=st.integers(1, 6),
    seconds=st.integers(1, 4),
    steps=st.lists(st.integers(0, 200), min_size=1, max_size=40),
)
def test_the_file_counts_as_the_model_does_and_every_wait_is_true(
    file: CountersFile, limit: int, seconds: int, steps: list[int]
) -> None:
    clock, model, key = Clock(), Model(limit, seconds), uuid4().hex
    windows = FileWindows(file, clock)
    rate = rates.parse_many(f"{limit}/{seconds} second")[0]
    for step in steps:
        clock.now += step / 64
        passes = windows.acquire_sliding_window_entry(key, limit, seconds)
        assert passes == model.hit(clock.now)
        usage = limits.usage("general", rate, windows.get_sliding_window(key, seconds))
        assert usage.used <= limit
        assert (usage.wait > 0) == (usage.used == limit)
        if not passes:
            _holds_true(windows, clock, key, rate, usage)


def _holds_true(windows, clock, key, rate, usage) -> None:
    """After the wait there is room, a second earlier there is none."""
    now = clock.now
    for moment, is_full in ((usage.wait, False), (usage.wait - 1.02, True)):
        clock.now = now + max(0, moment)
        window = windows.get_sliding_window(key, rate.get_expiry())
        assert (limits.usage("general", rate, window).wait > 0) == is_full
    clock.now = now


def test_a_clock_that_was_set_back_does_not_lock_anybody_out(file: CountersFile) -> None:
    clock = Clock()
    windows = FileWindows(file, clock)
    assert windows.acquire_sliding_window_entry("back", 1, 60)
    clock.now -= 1  # the clock of another process, a little late
    assert not windows.acquire_sliding_window_entry("back", 1, 60)
    clock.now -= 3600
    assert windows.acquire_sliding_window_entry("back", 1, 60)
