"""The status of a scan, over all combinations of runs."""

from hypothesis import given
from hypothesis import strategies as st

from scans.states import (
    ACTIVE,
    FAILURES,
    OPEN,
    TERMINAL,
    TRANSITIONS,
    RunFacts,
    RunState,
    ScanStatus,
    derive,
)

REPORTED = {RunState.SUCCEEDED}


@st.composite
def facts(draw):
    state = draw(st.sampled_from(list(RunState)))
    executed = True
    if state in (RunState.QUEUED, RunState.CANCELLED):
        executed = draw(st.booleans())
    elif state == RunState.SKIPPED:
        executed = False
    import_word = draw(st.sampled_from(["", "importing", "failed"])) if state in REPORTED else ""
    return RunFacts(state, executed, import_word == "importing", import_word == "failed")


@given(st.lists(facts(), min_size=1, max_size=6))
def test_status_follows_its_definition(runs):
    status = derive(runs)
    ended = not any(run.state in OPEN or run.importing for run in runs)
    good = [run for run in runs if run.state == RunState.SUCCEEDED and not run.import_failed]
    bad = [run for run in runs if run.state in FAILURES or run.import_failed]

    assert (status in (ScanStatus.PENDING, ScanStatus.RUNNING)) == (not ended)
    if status == ScanStatus.COMPLETED:
        assert good
        assert not bad
    if status == ScanStatus.PARTIAL:
        assert good
        assert bad
    if status == ScanStatus.FAILED:
        assert not good
    if any(run.state == RunState.CANCELLED for run in runs) and ended:
        assert status == ScanStatus.CANCELLED


@given(st.lists(facts(), min_size=1, max_size=6), st.randoms())
def test_order_of_runs_decides_nothing(runs, random):
    shuffled = list(runs)
    random.shuffle(shuffled)

    assert derive(shuffled) == derive(runs)


@given(st.lists(facts(), min_size=1, max_size=6))
def test_a_failed_tool_is_never_a_completed_scan(runs):
    runs = [*runs, RunFacts(RunState.FAILED, executed=True)]

    assert derive(runs) != ScanStatus.COMPLETED


def test_scan_without_runs_is_pending():
    assert derive([]) == ScanStatus.PENDING


def test_scan_is_pending_until_a_worker_takes_a_run():
    queued = RunFacts(RunState.QUEUED, executed=False)
    skipped = RunFacts(RunState.SKIPPED, executed=False)

    assert derive([queued, skipped]) == ScanStatus.PENDING
    assert derive([queued, RunFacts(RunState.RUNNING, executed=True)]) == ScanStatus.RUNNING


def test_scan_runs_until_its_findings_are_in():
    done = RunFacts(RunState.SUCCEEDED, executed=True, importing=True)

    assert derive([done]) == ScanStatus.RUNNING


def test_every_state_is_open_or_terminal_and_has_its_transitions():
    assert OPEN | TERMINAL == set(RunState)
    assert not OPEN & TERMINAL
    assert ACTIVE < OPEN
    assert set(TRANSITIONS) == set(RunState)
