"""Who may listen, by which credential, and for how long."""

import uuid
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.utils import timezone
from knox.models import AuthToken

from projects.models import ApiKey, Membership, User
from projects.roles import Role, Scope
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user

from .live import HOST, connection, path_of, write_events

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scan():
    return make_scan(make_target(make_project()), tools=("bandit",))


@pytest.fixture
def viewer(scan):
    return make_member(scan.project)


async def refusal(path, user=None, **options):
    """The code of the one error frame, and the close code."""
    async with connection(path, user, **options) as listener:
        frame = await listener.frame()
        assert frame["type"] == "error"
        assert {"error", "code", "details", "request_id"} <= set(frame["data"])
        return frame["data"]["code"], await listener.closed()


async def is_admitted(path, user=None, **options):
    async with connection(path, user, **options) as listener:
        return (await listener.frame())["type"] == "snapshot"


@pytest.mark.parametrize("role", Role.values)
async def test_every_member_may_listen(scan, role):
    assert await is_admitted(
        path_of(scan), await database_sync_to_async(make_member)(scan.project, role)
    )


async def test_superuser_may_listen(scan):
    admin = await database_sync_to_async(make_user)(is_superuser=True)
    assert await is_admitted(path_of(scan), admin)


async def test_without_credentials(scan):
    assert await refusal(path_of(scan)) == ("AUTH_TOKEN_MISSING", 4401)


async def test_session_that_ended(scan):
    headers = {"cookie": "sessionid=gone"}
    assert await refusal(path_of(scan), headers=headers) == ("AUTH_TOKEN_MISSING", 4401)


async def test_scan_of_a_project_one_is_no_member_of_does_not_exist(scan):
    stranger = await database_sync_to_async(make_user)(is_staff=True)
    assert await refusal(path_of(scan), stranger) == ("SCAN_NOT_FOUND", 4404)


async def test_scan_that_does_not_exist(viewer):
    assert await refusal(f"/ws/scans/{uuid.uuid4()}", viewer) == ("SCAN_NOT_FOUND", 4404)


@pytest.mark.parametrize("path", ["/ws/scans/12", "/ws/nothing", "/", "/ws/scans/"])
async def test_channel_that_does_not_exist(viewer, path):
    assert await refusal(path, viewer) == ("NOT_FOUND", 4404)


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://testserver", f"http://{HOST}.evil.example"]
)
async def test_session_from_a_foreign_page(scan, viewer, origin):
    assert await refusal(path_of(scan), viewer, origin=origin) == ("FORBIDDEN", 4403)


async def test_session_without_an_origin(scan, viewer):
    assert await refusal(path_of(scan), viewer, origin=None) == ("FORBIDDEN", 4403)


