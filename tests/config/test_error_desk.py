"""API errors in the admin: who sees them, how they are found, what the index says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from config.desk import api_errors
from config.records.audit import record
from config.records.models import ApiCount, RecentError
from config.records.watching.admin import BAR_HEIGHT, days
from projects.models import User
from tests.make import make_user

pytestmark = pytest.mark.django_db
LIST = "admin:records_recenterror_changelist"


def make_error(code: str = "SCAN_NOT_FOUND", status: int = 404, **fields: Any) -> RecentError:
    told = {
        "request_id": "some-request",
        "method": "GET",
        "route": "/api/v1/scans/{scan_id}",
        "path": "/api/v1/scans/7",
        "message": "Scan not found",
        **fields,
    }
    return RecentError.objects.create(code=code, status=status, **told)


@pytest.fixture
def watcher() -> User:
    """A person of the staff who may view recent errors, and nothing else."""
    user = make_user("watcher", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_recenterror"))
    return user


def shown(client: Any, query: str) -> set[str]:
    """Request ids that the list shows."""
    page = client.get(f"{reverse(LIST)}?{query}")
    assert page.status_code == 200
    return set(re.findall(r"req-[a-z]+", page.content.decode().partition("<table")[2]))


def test_staff_with_the_permission_see_them_others_do_not(client: Any, watcher: User) -> None:
    error = make_error(request_id="req-alpha")
    change = reverse("admin:records_recenterror_change", args=[error.pk])
    client.force_login(make_user(is_staff=True))
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(change).status_code == 403
    assert "API errors" not in client.get(reverse("admin:index")).content.decode()
    client.force_login(watcher)
    assert "req-alpha" in client.get(reverse(LIST)).content.decode()
    assert client.get(change).status_code == 200
    assert "API errors, last day" in client.get(reverse("admin:index")).content.decode()


def test_nobody_writes_them(admin_client: Any) -> None:
    error = make_error()
    assert admin_client.get(reverse("admin:records_recenterror_add")).status_code == 403
    for page in ("change", "delete"):
        url = reverse(f"admin:records_recenterror_{page}", args=[error.pk])
        assert admin_client.post(url, {"code": "X", "post": "yes"}).status_code == 403
    assert RecentError.objects.get().code == "SCAN_NOT_FOUND"


@pytest.mark.parametrize("word", ["req-alpha", "RATE_LIMITED", "/p/%7Bpid%7D", "ada", "/p/7/n"])
def test_they_are_found_by_what_one_knows(admin_client: Any, word: str) -> None:
    make_error(request_id="req-beta")
    make_error("RATE_LIMITED", 429, request_id="req-alpha", route="/p/{pid}/n", path="/p/7/n",
               user="ada")  # fmt: skip
    assert shown(admin_client, f"q={word}") == {"req-alpha"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("question=server_hour", {"req-down"}),
        ("question=server_day", {"req-down", "req-bug"}),
        ("question=bugs", {"req-bug"}),
        ("question=refused", {"req-refused"}),
        ("question=repeated", {"req-down"}),
        ("question=storms", {"req-storm"}),
        ("status_class=5", {"req-down", "req-bug"}),
        ("status_class=9", {"req-down", "req-bug", "req-refused", "req-storm"}),
        ("code=FORBIDDEN", {"req-refused"}),
    ],
)
def test_filters_are_questions(admin_client: Any, query: str, expected: set[str]) -> None:
    make_error("DATABASE_UNAVAILABLE", 503, request_id="req-down", attempt=2)
    earlier = timezone.now() - timedelta(hours=5)
    make_error("INTERNAL_ERROR", 500, request_id="req-bug", created=earlier)
    make_error("FORBIDDEN", 403, request_id="req-refused")
    make_error(request_id="req-storm", occurrences=340)
    assert shown(admin_client, query) == expected


def test_a_page_leads_to_the_code_and_to_all_of_the_request(
    admin_client: Any, client: Any, watcher: User
) -> None:
    error = make_error(request_id="one-request-id")
    other = make_error("FORBIDDEN", 403, request_id="one-request-id")
    make_error("RATE_LIMITED", 429, request_id="another-request")
    entry = record("ada", "scan.start")
    type(entry).objects.filter(pk=entry.pk).update(request_id="one-request-id")
    url = reverse("admin:records_recenterror_change", args=[error.pk])
    page = admin_client.get(url).content.decode()
    assert "/docs/errors#SCAN_NOT_FOUND" in page
    assert reverse("admin:scans_scan_changelist") + "?q=one-request-id" in page
    assert reverse("admin:records_recenterror_change", args=[other.pk]) in page
    assert reverse("admin:records_auditentry_change", args=[entry.pk]) in page
    assert "RATE_LIMITED" not in page
    client.force_login(watcher)  # may not read the audit log
    assert "scan.start" not in client.get(url).content.decode()


def test_what_a_client_sent_stays_text(admin_client: Any) -> None:
    error = make_error(path="/api/<script>x</script>", user_agent="<b>", user="{{ 7*7 }}")
    for url in (reverse(LIST), reverse("admin:records_recenterror_change", args=[error.pk])):
        assert "<script>x" not in admin_client.get(url).content.decode()


def test_the_list_costs_the_same_for_many(
    admin_client: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make_error(request_id=f"request-{number}")
        count(number % 14, 404, 3)
    with django_assert_max_num_queries(10):
        admin_client.get(reverse(LIST))


def count(days_ago: int, status: int, answers: int) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
    ApiCount.objects.update_or_create(
        hour=hour, method="GET", route="/", status=status, code="X", defaults={"answers": answers}
    )


def test_bars_are_as_high_as_their_days_errors() -> None:
    count(0, 404, 100)
    count(1, 404, 49)
    count(1, 500, 1)
    count(20, 404, 999)
    *older, yesterday, today = days()
    assert len(older) == 12
    assert {day["client_height"] for day in older} == {0}
    assert (today["client"], today["client_height"]) == (100, BAR_HEIGHT)
    assert (yesterday["client"], yesterday["server"], yesterday["server_height"]) == (49, 1, 2)
    assert yesterday["client_y"] + yesterday["client_height"] == yesterday["server_y"]


def test_the_index_tells_the_five_figures_in_two_queries(
    admin_client: Any, django_assert_num_queries: Any
) -> None:
    count(0, 404, 30)
    count(0, 503, 10)
    ApiCount.objects.filter(status=404).update(retried=2, repeats=3)
    with django_assert_num_queries(2):
        told = api_errors()
    assert [rate.percent for rate in told["endpoints"]] == [100]
    page = " ".join(admin_client.get(reverse("admin:index")).content.decode().split())
    assert "3 : 1" in page
    assert "1.5" in page
    assert "No tool has recovered" in page
