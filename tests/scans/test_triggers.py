"""The database itself keeps an attempt's terminal state."""

import pytest
from django.db import DatabaseError, transaction

from scans.models import Attempt
from scans.states import TERMINAL, RunState
from tests.make import make_scan
from tests.scans.conftest import make_attempt

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_terminal_state_of_an_attempt_is_final(state):
    attempt = make_attempt(make_scan(tools=("bandit",)).runs.get())
    Attempt.objects.update(state=state)
    other = RunState.FAILED if state != RunState.FAILED else RunState.SUCCEEDED

    for wanted in (RunState.RUNNING, other):
        with pytest.raises(DatabaseError, match="final"), transaction.atomic():
            Attempt.objects.filter(pk=attempt.pk).update(state=wanted)

    attempt.refresh_from_db()
    assert attempt.state == state


def test_other_columns_of_an_ended_attempt_can_be_written():
    make_attempt(make_scan(tools=("bandit",)).runs.get())
    Attempt.objects.update(state=RunState.FAILED)

    assert Attempt.objects.update(error="found later", state=RunState.FAILED) == 1
