"""The desk: its forms go through the verbs, and secrets go in but never come out."""

import re
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken

from config.records.models import AuditEntry
from projects.models import ApiKey, Credential, Membership, Project, Target, User
from tests.make import make_key, make_member, make_project, make_scan, make_target, make_user

pytestmark = pytest.mark.django_db

SECRET = "wJalrXUtnFEMI/K7MDENG"


def said(response) -> str:
    told = [str(message) for message in get_messages(response.wsgi_request)]
    if response.status_code == 200 and response.context and "adminform" in response.context:
        told += response.context["adminform"].form.non_field_errors()
    return " ".join(told)


@pytest.fixture
def shop(db):
    return make_project("Shop")


@pytest.fixture
def sign_in(client, shop):
    def as_role(role, **fields):
        user = make_member(shop, role, is_staff=True, **fields)
        client.force_login(user)
        return user

    return as_role


def members_form(project, rows, **extra):
    """The body of the project page with its inline of members."""
    body = {"name": project.name, "slug": project.slug, "archived": ""}
    existing = sum("id" in row for row in rows)
    body |= {
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": existing,
        "memberships-MIN_NUM_FORMS": 0,
        "memberships-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(rows):
        for name, value in {"project": project.pk, **row}.items():
            body[f"memberships-{number}-{name}"] = value
    return {**{k: v for k, v in body.items() if v != ""}, **extra}


def change(model, pk):
    return reverse(f"admin:projects_{model}_change", args=[pk])


def test_staff_see_the_projects_of_which_they_are_members(client, sign_in):
    make_project("Hidden")
    sign_in("viewer")
    page = client.get(reverse("admin:projects_project_changelist")).content.decode()
    assert "Shop" in page
    assert "Hidden" not in page


def test_filters_do_not_name_foreign_projects(client, shop, sign_in):
    make_target(make_project("Hidden"))
    make_target(make_project("Hidden too"))
    make_target(shop)
    sign_in("admin")
    page = client.get(reverse("admin:projects_target_changelist")).content.decode()
    assert "Hidden" not in page


def test_staff_without_membership_see_nothing(client, shop):
    make_target(shop, name="Secret target")
    client.force_login(make_user(is_staff=True))
    for model in ("project", "target", "membership", "credential", "apikey"):
        page = client.get(reverse(f"admin:projects_{model}_changelist"))
        assert page.status_code == 200
        assert "Secret target" not in page.content.decode()
        assert "Shop" not in page.content.decode()


def test_a_project_made_at_the_desk_has_its_maker_as_owner(client):
    staff = make_user(is_staff=True)
    client.force_login(staff)
    response = client.post(reverse("admin:projects_project_add"), {"name": "New Shop"})
    assert response.status_code == 302, response.content
    project = Project.objects.get()
    assert (project.slug, project.memberships.get().role) == ("new-shop", "owner")
    assert AuditEntry.objects.filter(action="project.create").count() == 1


def test_owners_manage_members_inline(client, shop, sign_in):
    owner = sign_in("owner")
    bob = make_member(shop, "viewer", username="bob")
    make_user("eve")
    mine, his = owner.memberships.get(), bob.memberships.get()
    rows = [{"id": mine.pk, "role": "owner"}, {"id": his.pk, "role": "admin"}]
    rows.append({"username": "eve", "role": "analyst"})
    response = client.post(change("project", shop.pk), members_form(shop, rows))
    assert response.status_code == 302, response.content
    roles = dict(shop.memberships.values_list("user__username", "role"))
    assert roles == {owner.username: "owner", "bob": "admin", "eve": "analyst"}
    actions = AuditEntry.objects.filter(action__startswith="member.")
    assert sorted(actions.values_list("action", flat=True)) == ["member.add", "member.change"]


def test_owners_can_be_exchanged_in_one_step(client, shop, sign_in):
    owner = sign_in("owner")
    bob = make_member(shop, "viewer", username="bob")
    rows = [
        {"id": owner.memberships.get().pk, "role": "owner", "DELETE": "on"},
        {"id": bob.memberships.get().pk, "role": "owner"},
    ]
    assert client.post(change("project", shop.pk), members_form(shop, rows)).status_code == 302
    assert list(shop.memberships.values_list("user__username", "role")) == [("bob", "owner")]


@pytest.mark.parametrize("row", [{"role": "admin"}, {"role": "owner", "DELETE": "on"}])
def test_the_last_owner_stays_and_the_desk_says_why(client, shop, sign_in, row):
    owner = sign_in("owner")
    rows = [{"id": owner.memberships.get().pk, **row}]
    body = members_form(shop, rows, name="Renamed")
    response = client.post(change("project", shop.pk), body)
    assert "only owner" in said(response)
    shop.refresh_from_db()
    assert shop.name == "Shop"  # nothing of the form was saved
    assert owner.memberships.get().role == "owner"


def test_admins_change_the_project_but_not_its_members(client, shop, sign_in):
    admin = sign_in("admin")
    body = members_form(shop, [{"id": admin.memberships.get().pk, "role": "owner"}], name="New")
    response = client.post(change("project", shop.pk), {**body, "archived": "on"})
    assert response.status_code == 302, response.content
    shop.refresh_from_db()
    assert (shop.name, shop.archived) == ("New", False)
    assert admin.memberships.get().role == "admin"


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_others_read_the_project_only(client, shop, sign_in, role):
    sign_in(role)
    assert client.get(change("project", shop.pk)).status_code == 200
    assert client.post(change("project", shop.pk), {"name": "New"}).status_code == 403
    assert client.post(reverse("admin:projects_project_delete", args=[shop.pk])).status_code == 403


def test_an_owner_deletes_the_project_with_its_scans(client, shop, sign_in):
    sign_in("owner")
    make_scan(make_target(shop), tools=("bandit",))
    url = reverse("admin:projects_project_delete", args=[shop.pk])
    assert client.get(url).status_code == 200
    response = client.post(url, {"post": "yes"})
    assert response.status_code == 302, response.content
    assert not Project.objects.exists()


def test_memberships_have_a_page_of_their_own(client, shop, sign_in):
    sign_in("owner")
    make_user("bob")
    url = reverse("admin:projects_membership_add")
    body = {"project": shop.pk, "username": "bob", "role": "viewer"}
    assert client.post(url, body).status_code == 302
    membership = Membership.objects.get(user__username="bob")
    assert client.post(change("membership", membership.pk), {"role": "admin"}).status_code == 302
    membership.refresh_from_db()
    assert membership.role == "admin"
    assert "already a member" in said(client.post(url, body))
    page = client.post(url, {**body, "username": "nobody"})
    assert "no active user" in page.content.decode()
    url = reverse("admin:projects_membership_delete", args=[membership.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(user__username="bob").exists()


def test_an_admin_adds_nobody_by_choosing_the_project(client, shop, sign_in):
    sign_in("admin")
    make_user("bob")
    body = {"project": shop.pk, "username": "bob", "role": "viewer"}
    page = client.post(reverse("admin:projects_membership_add"), body)
    assert page.status_code == 200  # the project is no choice
    assert not Membership.objects.filter(user__username="bob").exists()


def test_targets_pass_the_allow_list_at_the_desk_too(client, shop, sign_in):
    sign_in("admin")
    url = reverse("admin:projects_target_add")
    body = {"project": shop.pk, "kind": "web", "locator": "http://127.0.0.1:8071", "options": "{}"}
    assert client.post(url, body).status_code == 302
    target = Target.objects.get()
    response = client.post(url, {**body, "locator": "http://169.254.169.254/"})
    assert "169.254.169.254" in said(response)
    assert 'value="http://169.254.169.254/"' in response.content.decode()  # what was typed stays
    assert Target.objects.count() == 1
    body = {"name": "Staging", "options": "{}", "locator": "http://10.0.0.1/"}
    assert client.post(change("target", target.pk), body).status_code == 302
    target.refresh_from_db()
    assert (target.name, target.locator) == ("Staging", "http://127.0.0.1:8071")


def test_selected_targets_are_retired(client, shop, sign_in):
    sign_in("admin")
    target = make_target(shop)
    body = {"action": "retire", "_selected_action": [target.pk]}
    client.post(reverse("admin:projects_target_changelist"), body)
    target.refresh_from_db()
    assert target.retired
    assert AuditEntry.objects.filter(action="target.change").count() == 1


def test_an_analyst_retires_nothing(client, shop, sign_in):
    sign_in("analyst")
    target = make_target(shop)
    body = {"action": "retire", "_selected_action": [target.pk]}
    response = client.post(reverse("admin:projects_target_changelist"), body)
    target.refresh_from_db()
    assert not target.retired
    assert "needs the role admin" in said(response)


def test_a_credential_goes_in_and_never_comes_out(client, shop, sign_in):
    sign_in("admin")
    body = {"project": shop.pk, "name": "aws", "kind": "aws"}
    url = reverse("admin:projects_credential_add")
    assert "at least one value" in client.post(url, body).content.decode()
    assert "not NAME=value" in client.post(url, {**body, "variables": "x"}).content.decode()
    variables = f"AWS_ACCESS_KEY_ID=AKIA1\nAWS_SECRET_ACCESS_KEY={SECRET}"
    assert client.post(url, {**body, "variables": variables}).status_code == 302
    credential = Credential.objects.get()
    assert credential.values["AWS_SECRET_ACCESS_KEY"] == SECRET
    page = client.get(change("credential", credential.pk)).content.decode()
    assert "AWS_SECRET_ACCESS_KEY" in page
    assert SECRET not in page
    changes = {"name": "renamed", "variables": ""}
    assert client.post(change("credential", credential.pk), changes).status_code == 302
    credential.refresh_from_db()
    assert (credential.name, credential.values["AWS_SECRET_ACCESS_KEY"]) == ("renamed", SECRET)
    changes = {"name": "renamed", "variables": "AWS_PROFILE_ID=x"}
    client.post(change("credential", credential.pk), changes)
    credential.refresh_from_db()
    assert credential.values == {"AWS_PROFILE_ID": "x"}
    response = client.post(url, {**body, "variables": "LD_PRELOAD=x"})
    assert "LD_PRELOAD" in said(response)


def test_a_credential_goes_in_field_by_field(client, shop, sign_in):
    sign_in("admin")
    url = reverse("admin:projects_credential_add")
    body = {"project": shop.pk, "name": "aws", "kind": "aws"}
    keys = {"aws__access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws__secret_access_key": SECRET}
    response = client.post(url, {**body, **keys, "aws__role_arn": "auditor"})
    assert "Role to assume: not in its usual form" in said(response)
    assert SECRET not in response.content.decode()
    assert client.post(url, {**body, **keys, "azure__tenant_id": "x"}).status_code == 302
    credential = Credential.objects.get()
    assert credential.values == {
        "access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "secret_access_key": SECRET,
    }
    page = client.get(change("credential", credential.pk)).content.decode()
    assert "aws__role_arn" in page
    assert "azure__tenant_id" not in page
    assert SECRET not in page


def test_credentials_are_checked_and_filtered_at_the_desk(client, shop, sign_in):
    sign_in("admin")
    now = timezone.now()
    for name, days in (("old", -1), ("soon", 2), ("later", 20), ("ever", None)):
        expires = None if days is None else now + timedelta(days=days, hours=1)
        shop.credentials.create(name=name, kind="generic", values={"A": "b"}, expires=expires)
    url = reverse("admin:projects_credential_changelist")
    for choice, name in (
        ("expired", "old"),
        ("week", "soon"),
        ("later", "later"),
        ("never", "ever"),
    ):
        rows = client.get(url, {"ends": choice}).context["cl"].result_list
        assert [row.name for row in rows] == [name]
    chosen = Credential.objects.get(name="soon")
    body = {"action": "check_selected", "_selected_action": [chosen.pk]}
    client.post(url, body)
    chosen.refresh_from_db()
    assert chosen.last_result == "not_checkable"


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_credentials_are_for_those_who_configure(client, shop, sign_in, role):
    credential = shop.credentials.create(name="vault-7", kind="aws", values={"A": SECRET})
    sign_in(role)
    page = client.get(reverse("admin:projects_credential_changelist"))
    assert "vault-7" not in page.content.decode()
    assert client.get(change("credential", credential.pk)).status_code in (302, 403)


def test_a_key_is_shown_once_at_the_desk(client, shop, sign_in):
    owner = sign_in("owner")
    body = {"name": "ci", "project": shop.pk, "scopes": ["findings:read", "scans:read"]}
    response = client.post(reverse("admin:projects_apikey_add"), body)
    assert response.status_code == 302, response.content
    text = re.search(r"wr_\S+", said(response))[0]
    key = ApiKey.objects.get()
    assert (key.owner, key.digest) == (owner, ApiKey.digest_of(text))
    client.get(change("apikey", key.pk))  # shows the message
    assert text not in client.get(change("apikey", key.pk)).content.decode()
    body = {"action": "revoke", "_selected_action": [key.pk]}
    client.post(reverse("admin:projects_apikey_changelist"), body)
    key.refresh_from_db()
    assert key.revoked is not None


def test_keys_of_others_are_neither_seen_nor_revoked(client, shop, sign_in):
    make_key(make_user("mallory"), "scans:read")
    key = ApiKey.objects.get()
    sign_in("owner")
    page = client.get(reverse("admin:projects_apikey_changelist"))
    assert "mallory" not in page.content.decode()
    body = {"action": "revoke", "_selected_action": [key.pk]}
    client.post(reverse("admin:projects_apikey_changelist"), body)
    key.refresh_from_db()
    assert key.revoked is None


def test_accounts_are_for_superusers(client, sign_in):
    sign_in("owner")
    for name in ("projects_user", "auth_group", "knox_authtoken"):
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403


def test_a_superuser_makes_and_changes_users(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    body = {"username": "ada", "usable_password": "true"}
    body |= {"password1": "long enough horse", "password2": "long enough horse"}
    response = client.post(reverse("admin:projects_user_add"), body)
    assert response.status_code == 302, said(response)
    ada = User.objects.get(username="ada")
    assert client.get(change("user", ada.pk)).status_code == 200
    url = reverse("admin:auth_user_password_change", args=[ada.pk])
    assert client.get(url).status_code == 200


def test_the_only_owner_of_a_project_cannot_be_deleted(client, shop):
    owner = make_member(shop, "owner", username="ada")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    url = reverse("admin:projects_user_delete", args=[owner.pk])
    assert "only owner of Shop" in client.get(url).content.decode()
    assert client.post(url, {"post": "yes"}).status_code == 200
    assert User.objects.filter(pk=owner.pk).exists()
    make_member(shop, "owner")
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=owner.pk).exists()


def test_tokens_show_no_digest_and_can_be_revoked(client):
    token, _ = AuthToken.objects.create(user=make_user())
    client.force_login(make_user(is_staff=True, is_superuser=True))
    pages = [client.get(reverse("admin:knox_authtoken_changelist"))]
    assert pages[0].status_code == 200
    assert token.digest[:40] not in re.sub(r'(value|href)="[^"]*"', "", pages[0].content.decode())
    url = reverse("admin:knox_authtoken_delete", args=[token.pk])
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not AuthToken.objects.exists()


def test_what_a_superuser_opens_at_the_desk_is_on_record(client, shop):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    client.get(change("target", make_target(shop).pk))
    entry = AuditEntry.objects.get(action="project.open")
    assert (entry.actor, entry.project_id) == ("root", shop.pk)


def test_lists_cost_the_same_whatever_their_length(client, shop, django_assert_max_num_queries):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    for number in range(15):
        credential = shop.credentials.create(name=f"c{number}", kind="aws", values={"A": "b"})
        make_target(make_project(), credential=credential)
        make_key(make_member(shop), "scans:read", project=shop)
    for model in ("project", "target", "membership", "credential", "apikey", "user"):
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"admin:projects_{model}_changelist")).status_code == 200
