"""Limits: which layer wins, what the server never passes, and what is said of wrong ones."""

import pytest

from tooling import limits
from tooling.limits import DEFAULTS, MAXIMUM, Limits


def test_later_layers_win_and_what_nobody_names_is_the_default():
    resolved = limits.resolve(
        {"memory_bytes": 3_000_000_000, "cpus": 1.5},
        {"memory_bytes": 1_000_000_000, "processes": 50},
        {"processes": 60},
        None,
        seconds=300,
        most={},
    )
    assert resolved == Limits(
        seconds=300,
        memory_bytes=1_000_000_000,
        cpu_seconds=None,
        cpus=1.5,
        processes=60,
        file_bytes=2_000_000_000,
        output_bytes=10_000_000,
    )


def test_nothing_passes_the_servers_maximum_not_even_what_nobody_limits():
    most = {"seconds": 60, "memory_bytes": 500_000_000, "cpu_seconds": 90}
    resolved = limits.resolve({"memory_bytes": 4_000_000_000}, seconds=3600, most=most)
    assert (resolved.seconds, resolved.memory_bytes, resolved.cpu_seconds) == (60, 500_000_000, 90)
    assert resolved.processes == DEFAULTS["processes"]


def test_they_survive_json():
    told = Limits(5, memory_bytes=10**9, cpus=0.5).told()
    assert limits.of({**told, "held_by": "cgroup"}) == Limits(5, memory_bytes=10**9, cpus=0.5)


@pytest.mark.parametrize(
    ("given", "name", "says"),
    [
        ("2 GB", "", "must map limits to numbers, as in {processes: 200}"),
        ({"memory": 1}, "memory", "is not a limit. The limits are memory_bytes, cpu_seconds"),
        ({"seconds": 5}, "seconds", "Time is `timeout_seconds`."),
        (
            {"memory_bytes": "2GB"},
            "memory_bytes",
            "must be a whole number of bytes from 16,000,000, such as 2_000_000_000, not '2GB'",
        ),
        ({"memory_bytes": 1000}, "memory_bytes", "not 1,000"),
        ({"memory_bytes": 1e9}, "memory_bytes", "must be a whole number of bytes"),
        ({"processes": True}, "processes", "not True"),
        ({"cpus": 0}, "cpus", "must be a number of processors from 0.1, such as 1.5, not 0"),
        ({"cpus": float("nan")}, "cpus", "not nan"),
        ({"processes": 9999}, "processes", "is 9,999, but this server allows at most 1,000"),
    ],
)
def test_what_is_wrong_is_named_with_what_would_be_right(given, name, says):
    ((found, message),) = limits.problems(given, MAXIMUM)
    assert found == name
    assert says in message


def test_right_ones_have_no_problems():
    given = {"memory_bytes": 10**9, "cpu_seconds": 5, "cpus": 1, "processes": 9}
    assert list(limits.problems(given, MAXIMUM)) == []


def test_the_maximum_is_the_default_with_what_the_operator_says():
    found = limits.maximum({"memory_bytes": "4000000000", "cpus": "2.5"})
    assert found == {**MAXIMUM, "memory_bytes": 4_000_000_000, "cpus": 2.5}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"memory": "1"}, "memory is not a limit; there are seconds, memory_bytes"),
        ({"processes": "many"}, "processes must be a whole number of processes from 4"),
        ({"seconds": "0"}, "seconds must be a whole number of seconds from 1"),
        ({"seconds": "999999"}, "seconds is at most 86400"),
        ({"cpus": "inf"}, "cpus must be a number"),
    ],
)
def test_a_bad_maximum_names_itself(given, says):
    with pytest.raises(ValueError, match=says):
        limits.maximum(given)
