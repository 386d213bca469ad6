"""Single-use tickets for websockets."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.db import connection as database
from django.db.models.signals import post_init
from django.utils import timezone

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.callers import Caller
from projects.models import ApiKey
from projects.roles import Scope
from scans.live import tickets
from scans.models import WebsocketTicket
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user

from .live import connection, path_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scan():
    return make_scan(make_target(make_project()))


@pytest.fixture
def viewer(scan):
    return make_member(scan.project)


def test_ticket_is_made_shown_once_and_stored_as_a_digest(api, viewer):
    api.force_authenticate(viewer)
    response = api.post("/api/v1/ws-tickets")
    body = response.json()
    assert response.status_code == 201
    assert set(body) == {"ticket", "expires_in"}
    assert body["expires_in"] == 60
    assert response["Cache-Control"] == "no-store"
    stored = WebsocketTicket.objects.get()
    assert body["ticket"] not in stored.digest
    assert timedelta(seconds=55) < stored.expires - timezone.now() <= timedelta(seconds=60)


def test_ticket_needs_credentials(api):
    response = api.post("/api/v1/ws-tickets")
    assert response.status_code == 401
    assert response.json()["code"] == "AUTH_TOKEN_MISSING"


def test_ticket_of_a_key_keeps_the_key(api, viewer):
    text = make_key(viewer, Scope.SCANS_READ)
    ticket = api.post("/api/v1/ws-tickets", HTTP_X_API_KEY=text).json()["ticket"]
    assert tickets.redeem(ticket) == Caller(viewer, ApiKey.objects.get())


async def test_ticket_admits_once(scan, viewer):
    ticket = await database_sync_to_async(tickets.issue)(Caller(viewer))
    async with connection(path_of(scan, f"ticket={ticket}"), origin=None) as listener:
        assert (await listener.frame())["type"] == "snapshot"
    async with connection(path_of(scan, f"ticket={ticket}"), origin=None) as listener:
        assert (await listener.frame())["data"]["code"] == "AUTH_TOKEN_INVALID"
        assert await listener.closed() == 4401


async def test_ticket_of_a_key_without_the_scope_is_refused(scan, viewer):
    await database_sync_to_async(make_key)(viewer, Scope.METRICS_READ)
    key = await ApiKey.objects.aget()
    ticket = await database_sync_to_async(tickets.issue)(Caller(viewer, key))
    async with connection(path_of(scan, f"ticket={ticket}")) as listener:
        assert (await listener.frame())["data"]["code"] == "FORBIDDEN"
        assert await listener.closed() == 4403


def test_expired_ticket_is_refused_and_gone(viewer):
    ticket = tickets.issue(Caller(viewer))
    WebsocketTicket.objects.update(expires=timezone.now())
    with pytest.raises(ApiError) as refused:
        tickets.redeem(ticket)
    assert refused.value.code is ErrorCode.AUTH_TOKEN_EXPIRED
    assert not WebsocketTicket.objects.exists()


def test_unused_tickets_go_when_the_next_is_made(viewer):
    tickets.issue(Caller(viewer))
    WebsocketTicket.objects.update(expires=timezone.now() - timedelta(seconds=1))
    tickets.issue(Caller(make_user()))
    assert WebsocketTicket.objects.count() == 2
    tickets.issue(Caller(viewer))
    assert WebsocketTicket.objects.count() == 2


def test_ticket_that_a_rival_redeemed_between_reading_and_deleting(viewer):
    ticket = tickets.issue(Caller(viewer))

    def rival(instance: WebsocketTicket, **_: object) -> None:
        WebsocketTicket.objects.filter(pk=instance.pk).delete()

    post_init.connect(rival, sender=WebsocketTicket)
    try:
        with pytest.raises(ApiError) as refused:
            tickets.redeem(ticket)
    finally:
        post_init.disconnect(rival, sender=WebsocketTicket)
    assert refused.value.code is ErrorCode.AUTH_TOKEN_INVALID


def test_of_many_who_redeem_one_ticket_at_once_one_succeeds(viewer):
    ticket = tickets.issue(Caller(viewer))

    def redeem(_: int) -> bool:
        try:
            return tickets.redeem(ticket).user == viewer
        except ApiError:
            return False
        finally:
            database.close()

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(redeem, range(8))) == 1
