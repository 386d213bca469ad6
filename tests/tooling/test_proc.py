"""What names a process, so that nobody takes another for it."""

import subprocess

import pytest

from tooling import proc


@pytest.fixture
def sleeper():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_process_that_runs_is_not_gone(sleeper):
    assert not proc.is_gone(proc.identity(sleeper.pid))
    assert not proc.is_gone(proc.identity())


def test_process_that_was_killed_is_gone_before_and_after_it_is_waited_for(sleeper):
    told = proc.identity(sleeper.pid)
    sleeper.kill()
    while proc.process(sleeper.pid).is_alive:
        pass
    assert proc.is_gone(told)

    sleeper.wait()

    assert proc.is_gone(told)


def test_number_that_was_given_to_another_is_gone(sleeper):
    namespace, number, ticks = proc.identity(sleeper.pid).split("/")

    assert proc.is_gone(f"{namespace}/{number}/{int(ticks) - 1}")


@pytest.mark.parametrize("told", ["", "1/1/1", "what/ever"])
def test_of_another_namespace_nothing_is_known(told):
    assert not proc.is_gone(told)
