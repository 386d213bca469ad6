"""Who sends the request: tokens, keys, sessions, and how each is refused."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.decorators import api_view
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.records.models import AuditEntry
from projects.api.authentication import ApiKeyAuthentication
from projects.models import ApiKey
from tests.make import make_key, make_member, make_project, make_user

ME = "/api/v1/users/me"


def make_token(user, expires_in=timedelta(hours=1)):
    return AuthToken.objects.create(user=user, expiry=expires_in)[1]


def refused(response, status, code):
    assert response.status_code == status, response.content
    assert response["X-Error-Code"] == code.name
    if status == 401:
        assert response["WWW-Authenticate"].startswith("Bearer")
    return response.json()


@pytest.mark.django_db
def test_a_token_names_its_user(api):
    user = make_user("ada")
    assert api.as_token(make_token(user)).get(ME).json()["username"] == "ada"


@pytest.mark.django_db
def test_nobody_is_told_what_is_missing(api):
    refused(api.get(ME), 401, ErrorCode.AUTH_TOKEN_MISSING)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "Bearer " + "g" * 64,
        "Bearer " + "a" * 63,
        "Bearer " + "A" * 64,
        "Bearer é" + "a" * 63,
        "Basic YTpi",
        "Token abc",
        "x",
    ],
)
def test_a_malformed_token_is_said_to_be_malformed(api, header):
    response = api.get(
        ME,
        headers={"Authorization": header, "Accept": "application/vnd.wardroom.error.envelope+json"},
    )
    body = refused(response, 401, ErrorCode.AUTH_TOKEN_INVALID)
    assert body["error"]["details"] == {
        "token_format": "malformed",
        "suggested_action": "regenerate_token",
    }


@pytest.mark.django_db
def test_an_unknown_token_is_said_to_be_unknown(api):
    make_token(make_user())
    response = api.get(
        ME,
        headers={
            "Authorization": "Bearer " + "0" * 64,
            "Accept": "application/vnd.wardroom.error.envelope+json",
        },
    )
    body = refused(response, 401, ErrorCode.AUTH_TOKEN_INVALID)
    assert body["error"]["details"]["token_format"] == "unknown"


@pytest.mark.django_db
def test_an_expired_token_says_when_it_expired_and_is_kept(api):
    text = make_token(make_user(), timedelta(days=-29))
    response = api.as_token(text).get(
        ME, headers={"Accept": "application/vnd.wardroom.error.envelope+json"}
    )
    body = refused(response, 401, ErrorCode.AUTH_TOKEN_EXPIRED)
    details = body["error"]["details"]
    stored = AuthToken.objects.get().expiry
    assert details["expired_at"] == stored.strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{stored.microsecond // 1000:03}Z"
    )
    assert details["suggested_action"] == "refresh_token"


@pytest.mark.django_db
def test_a_token_of_an_inactive_user_is_refused(api):
    user = make_user()
    text = make_token(user)
    user.is_active = False
    user.save()
    refused(api.as_token(text).get(ME), 401, ErrorCode.AUTH_TOKEN_INVALID)


@pytest.mark.django_db
def test_only_a_hash_of_a_token_is_stored():
    text = make_token(make_user())
    assert text not in str(AuthToken.objects.values().get())


@pytest.mark.django_db
def test_a_key_names_its_owner_and_itself(api):
    user = make_user("ada")
    body = api.as_key(make_key(user, "findings:read")).get(ME).json()
    assert body["username"] == "ada"
    assert body["api_key"]["scopes"] == ["findings:read"]


@pytest.mark.django_db
def test_a_key_is_found_in_one_query(django_assert_num_queries):
    text = make_key(make_user(), "scans:read", project=make_project(), last_used=timezone.now())
    request = Request(APIRequestFactory().get("/", headers={"X-API-Key": text}))
    with django_assert_num_queries(1):
        user, key = ApiKeyAuthentication().authenticate(request)
        assert (user.username, key.project.name, key.owner) != ("", "", None)


@pytest.mark.django_db
def test_use_of_a_key_is_recorded_once_a_minute(api, django_assert_num_queries):
    text = make_key(make_user(), "scans:read")
    api.as_key(text).get(ME)
    first = ApiKey.objects.get().last_used
    api.get(ME)
    assert ApiKey.objects.get().last_used == first
    assert timezone.now() - first < timedelta(seconds=30)
    ApiKey.objects.update(last_used=first - timedelta(minutes=2))
    api.get(ME)
    assert ApiKey.objects.get().last_used >= first


@pytest.mark.django_db
@pytest.mark.parametrize("flaw", ["unknown", "wrong secret", "expired", "revoked", "inactive", ""])
def test_a_key_that_is_not_usable_is_refused(api, flaw):
    user = make_user()
    text = make_key(user, "scans:read")
    keys = ApiKey.objects.all()
    match flaw:
        case "unknown":
            keys.delete()
        case "wrong secret":
            text = text[:-1] + ("A" if text[-1] != "A" else "B")
        case "expired":
            keys.update(expires=timezone.now())
        case "revoked":
            keys.update(revoked=timezone.now())
        case "inactive":
            user.is_active = False
            user.save()
        case "":
            text = ""
    refused(api.get(ME, headers={"X-API-Key": text}), 403, ErrorCode.INVALID_API_KEY)


@pytest.mark.parametrize(
    ("path", "rendering", "code"),
    [
        ("/api/v1/scans", "flat", ErrorCode.INVALID_API_KEY),
        ("/api/v1/scans", None, ErrorCode.INVALID_API_KEY),
        ("/api/v1/scans", "envelope", ErrorCode.AUTH_TOKEN_INVALID),
        ("/api/v1/scans", "detail", ErrorCode.AUTH_TOKEN_INVALID),
        ("/api/processes", None, ErrorCode.AUTH_TOKEN_INVALID),
        ("/api/v1/iocs", None, ErrorCode.AUTH_TOKEN_INVALID),
    ],
)
def test_the_seeded_families_answer_401_to_an_unknown_key(path, rendering, code):
    view = APIView()
    if rendering:
        view.error_rendering = rendering
    request = Request(
        APIRequestFactory().get(path, headers={"X-API-Key": "nonsense"}),
        parser_context={"view": view},
    )
    with pytest.raises(ApiError) as caught:
        ApiKeyAuthentication().authenticate(request)
    assert caught.value.code is code


@pytest.mark.django_db
def test_a_view_can_ask_for_a_key(rf):
    @api_view(["GET"])
    def metrics(request):
        return Response({})

    metrics.cls.missing_credentials = ErrorCode.MISSING_API_KEY
    response = metrics(rf.get("/api/v1/metrics"))
    assert response.status_code == 401
    assert response.data["code"] == "MISSING_API_KEY"
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.django_db
def test_the_token_counts_before_the_key_and_the_key_before_the_session(api):
    first, second, third = make_user("first"), make_user("second"), make_user("third")
    api.force_login(third)
    key = make_key(second, "scans:read")
    assert api.get(ME).json()["username"] == "third"
    assert api.get(ME, headers={"X-API-Key": key}).json()["username"] == "second"
    both = {"X-API-Key": key, "Authorization": f"Bearer {make_token(first)}"}
    assert api.get(ME, headers=both).json()["username"] == "first"
    bad = {"X-API-Key": key, "Authorization": "Bearer " + "0" * 64}
    refused(api.get(ME, headers=bad), 401, ErrorCode.AUTH_TOKEN_INVALID)


@pytest.mark.django_db
def test_a_session_needs_the_csrf_token_to_change_things():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.get(ME).status_code == 200
    response = client.post("/api/v1/auth/revoke", {"all": True}, content_type="application/json")
    refused(response, 403, ErrorCode.CSRF_FAILED)


@pytest.mark.django_db
def test_an_open_view_still_answers_anonymous_callers(rf):
    @api_view(["GET"])
    def open_view(request):
        return Response({"anonymous": request.user.is_anonymous})

    open_view.cls.permission_classes = [AllowAny]
    assert open_view(rf.get("/")).data == {"anonymous": True}


# --- Tokens -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_signing_in_gives_a_token_that_works(api):
    make_user("ada")
    body = api.post(
        "/api/v1/auth/token", {"username": "ada", "password": "correct horse"}, format="json"
    )
    assert body.status_code == 200
    answer = body.json()
    assert answer["token_type"] == "bearer"
    assert 35_990 <= answer["expires_in"] <= 36_000
    assert answer["expires_at"].endswith("Z")
    assert api.as_token(answer["access_token"]).get(ME).json()["username"] == "ada"
    entry = AuditEntry.objects.get(action="sign_in")
    assert (entry.actor, entry.role) == ("ada", "")


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["ada", "nobody"])
def test_a_refused_sign_in_says_no_more_than_that_and_is_audited(api, username):
    make_user("ada")
    response = api.post("/api/v1/auth/token", {"username": username, "password": "x"})
    body = refused(response, 401, ErrorCode.SIGN_IN_FAILED)
    assert body["details"] == "User name or password is wrong"
    assert AuditEntry.objects.get(action="sign_in.refused").actor == username


@pytest.mark.django_db
def test_an_inactive_user_cannot_sign_in(api):
    make_user("ada", is_active=False)
    response = api.post("/api/v1/auth/token", {"username": "ada", "password": "correct horse"})
    refused(response, 401, ErrorCode.SIGN_IN_FAILED)


@pytest.mark.django_db
@pytest.mark.parametrize("body", [{}, {"username": "a"}, {"username": "a\0", "password": "b"}, []])
def test_a_sign_in_without_name_or_password_is_a_validation_error(api, body):
    response = api.post("/api/v1/auth/token", body, format="json")
    assert refused(response, 400, ErrorCode.VALIDATION_ERROR)["errors"]


@pytest.mark.django_db
def test_a_stale_header_does_not_keep_anybody_from_signing_in(api):
    make_user("ada")
    response = api.as_token("0" * 64).post(
        "/api/v1/auth/token", {"username": "ada", "password": "correct horse"}
    )
    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("age", [timedelta(hours=-1), timedelta(hours=23)])
def test_refreshing_gives_a_new_token_and_ends_the_old(api, age):
    text = make_token(make_user("ada"), -age)
    answer = api.as_token(text).post("/api/v1/auth/refresh")
    assert answer.status_code == 200
    fresh = answer.json()["access_token"]
    refused(api.get(ME), 401, ErrorCode.AUTH_TOKEN_INVALID)
    refused(api.post("/api/v1/auth/refresh"), 401, ErrorCode.AUTH_TOKEN_INVALID)
    assert api.as_token(fresh).get(ME).json()["username"] == "ada"


@pytest.mark.django_db
def test_a_token_that_expired_a_day_ago_cannot_be_refreshed(api):
    text = make_token(make_user(), timedelta(days=-1, seconds=-1))
    refused(api.as_token(text).post("/api/v1/auth/refresh"), 401, ErrorCode.AUTH_TOKEN_EXPIRED)


@pytest.mark.django_db
def test_refreshing_without_a_token_is_refused(api):
    refused(api.post("/api/v1/auth/refresh"), 401, ErrorCode.AUTH_TOKEN_MISSING)


@pytest.mark.django_db
def test_revoking_ends_this_token_only(api):
    user = make_user()
    first, second = make_token(user), make_token(user)
    assert api.as_token(first).post("/api/v1/auth/revoke").status_code == 204
    refused(api.get(ME), 401, ErrorCode.AUTH_TOKEN_INVALID)
    assert api.as_token(second).get(ME).status_code == 200


@pytest.mark.django_db
def test_revoking_all_ends_every_token_of_the_user_and_nobody_elses(api):
    user, other = make_user(), make_user()
    texts = [make_token(user), make_token(user)]
    foreign = make_token(other)
    assert api.as_token(texts[0]).post("/api/v1/auth/revoke", {"all": True}).status_code == 204
    for text in texts:
        refused(api.as_token(text).get(ME), 401, ErrorCode.AUTH_TOKEN_INVALID)
    assert api.as_token(foreign).get(ME).status_code == 200


@pytest.mark.django_db
def test_a_key_cannot_end_its_owners_tokens(api):
    user = make_user()
    token = make_token(user)
    response = api.as_key(make_key(user, "scans:write")).post("/api/v1/auth/revoke", {"all": True})
    refused(response, 403, ErrorCode.FORBIDDEN)
    assert AuthToken.objects.filter(user=user).exists()
    api.credentials()
    assert api.as_token(token).get(ME).status_code == 200


@pytest.mark.django_db
def test_tokens_that_expired_a_month_ago_are_forgotten_at_the_next_sign_in(api):
    user = make_user("ada")
    make_token(user, timedelta(days=-31))
    make_token(user, timedelta(days=-29))
    api.post("/api/v1/auth/token", {"username": "ada", "password": "correct horse"})
    assert AuthToken.objects.count() == 2


# --- Oneself ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_me_lists_memberships_and_the_default_project(api):
    project = make_project("Shop")
    user = make_member(project, "analyst")
    body = api.as_token(make_token(user)).get(ME).json()
    assert [(m["project"]["slug"], m["role"]) for m in body["memberships"]] == [("shop", "analyst")]
    assert body["default_project"]["slug"] == "shop"


@pytest.mark.django_db
def test_me_can_choose_another_default_project(api):
    first, second, foreign = make_project(), make_project(), make_project()
    user = make_member(first)
    user.memberships.create(project=second, role="viewer")
    api.as_token(make_token(user))
    assert api.get(ME).json()["default_project"] is None
    for project in (first, second):
        body = api.patch(ME, {"default_project": project.slug}).json()
        assert body["default_project"]["id"] == str(project.pk)
    response = api.patch(ME, {"default_project": foreign.slug})
    refused(response, 404, ErrorCode.PROJECT_NOT_FOUND)


@pytest.mark.django_db
def test_me_refuses_unknown_parameters(api):
    response = api.as_token(make_token(make_user())).get(ME, {"verbose": "1"})
    refused(response, 400, ErrorCode.INVALID_QUERY)


# --- The page -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_login_page_signs_in_and_audits_it(client):
    make_user("ada")
    page = client.get("/login?next=/scans")
    assert b'name="password"' in page.content
    assert b'value="/scans"' in page.content
    response = client.post("/login", {"username": "ada", "password": "correct horse"})
    assert response.status_code == 302
    assert AuditEntry.objects.filter(action="sign_in", actor="ada").count() == 1
    client.post("/logout")
    assert AuditEntry.objects.filter(action="sign_out", actor="ada").count() == 1
    assert client.get(ME).status_code == 401


@pytest.mark.django_db
def test_the_login_page_says_that_the_password_is_wrong_and_audits_it(client):
    make_user("ada")
    page = client.post("/login", {"username": "ada", "password": "wrong-secret"})
    assert page.status_code == 200
    assert b'role="alert"' in page.content
    assert b"wrong-secret" not in page.content
    entry = AuditEntry.objects.get(action="sign_in.refused")
    assert entry.actor == "ada"
    assert "wrong-secret" not in str(entry.__dict__)


@pytest.mark.django_db
def test_the_login_page_does_not_lead_elsewhere(client):
    make_user("ada")
    response = client.post(
        "/login?next=https://outside.test/",
        {"username": "ada", "password": "correct horse", "next": "https://outside.test/"},
    )
    assert "outside.test" not in response["Location"]
