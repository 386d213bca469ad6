"""The desk's list of tools."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from tests.make import make_user
from tooling import health, registry
from tooling.models import ToolStatus

pytestmark = pytest.mark.django_db
LIST = "admin:tooling_toolstatus_changelist"


@pytest.fixture
def staff(client: Client, settings: object) -> Client:
    settings.TOOL_PATHS = {name: "/absent" for name in registry.all_tools()}  # type: ignore[attr-defined]
    client.force_login(make_user(is_staff=True))
    return client


def test_every_registered_tool_is_listed(staff: Client, settings: Any) -> None:
    settings.TOOL_PATHS = {name: "/absent" for name in registry.all_tools()}
    page = staff.get(reverse(LIST)).content.decode()
    for tool in registry.all_tools().values():
        assert escape(tool.title) in page
        assert escape(tool.install_hint) in page
    assert "documentation only" in page


def test_tool_page_is_read_only(staff: Client) -> None:
    status = ToolStatus.objects.create(
        tool="bandit", host=health.host(), path="/opt/bandit", version="1.9.4"
    )
    page = staff.get(reverse("admin:tooling_toolstatus_change", args=[status.pk])).content.decode()
    assert "1.9.4" in page
    assert "Finished; something was found." in page
    assert staff.get(reverse("admin:tooling_toolstatus_add")).status_code == 403
    assert (
        staff.post(reverse("admin:tooling_toolstatus_delete", args=[status.pk])).status_code == 403
    )


def test_check_now_reports_on_each_tool(staff: Client) -> None:
    status = ToolStatus.objects.create(
        tool="bandit", host=health.host(), path="/opt/bandit", checked=timezone.now()
    )
    answer = staff.post(
        reverse(LIST), {"action": "check_now", "_selected_action": [status.pk]}, follow=True
    )
    assert "Bandit: bandit was not found" in answer.content.decode()
    status.refresh_from_db()
    assert not status.is_installed


@pytest.mark.parametrize("availability", ["installed", "missing", "stale"])
def test_filters_are_questions(staff: Client, availability: str) -> None:
    ToolStatus.objects.create(
        tool="bandit", host=health.host(), path="/opt/b", version="1.9.4", checked=timezone.now()
    )
    page = staff.get(reverse(LIST), {"availability": availability})
    assert page.status_code == 200
    assert ("1.9.4" in page.content.decode()) is (availability == "installed")


def test_not_for_people_who_are_not_staff(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(reverse(LIST)).status_code == 302
