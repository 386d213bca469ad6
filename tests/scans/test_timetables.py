"""When schedules run: expressions, zones that change their clocks, blackout windows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from scans import blackouts, cron
from scans.schedule_words import when
from scans.timetables import Timetable, near_zones, zone_names

BERLIN = ZoneInfo("Europe/Berlin")
# Clocks that change by an hour, by half an hour, by two, at midnight, to the south, or not at all.
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll",
        "America/Santiago", "Asia/Beirut", "Asia/Kolkata", "Pacific/Apia", "UTC",
    )
]  # fmt: skip
MINUTE = timedelta(minutes=1)


def table(expression: str, zone: ZoneInfo = BERLIN, windows: list | None = None) -> Timetable:
    parsed, problems = blackouts.parse(windows or [])
    assert not problems
    return Timetable(cron.parse(expression), zone, parsed)


def told(times: Timetable, start: datetime, count: int) -> list[str]:
    return [
        f"{moment.astimezone(times.zone):%d %H:%M %z}" for moment in times.upcoming(start, count)
    ]


# --- Expressions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("61 * * * *", "minute: '61' is not from 0 to 59"),
        ("* 24 * * *", "hour: '24' is not from 0 to 23"),
        ("* * 0 * *", "day of the month: '0' is not from 1 to 31"),
        ("* * * foo *", "month: 'foo' is not from 1 to 12, or jan"),
        ("* * * * 8", "day of the week: '8' is not from 0 to 7, or sun"),
        ("5-1 * * * *", "minute: '5-1' runs backwards"),
        ("1/5 * * * *", "write 1-59/5"),
        ("*/60 * * * *", "step that is not from 1 to 59"),
        ("*/0 * * * *", "step that is not from 1 to 59"),
        ("1,, * * * *", "minute: '1,,' is not *"),
        ("*-3 * * * *", "write * alone"),
        ("@daily", "needs five fields"),
        ("* * * * * *", "and has 6"),
        ("0 0 31 2,4 *", "never comes"),
        ("٣ * * * *", "minute"),
    ],
)
def test_bad_expression_is_told_by_its_field(expression, why):
    with pytest.raises(cron.CronError, match=r"^[a-z]") as caught:
        cron.parse(expression)

    assert why in str(caught.value)


def test_a_range_of_one_is_one_and_the_week_may_end_on_sunday():
    assert cron.parse("5-5 * * * *").minutes == (5,)
    assert cron.parse("0 0 * * fri-sun").weekdays == {5, 6, 0}
    assert cron.parse("0 0 * * 7").weekdays == {0}


def _items(least: int, most: int) -> st.SearchStrategy[str]:
    numbers = st.integers(least, most)
    ranges = st.tuples(numbers, numbers).filter(lambda pair: pair[0] < pair[1])
    item = st.one_of(numbers.map(str), ranges.map(lambda pair: f"{pair[0]}-{pair[1]}"))
    several = st.lists(item, min_size=1, max_size=3).map(",".join)
    return st.one_of(st.just("*"), several)


EXPRESSIONS = st.tuples(
    st.one_of(_items(0, 59), st.just("*/7")),
    st.one_of(_items(0, 23), st.just("*/5")),
    _items(1, 28), _items(1, 12), _items(0, 6),
).map(" ".join)  # fmt: skip
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2031, 1, 1)).map(
    lambda naive: naive.replace(second=0, microsecond=0)
)


@given(EXPRESSIONS, MOMENTS)
@effort(max_examples=150, deadline=None, database=None)
def test_it_names_the_minutes_that_croniter_names(expression, start):
    mine = cron.parse(expression).walls(start + MINUTE)
    theirs = croniter(expression, start)

    for _ in range(3):
        assert next(mine) == theirs.get_next(datetime)


# --- Clocks that change -----------------------------------------------------------------------

BEFORE_SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)
BEFORE_AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)


def test_a_time_that_does_not_exist_runs_when_the_clock_changes_and_once():
    assert told(table("30 2 * * *"), BEFORE_SPRING, 2) == ["29 03:00 +0200", "30 02:30 +0200"]
    assert told(table("10,20,50 2 * * *"), BEFORE_SPRING, 2) == [
        "29 03:00 +0200", "30 02:10 +0200",
    ]  # fmt: skip
    assert told(table("0 2,3 * * *"), BEFORE_SPRING, 2) == ["29 03:00 +0200", "30 02:00 +0200"]


def test_a_time_that_comes_twice_runs_the_first_time_only():
    assert told(table("30 2 * * *"), BEFORE_AUTUMN, 2) == ["25 02:30 +0200", "26 02:30 +0100"]
    second_pass = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 again
    assert told(table("30 2 * * *"), second_pass, 1) == ["26 02:30 +0100"]


def test_what_runs_every_hour_follows_the_clock():
    start = datetime(2026, 10, 24, 23, 45, tzinfo=UTC)
    assert told(table("30 * * * *"), start, 3) == [
        "25 02:30 +0200", "25 02:30 +0100", "25 03:30 +0100",
    ]  # fmt: skip
    spring = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)
    assert told(table("30 * * * *"), spring, 2) == ["29 03:30 +0200", "29 04:30 +0200"]


@given(EXPRESSIONS, MOMENTS, st.sampled_from(ZONES))
@effort(max_examples=150, deadline=None, database=None)
def test_runs_only_go_forward_and_none_is_left_out(expression, start, zone):
    """Asked from any moment between two runs, the next is the same."""
    times = table(expression, zone)
    start = start.replace(tzinfo=UTC)
    runs = times.upcoming(start, 4)

    assert runs == sorted(set(runs))
    assert all(run > start for run in runs)
    for earlier, later in zip([start, *runs], runs, strict=False):
        for moment in (earlier, earlier + (later - earlier) / 2, later - timedelta(microseconds=1)):
            assert times.after(moment) == later


CHANGES = st.sampled_from(
    [
        (BERLIN, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (BERLIN, datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (ZoneInfo("America/New_York"), datetime(2026, 11, 1, 6, tzinfo=UTC)),
        (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 4, 4, 15, tzinfo=UTC)),
        (ZoneInfo("Australia/Lord_Howe"), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        (ZoneInfo("Antarctica/Troll"), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (ZoneInfo("Antarctica/Troll"), datetime(2026, 10, 25, 1, tzinfo=UTC)),
        (ZoneInfo("America/Santiago"), datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ]
)


@given(CHANGES, st.integers(0, 59), st.integers(0, 23))
@effort(max_examples=120, deadline=None, database=None)
def test_once_a_day_whatever_the_clock_does(change, minute, hour):
    zone, moment = change
    runs = table(f"{minute} {hour} * * *", zone).upcoming(moment - timedelta(days=3), 6)

    days = [run.astimezone(zone).date() for run in runs]
    assert len(set(days)) == 6
    assert max(days) - min(days) == timedelta(days=5)


@given(CHANGES, st.sampled_from(["*/10", "*/15", "*/30"]))
@effort(max_examples=60, deadline=None, database=None)
def test_every_so_many_minutes_is_an_even_pace_through_the_change(change, step):
    zone, moment = change
    runs = table(f"{step} * * * *", zone).upcoming(moment - timedelta(hours=4), 40)

    pace = timedelta(minutes=int(step[2:]))
    assert {later - run for run, later in pairwise(runs)} == {pace}


# --- Zones ------------------------------------------------------------------------------------


def test_near_names_of_an_unknown_zone():
    assert "Europe/Berlin" in zone_names()
    assert near_zones("Berlin") == ["Europe/Berlin"]
    assert near_zones("Europe/Berln")[0] == "Europe/Berlin"
    assert near_zones("new york") == ["America/New_York"]
    assert near_zones("\0") == []


# --- Blackout windows -------------------------------------------------------------------------


def test_weekly_window_may_span_midnight_and_the_end_of_the_week():
    windows = [{"days": ["sun"], "start": "22:00", "end": "06:00"}]
    sunday = datetime(2026, 6, 7, 19, tzinfo=UTC)  # 21:00

    assert told(table("0 * * * *", windows=windows), sunday, 2) == [
        "08 06:00 +0200", "08 07:00 +0200",
    ]  # fmt: skip
    assert told(table("30 21 * * *", windows=windows), sunday, 1) == ["07 21:30 +0200"]


def test_dated_window_ends_with_its_last_day():
    windows = [{"from": "2026-12-24 12:00", "until": "2026-12-26"}]
    start = datetime(2026, 12, 24, 0, tzinfo=UTC)

    assert told(table("0 11,12 * * *", windows=windows), start, 3) == [
        "24 11:00 +0100", "27 11:00 +0100", "27 12:00 +0100",
    ]  # fmt: skip


def test_window_over_a_change_of_the_clock_covers_what_the_wall_says():
    windows = [{"days": ["sun"], "start": "01:00", "end": "02:30"}]

    assert told(table("*/30 * * * *", windows=windows), datetime(2026, 3, 28, 23, 40, tzinfo=UTC),
                2) == ["29 03:00 +0200", "29 03:30 +0200"]  # fmt: skip
    assert told(table("*/30 * * * *", windows=windows), datetime(2026, 10, 24, 22, 40, tzinfo=UTC),
                3) == ["25 02:30 +0200", "25 02:30 +0100", "25 03:00 +0100"]  # fmt: skip


def test_windows_that_leave_no_time_give_no_run():
    assert table("0 3 * * *", windows=[{"start": "00:00", "end": "24:00"}]).after(
        BEFORE_SPRING
    ) is None  # fmt: skip


WINDOWS = st.lists(
    st.fixed_dictionaries(
        {
            "days": st.lists(st.sampled_from(blackouts.DAYS), min_size=1, max_size=4),
            "start": st.integers(0, 23).map("{:02}:15".format),
            "end": st.integers(0, 23).map("{:02}:45".format),
        }
    ),
    max_size=3,
)


@given(WINDOWS, MOMENTS, st.sampled_from(ZONES), st.sampled_from(["7 * * * *", "30 1,2,13 * * *"]))
@effort(max_examples=100, deadline=None, database=None)
def test_no_run_lies_in_a_window_and_no_other_is_lost(windows, start, zone, expression):
    free = table(expression, zone)
    bound = table(expression, zone, windows)
    start = start.replace(tzinfo=UTC)

    runs = bound.upcoming(start, 5)

    everything = free.upcoming(start, 400)
    allowed = [run for run in everything if bound.blackout_at(run) is None]
    assert runs[: len(allowed)] == allowed[:5]


@pytest.mark.parametrize(
    ("window", "path"),
    [
        ({"start": "25:00", "end": "06:00"}, "0.start"),
        ({"start": "22:00"}, "0.end"),
        ({"start": "24:00", "end": "06:00"}, "0.start"),
        ({"days": [], "start": "22:00", "end": "06:00"}, "0.days"),
        ({"days": ["funday"], "start": "22:00", "end": "06:00"}, "0.days"),
        ({"days": "mon", "start": "22:00", "end": "06:00"}, "0.days"),
        ({"start": "22:00", "end": "06:00", "zone": "UTC"}, "0.zone"),
        ({"start": "22:00", "end": "06:00", "reason": 5}, "0.reason"),
        ({"from": "2026-13-01", "until": "2027-01-01"}, "0.from"),
        ({"from": "2026-12-24T00:00:00Z", "until": "2027-01-01"}, "0.from"),
        ({"from": "2026-12-24", "until": "2026-12-23"}, "0.until"),
        ({"from": "2026-12-24"}, "0.until"),
        ({"from": "2026-12-24", "until": "9999-12-31"}, "0.until"),
        ({"from": "0001-01-01 00:00", "until": "2026-12-24"}, "0.from"),
        ({"start": "22:00", "end": "06:00", "reason": "null\0byte"}, "0.reason"),
        (5, "0"),
    ],
)
def test_bad_window_is_told_by_its_place(window, path):
    windows, problems = blackouts.parse([window])

    assert [place for place, _ in problems] == [path]
    assert not windows


def test_windows_as_lines_are_the_same_windows():
    for line in (
        "mon,tue,wed,thu,fri 22:00-06:00 # backup",
        "12:00-13:00",
        "2026-12-24 12:00 to 2026-12-26",
    ):
        entry = blackouts.from_line(line)
        assert blackouts.parse([entry])[1] == []
        assert blackouts.to_line(entry) == line
    assert blackouts.from_line("fri-mon 01:00-02:00")["days"] == ["fri", "sat", "sun", "mon"]
    with pytest.raises(ValueError, match="neither"):
        blackouts.from_line("always")


# --- Words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("30 2 * * *", "Every day at 02:30, UTC"),
        ("30 2 * * 1-5", "Monday to Friday at 02:30, UTC"),
        ("0 1,13 * * mon,thu", "Mondays and Thursdays at 01:00 and 13:00, UTC"),
        ("*/15 * * * 6,0", "Every 15 minutes, Saturdays and Sundays, UTC"),
        ("5 * * * *", "Every hour at minute 05, UTC"),
        ("0 */2 * * *", "Every 2 hours from 00:00, UTC"),
        ("0 4 1,15 * *", "On the 1st and 15th of each month at 04:00, UTC"),
        ("0 4 22 1 *", "On the 22nd of January at 04:00, UTC"),
        ("0 4 1 * 1", "0 4 1 * 1, UTC"),
        ("nonsense", "nonsense, UTC"),
    ],
)
def test_expression_in_words(expression, words):
    assert when(expression, "UTC") == words
