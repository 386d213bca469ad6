"""The queue ends accepted risks by itself."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.models import Schedule

from findings.importing import import_run
from findings.models import Finding, Status
from findings.triage import decide
from projects.callers import Caller
from projects.roles import Role
from tests.findings.sample import ended_run
from tests.make import make_member, make_target

pytestmark = pytest.mark.django_db


def the_schedule() -> Schedule:
    return Schedule.objects.get(func="findings.tasks.expire")


def test_there_is_one_schedule_however_often_one_migrates() -> None:
    before = the_schedule().pk
    config = apps.get_app_config("findings")
    post_migrate.send(sender=config, app_config=config, using="default")
    assert the_schedule().pk == before


def test_the_schedule_ends_what_has_ended() -> None:
    target = make_target()
    analyst = Caller(make_member(target.project, Role.ANALYST))
    import_run(ended_run("weak", target=target).pk)
    finding = decide(Finding.objects.get(), Status.ACCEPTED_RISK, by=analyst, reason="known")
    Finding.objects.update(accepted_until=timezone.now() - timedelta(minutes=1))

    assert import_string(the_schedule().func)() == 1

    finding.refresh_from_db()
    assert finding.status == Status.OPEN
    assert finding.decisions.first().source == "expiry"