async def test_trusted_origins_may_listen(scan, viewer, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example", "https://*.office.example"]
    for origin in ("https://desk.example", "https://a.office.example"):
        assert await is_admitted(path_of(scan), viewer, origin=origin)
    for origin in ("http://desk.example", "https://office.example.evil"):
        assert await refusal(path_of(scan), viewer, origin=origin) == ("FORBIDDEN", 4403)


async def test_bearer_token_needs_no_origin(scan, viewer):
    _, token = await database_sync_to_async(AuthToken.objects.create)(viewer)
    headers = {"authorization": f"Bearer {token}"}
    assert await is_admitted(path_of(scan), origin=None, headers=headers)


async def test_bearer_token_that_is_unknown_or_expired(scan, viewer):
    headers = {"authorization": f"Bearer {'0' * 64}"}
    assert await refusal(path_of(scan), headers=headers) == ("AUTH_TOKEN_INVALID", 4401)
    _, token = await database_sync_to_async(AuthToken.objects.create)(viewer, expiry=timedelta(-1))
    headers = {"authorization": f"Bearer {token}"}
    assert await refusal(path_of(scan), headers=headers) == ("AUTH_TOKEN_EXPIRED", 4401)


async def test_authorization_of_another_scheme(scan, viewer):
    headers = {"authorization": "Basic dXNlcjpwYXNz"}
    assert await refusal(path_of(scan), viewer, headers=headers) == ("AUTH_TOKEN_INVALID", 4401)


async def test_api_key_with_the_scope(scan, viewer):
    key = await database_sync_to_async(make_key)(viewer, Scope.SCANS_READ)
    assert await is_admitted(path_of(scan), origin=None, headers={"x-api-key": key})


async def test_api_key_without_the_scope(scan, viewer):
    key = await database_sync_to_async(make_key)(viewer, Scope.FINDINGS_READ)
    assert await refusal(path_of(scan), headers={"x-api-key": key}) == ("FORBIDDEN", 4403)


async def test_api_key_of_another_project(scan, viewer):
    other = await database_sync_to_async(make_project)()
    key = await database_sync_to_async(make_key)(viewer, Scope.SCANS_READ, project=other)
    assert await refusal(path_of(scan), headers={"x-api-key": key}) == ("SCAN_NOT_FOUND", 4404)


async def test_api_key_that_is_unknown(scan):
    headers = {"x-api-key": "wr_000000000000_x"}
    assert await refusal(path_of(scan), headers=headers) == ("INVALID_API_KEY", 4403)


async def test_request_id_of_the_client_is_in_the_error(scan):
    async with connection(path_of(scan), headers={"x-request-id": "my-request-1"}) as listener:
        assert (await listener.frame())["data"]["request_id"] == "my-request-1"


# --- For how long ------------------------------------------------------------------------------


def leave(user, scan):
    Membership.objects.filter(user=user).delete()


def deactivate(user, scan):
    User.objects.filter(pk=user.pk).update(is_active=False)


def change_password(user, scan):
    user.set_password("another one entirely")
    user.save()


def sign_out(user, scan):
    from django.contrib.sessions.models import Session

    Session.objects.all().delete()


@pytest.mark.parametrize("loss", [leave, deactivate, change_password, sign_out])
async def test_listener_that_lost_its_right_is_closed(scan, viewer, settings, loss):
    settings.LIVE = {"rights_seconds": 0.05}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await database_sync_to_async(loss)(viewer, scan)
        frame = await listener.frame()
        assert frame["data"]["code"] == "FORBIDDEN"
        assert await listener.closed() == 4408
        await write_events(scan)
        assert await listener.receive_nothing(0.3)


async def test_change_of_role_that_keeps_the_right_changes_nothing(scan, viewer, settings):
    settings.LIVE = {"rights_seconds": 0.02}
    async with connection(path_of(scan), viewer) as listener:
        await listener.frame()
        await Membership.objects.filter(user=viewer).aupdate(role=Role.ADMIN)
        assert await listener.receive_nothing(0.2)
        await write_events(scan)
        assert (await listener.frame())["seq"] == 1


@pytest.mark.parametrize(
    "loss",
    [
        {"revoked": timezone.now()},
        {"expires": timezone.now() - timedelta(1)},
        {"scopes": [Scope.FINDINGS_READ]},
    ],
)
async def test_key_that_was_revoked_expired_or_narrowed_ends_its_listener(
    scan, viewer, settings, loss
):
    settings.LIVE = {"rights_seconds": 0.05}
    key = await database_sync_to_async(make_key)(viewer, Scope.SCANS_READ)
    async with connection(path_of(scan), headers={"x-api-key": key}) as listener:
        await listener.frame()
        await ApiKey.objects.all().aupdate(**loss)
        assert await listener.closed() == 4408


async def test_token_that_was_revoked_ends_its_listener(scan, viewer, settings):
    settings.LIVE = {"rights_seconds": 0.05}
    _, token = await database_sync_to_async(AuthToken.objects.create)(viewer)
    headers = {"authorization": f"Bearer {token}"}
    async with connection(path_of(scan), headers=headers) as listener:
        await listener.frame()
        await AuthToken.objects.all().adelete()
        assert await listener.closed() == 4408


async def test_superuser_who_is_one_no_more_is_closed(scan, settings):
    settings.LIVE = {"rights_seconds": 0.05}
    admin = await database_sync_to_async(make_user)(is_superuser=True)
    async with connection(path_of(scan), admin) as listener:
        await listener.frame()
        await User.objects.filter(pk=admin.pk).aupdate(is_superuser=False)
        assert await listener.closed() == 4408


def test_asking_again_is_one_query(scan, viewer, django_assert_num_queries):
    from projects.callers import Caller
    from projects.roles import Action
    from scans.live.admission import _admission
    from scans.models import Scan

    admission = _admission(Caller(viewer), None)
    with django_assert_num_queries(1):
        assert admission.still_shows(Scan.objects.filter(pk=scan.pk), Action.VIEW_SCANS)
