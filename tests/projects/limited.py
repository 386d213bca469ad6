"""Routes for the tests of rate limits: views that say which limit they are under."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.handlers import handler400, handler403, handler404, handler500
from projects.api.permissions import IsSignedIn

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Open(APIView):
    permission_classes = [AllowAny]

    def get(self, request: Any, **kwargs: Any) -> Response:
        if "fail" in request.query_params:
            raise ApiError(ErrorCode.FORBIDDEN if request.user.pk else ErrorCode.NOT_FOUND)
        return Response({})


class SignedIn(Open):
    permission_classes = [IsSignedIn]


class Uncounted(Open):
    throttle_classes: list[Any] = []


class NotForYou(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return False


class Closed(Open):
    permission_classes = [IsSignedIn, NotForYou]


class Playbooks(ViewSet):
    rate_limit = {"execute": "playbooks"}

    def list(self, request: Any) -> Response:
        return Response({})

    def execute(self, request: Any) -> Response:
        return Response({})


class Investigations(Open):
    rate_limit = "investigations"


routes = [
    path("open", Open.as_view()),
    path("signed-in", SignedIn.as_view()),
    path("uncounted", Uncounted.as_view()),
    path("closed", Closed.as_view()),
    path("processes/open", Open.as_view()),
    path("iocs/open", Open.as_view()),
    path("playbooks", Playbooks.as_view({"get": "list", "post": "execute"})),
    path("investigations", Investigations.as_view()),
]
urlpatterns = [
    path("api/v1/", include((routes, "v1"))),
    path("p/<str:pid>/", include((routes, "project"))),
]
