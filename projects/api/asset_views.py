"""Targets and credentials of projects."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.errors.openapi import raises
from config.etags import ETAG, IF_MATCH, conditional_edit, conditional_read, tagged
from projects import credentials, targets
from projects.callers import Caller
from projects.models import Credential, Project, Target
from projects.roles import Action

from . import examples, serializers
from .filters import CredentialFilter, TargetFilter
from .scoping import chosen_project, require, require_scope


def _credential_of(project: Project, pk: UUID | None) -> Credential | None:
    """The project's credential of that id; `VALIDATION_ERROR` where it has none such."""
    if pk is None:
        return None
    found = Credential.objects.defer("values").filter(project=project, pk=pk).first()
    if found is None:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            f"The project has no credential {pk}",
            errors=[FieldError("credential", "No such credential.", "does_not_exist")],
        )
    return found


class TargetViews(GenericViewSet):
    queryset = Target.objects.none()
    serializer_class = serializers.TargetSerializer
    filterset_class = TargetFilter
    lookup_url_kwarg = "id"
    ordering = ("name", "locator")
    ordering_fields = ("name", "locator", "kind", "created")

    def get_queryset(self) -> Any:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW)
        return Target.objects.for_caller(caller, Action.VIEW).select_related("project")

    @raises(ErrorCode.INVALID_QUERY, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="targets_list",
        summary="List targets",
        examples=[examples.answered(examples.TARGET)],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @raises(
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.TARGET_NOT_ALLOWED,
        ErrorCode.DUPLICATE_RESOURCE,
    )
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="targets_create",
        summary="Add a target that lies within the allow-list",
        request=serializers.NewTarget,
        responses={201: serializers.TargetSerializer},
        examples=[
            examples.asked({"project": "shop", "kind": "web", "locator": "http://127.0.0.1:8071/"}),
            examples.answered(examples.TARGET, "201"),
        ],
    )
    def create(self, request: Request) -> Response:
        body = serializers.NewTarget(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        caller = Caller.of(request)
        project = chosen_project(caller, fields.pop("project", None))
        require(caller, Action.CONFIGURE, project)
        fields["credential"] = _credential_of(project, fields.get("credential"))
        target = targets.create(caller, project, **fields)
        return tagged(
            request,
            target,
            self.get_serializer(target).data,
            status=status.HTTP_201_CREATED,
            Location=reverse("v1:target", args=[target.pk]),
        )

    @raises(ErrorCode.NOT_FOUND, ErrorCode.INVALID_QUERY)
    @conditional_read
    @extend_schema(
        operation_id="targets_retrieve",
        summary="Read a target",
        examples=[examples.answered(examples.TARGET)],
    )
    def retrieve(self, request: Request, id: UUID) -> Response:
        target = self.get_object()
        return tagged(request, target, self.get_serializer(target).data)

    @raises(
        ErrorCode.NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.TARGET_NOT_ALLOWED,
    )
    @conditional_edit
    @extend_schema(
        operation_id="targets_update",
        summary="Change a target's name, options, credential, or bring it back",
        request=serializers.TargetChange,
        examples=[examples.asked({"name": "Shop"}), examples.answered(examples.TARGET)],
    )
    def partial_update(self, request: Request, id: UUID) -> Response:
        caller, target = Caller.of(request), self.get_object()
        require(caller, Action.CONFIGURE, target.project)
        body = serializers.TargetChange(data=request.data)
        body.is_valid(raise_exception=True)
        changes = dict(body.validated_data)
        if "credential" in changes:
            changes["credential"] = _credential_of(target.project, changes["credential"])
        changed = targets.change(caller, target, changes, request.headers.get(IF_MATCH))
        return tagged(request, changed, self.get_serializer(changed).data)

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN)
    @conditional_edit
    @extend_schema(
        operation_id="targets_retire",
        summary="Retire a target; its scans and findings stay",
        responses={204: None},
    )
    def destroy(self, request: Request, id: UUID) -> Response:
        caller, target = Caller.of(request), self.get_object()
        require(caller, Action.CONFIGURE, target.project)
        targets.retire(caller, target, request.headers.get(IF_MATCH))
        return Response(status=status.HTTP_204_NO_CONTENT)


class CredentialViews(GenericViewSet):
    """Only those who configure a project see that its credentials exist; nobody sees values."""

    queryset = Credential.objects.none()
    serializer_class = serializers.CredentialSerializer
    filterset_class = CredentialFilter
    lookup_url_kwarg = "id"
    ordering = ("name",)
    ordering_fields = ("name", "created", "expires")

    def get_queryset(self) -> Any:
        caller = Caller.of(self.request)
        require_scope(caller, Action.CONFIGURE)
        return Credential.objects.for_caller(caller, Action.CONFIGURE).select_related("project")

    @raises(ErrorCode.INVALID_QUERY, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="credentials_list",
        summary="List credentials, without their values",
        examples=[examples.answered(examples.CREDENTIAL)],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @raises(
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.TARGET_NOT_ALLOWED,
        ErrorCode.DUPLICATE_RESOURCE,
    )
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="credentials_create",
        summary="Store a credential; its values are never shown again",
        request=serializers.NewCredential,
        responses={201: serializers.CredentialSerializer},
        examples=[
            *examples.NEW_CREDENTIALS,
            examples.answered({**examples.CREDENTIAL, **examples.UNCHECKED}, "201"),
        ],
    )
    def create(self, request: Request) -> Response:
        body = serializers.NewCredential(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        caller = Caller.of(request)
        project = chosen_project(caller, fields.pop("project", None))
        require(caller, Action.CONFIGURE, project)
        credential = credentials.create(caller, project, **fields)
        return tagged(
            request,
            credential,
            self.get_serializer(credential).data,
            status=status.HTTP_201_CREATED,
            Location=reverse("v1:credential", args=[credential.pk]),
        )

    @raises(ErrorCode.NOT_FOUND, ErrorCode.INVALID_QUERY)
    @conditional_read
    @extend_schema(
        operation_id="credentials_retrieve",
        summary="Read a credential's description",
        examples=[examples.answered(examples.CREDENTIAL)],
    )
    def retrieve(self, request: Request, id: UUID) -> Response:
        credential = self.get_object()
        return tagged(request, credential, self.get_serializer(credential).data)

    @raises(
        ErrorCode.NOT_FOUND,
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.TARGET_NOT_ALLOWED,
        ErrorCode.DUPLICATE_RESOURCE,
    )
    @conditional_edit
    @extend_schema(
        operation_id="credentials_update",
        summary="Rename a credential, replace its values, or set when it expires",
        request=serializers.CredentialChange,
        examples=[
            examples.asked({"values": {"access_key_id": "AKIA…", "secret_access_key": "…"}}),
            examples.answered({**examples.CREDENTIAL, **examples.UNCHECKED}),
        ],
    )
    def partial_update(self, request: Request, id: UUID) -> Response:
        credential = self.get_object()
        body = serializers.CredentialChange(data=request.data)
        body.is_valid(raise_exception=True)
        changed = credentials.change(
            Caller.of(request),
            credential,
            dict(body.validated_data),
            request.headers.get(IF_MATCH),
        )
        return tagged(request, changed, self.get_serializer(changed).data)

    @raises(ErrorCode.NOT_FOUND)
    @conditional_edit
    @extend_schema(
        operation_id="credentials_delete", summary="Delete a credential", responses={204: None}
    )
    def destroy(self, request: Request, id: UUID) -> Response:
        credential = self.get_object()
        credentials.delete(Caller.of(request), credential, request.headers.get(IF_MATCH))
        return Response(status=status.HTTP_204_NO_CONTENT)
