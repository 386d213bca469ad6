"""Checking a credential on demand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from config.errors.catalog import ErrorCode
from config.errors.openapi import raises
from config.etags import ETAG, tagged
from projects.api import examples
from projects.api.scoping import require_scope
from projects.api.serializers import CredentialSerializer
from projects.callers import Caller
from projects.models import Credential
from projects.roles import Action
from scans import credential_checks


class CredentialCheckView(GenericAPIView):
    queryset = Credential.objects.none()
    serializer_class = CredentialSerializer
    lookup_url_kwarg = "id"
    rate_limit = "credential_checks"

    def get_queryset(self) -> Any:
        caller = Caller.of(self.request)
        require_scope(caller, Action.CONFIGURE)
        return Credential.objects.for_caller(caller, Action.CONFIGURE).select_related("project")

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)
    @extend_schema(
        operation_id="credentials_check",
        summary="Ask its provider now whether a credential works",
        description="Answers within seconds, 200 whatever the result: `last_result` is `ok`, "
        "`not_checkable`, or what a tool's run would end with, and `last_error` its sentence. "
        "AWS: caller identity, after assuming the role. Azure, Google Cloud: whether a token is "
        "given. Kubernetes: whom the server takes it for.",
        tags=["projects"],
        parameters=[ETAG],
        request=None,
        responses=CredentialSerializer,
        examples=[examples.answered(examples.CREDENTIAL), examples.REFUSED],
    )
    def post(self, request: Request, id: UUID) -> Response:
        checked = credential_checks.check(Caller.of(request), self.get_object())
        return tagged(request, checked, self.get_serializer(checked).data)
