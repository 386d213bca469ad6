"""Profiles over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.etags import ETAG, IF_MATCH, conditional_edit, conditional_read, tagged
from projects.api.scoping import chosen_project, require, require_scope
from projects.callers import Caller
from projects.models import Project
from projects.roles import Action
from scans import profiles
from scans.models import Profile

from . import examples
from .filters import ProfileFilter
from .serializers import NewProfileSerializer, ProfileSerializer


class ProfileViewSet(ListModelMixin, GenericViewSet):
    """Shipped profiles are everybody's to read; a project's are its members'."""

    queryset = Profile.objects.none()
    serializer_class = ProfileSerializer
    filterset_class = ProfileFilter
    ordering_fields = ("name", "created")
    ordering = ("name",)
    lookup_url_kwarg = "profile_id"

    def get_queryset(self) -> QuerySet[Profile]:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW_SCANS)
        projects = Project.objects.for_caller(caller, Action.VIEW_SCANS)
        return Profile.objects.filter(Q(project=None) | Q(project__in=projects.values("pk")))

    def get_object(self) -> Profile:
        queryset = self.filter_queryset(self.get_queryset())
        try:
            found = queryset.select_related("project").filter(
                pk=uuid.UUID(self.kwargs["profile_id"])
            )
            profile = found.first()
        except ValueError:
            profile = None
        if profile is None:
            raise ApiError(ErrorCode.NOT_FOUND, "There is no such profile")
        return profile

    def _mine(self) -> Profile:
        profile = self.get_object()
        if profile.project is not None:
            require(Caller.of(self.request), Action.CONFIGURE, profile.project)
        return profile

    @raises(ErrorCode.FORBIDDEN, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="profiles_list", summary="List scan profiles", examples=[examples.PROFILE]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @raises(ErrorCode.NOT_FOUND)
    @conditional_read
    @extend_schema(
        operation_id="profiles_get", summary="Get a scan profile", examples=[examples.PROFILE]
    )
    def retrieve(self, request: Request, profile_id: str) -> Response:
        profile = self.get_object()
        return tagged(request, profile, self.get_serializer(profile).data)

    @raises(ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.DUPLICATE_RESOURCE)
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="profiles_create",
        summary="Create a scan profile in a project",
        request=NewProfileSerializer,
        responses={201: ProfileSerializer},
        examples=[examples.NEW_PROFILE, examples.PROFILE],
    )
    def create(self, request: Request) -> Response:
        body = NewProfileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        values = dict(body.validated_data)
        caller = Caller.of(request)
        project = chosen_project(caller, values.pop("project", None))
        require(caller, Action.CONFIGURE, project)
        profile = profiles.create(caller, project, values)
        location = reverse("v1:profile", args=[profile.pk])
        return tagged(
            request, profile, ProfileSerializer(profile).data, status=201, Location=location
        )

    @raises(
        ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.CONFLICT, ErrorCode.DUPLICATE_RESOURCE
    )
    @conditional_edit
    @extend_schema(
        operation_id="profiles_change",
        summary="Change a project's scan profile",
        description="Each change is the next version; scans keep the number of theirs.",
        request=ProfileSerializer(partial=True),
        examples=[examples.CHANGED_PROFILE, examples.PROFILE],
    )
    def partial_update(self, request: Request, profile_id: str) -> Response:
        profile = self._mine()
        body = ProfileSerializer(profile, data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = profiles.change(
            Caller.of(request), profile, body.validated_data, request.headers.get(IF_MATCH)
        )
        return tagged(request, changed, ProfileSerializer(changed).data)

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)
    @conditional_edit
    @extend_schema(operation_id="profiles_delete", summary="Delete a project's scan profile")
    def destroy(self, request: Request, profile_id: str) -> Response:
        profiles.delete(Caller.of(request), self._mine(), request.headers.get(IF_MATCH))
        return Response(status=204)
