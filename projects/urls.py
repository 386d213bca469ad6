"""Routes of `projects`: sign-in and keys, projects and members, targets and credentials."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, URLResolver, path

from .api.account_views import ApiKeyViews, MeView, RefreshView, RevokeView, SignInView
from .api.asset_views import CredentialViews, TargetViews
from .api.views import MemberViews, ProjectViews

MANY: dict[str, Any] = {"get": "list", "post": "create"}
ONE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

api: list[URLPattern | URLResolver] = [
    path("auth/token", SignInView.as_view(), name="auth-token"),
    path("auth/refresh", RefreshView.as_view(), name="auth-refresh"),
    path("auth/revoke", RevokeView.as_view(), name="auth-revoke"),
    path("users/me", MeView.as_view(), name="me"),
    path("api-keys", ApiKeyViews.as_view(MANY), name="api-keys"),
    path(
        "api-keys/<uuid:id>",
        ApiKeyViews.as_view({"get": "retrieve", "delete": "destroy"}),
        name="api-key",
    ),
    path(
        "api-keys/<uuid:id>/rotate", ApiKeyViews.as_view({"post": "rotate"}), name="api-key-rotate"
    ),
    path("projects", ProjectViews.as_view(MANY), name="projects"),
    path("projects/<str:id>", ProjectViews.as_view(ONE), name="project"),
    path("projects/<str:id>/members", MemberViews.as_view(MANY), name="members"),
    path(
        "projects/<str:id>/members/<str:username>",
        MemberViews.as_view(ONE),
        name="member",
    ),
    path("targets", TargetViews.as_view(MANY), name="targets"),
    path("targets/<uuid:id>", TargetViews.as_view(ONE), name="target"),
    path("credentials", CredentialViews.as_view(MANY), name="credentials"),
    path("credentials/<uuid:id>", CredentialViews.as_view(ONE), name="credential"),
]
pages: list[URLPattern | URLResolver] = [
    path("login", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
]
project: list[URLPattern | URLResolver] = []
