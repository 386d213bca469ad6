"""Profiles over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
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
from scans import profile_files, profiles
from scans.models import Profile, ProfileVersion

from . import examples
from .filters import ProfileFilter
from .serializers import (
    NewProfileSerializer,
    ProfileCopySerializer,
    ProfileFileSerializer,
    ProfileSerializer,
    ProfileVersionSerializer,
)


class ProfileLookup(GenericViewSet):
    """The profile of the path, where the caller may see it."""

    def readable(self) -> QuerySet[Profile]:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW_SCANS)
        projects = Project.objects.for_caller(caller, Action.VIEW_SCANS)
        return Profile.objects.filter(Q(project=None) | Q(project__in=projects.values("pk")))

    def profile(self) -> Profile:
        """NOT_FOUND where the caller sees none of that id."""
        try:
            same = self.readable().filter(pk=uuid.UUID(self.kwargs["profile_id"]))
        except ValueError:
            same = Profile.objects.none()
        found = same.select_related("project").first()
        if found is None:
            raise ApiError(ErrorCode.NOT_FOUND, "There is no such profile")
        return found


class ProfileViewSet(ListModelMixin, ProfileLookup):
    """Shipped profiles are everybody's to read; a project's are its members'."""

    queryset = Profile.objects.none()
    serializer_class = ProfileSerializer
    filterset_class = ProfileFilter
    ordering_fields = ("name", "created")
    ordering = ("name",)
    lookup_url_kwarg = "profile_id"

    def get_queryset(self) -> QuerySet[Profile]:
        return self.readable()

    def _mine(self) -> Profile:
        profile = self.profile()
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
        profile = self.profile()
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
        project = self._configured(caller, values.pop("project", None))
        return self._made(request, profiles.create(caller, project, values))

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

    @raises(
        ErrorCode.NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.DUPLICATE_RESOURCE,
    )
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="profiles_copy",
        summary="Copy a scan profile into a project",
        description="Shipped ones cannot be changed; their copies can.",
        request=ProfileCopySerializer,
        responses={201: ProfileSerializer},
        examples=[examples.COPY_PROFILE, examples.PROFILE],
        filters=False,
    )
    def copy(self, request: Request, profile_id: str) -> Response:
        profile = self.profile()
        body = ProfileCopySerializer(data=request.data)
        body.is_valid(raise_exception=True)
        caller = Caller.of(request)
        project = self._configured(caller, body.validated_data.get("project"))
        made = profiles.copy(caller, profile, project, body.validated_data.get("name", ""))
        return self._made(request, made)

    @raises(ErrorCode.NOT_FOUND)
    @extend_schema(
        operation_id="profiles_export",
        summary="Get a scan profile as YAML",
        description="`POST /api/v1/profiles/import` reads it, here or elsewhere.",
        responses={(200, profile_files.MEDIA_TYPE): str},
        examples=[examples.PROFILE_FILE],
        filters=False,
    )
    def export(self, request: Request, profile_id: str) -> HttpResponse:
        profile = self.profile()
        headers = {"Content-Disposition": f'attachment; filename="{profile.name}.yml"'}
        return HttpResponse(
            profile_files.dump(profile),
            content_type=f"{profile_files.MEDIA_TYPE}; charset=utf-8",
            headers=headers,
        )

    @raises(
        ErrorCode.FORBIDDEN,
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.DUPLICATE_RESOURCE,
        ErrorCode.VALIDATION_ERROR,
    )
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="profiles_import",
        summary="Create or replace a project's scan profile from YAML",
        description="A file that says what the profile says already makes no new version.",
        request={"multipart/form-data": ProfileFileSerializer},
        responses={201: ProfileSerializer, 200: ProfileSerializer},
        examples=[examples.PROFILE],
        filters=False,
    )
    def import_file(self, request: Request) -> Response:
        body = ProfileFileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        caller = Caller.of(request)
        project = self._configured(caller, asked.get("project"))
        text = asked["file"].read(profile_files.LARGEST_BYTES + 1)
        read = profile_files.load(text)
        made, is_new = profile_files.store(caller, project, read, asked["replace"])
        return self._made(request, made, 201 if is_new else 200)

    def _configured(self, caller: Caller, name: str | None) -> Project:
        project = chosen_project(caller, name)
        require(caller, Action.CONFIGURE, project)
        return project

    @staticmethod
    def _made(request: Request, profile: Profile, status: int = 201) -> Response:
        location = reverse("v1:profile", args=[profile.pk])
        data = ProfileSerializer(profile).data
        return tagged(request, profile, data, status=status, Location=location)

    @raises(ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.CONFLICT)
    @conditional_edit
    @extend_schema(operation_id="profiles_delete", summary="Delete a project's scan profile")
    def destroy(self, request: Request, profile_id: str) -> Response:
        profiles.delete(Caller.of(request), self._mine(), request.headers.get(IF_MATCH))
        return Response(status=204)


class ProfileVersionsView(ProfileLookup):
    """What a profile has said."""

    queryset = ProfileVersion.objects.none()
    serializer_class = ProfileVersionSerializer
    ordering_fields = ("version",)
    ordering_columns = {"version": "number"}
    ordering = ("-version",)

    @raises(ErrorCode.NOT_FOUND)
    @extend_schema(
        operation_id="profiles_versions",
        summary="List what a scan profile has said",
        description="`profile_version` of a scan is one of these.",
        examples=[examples.PROFILE_VERSION],
    )
    def list(self, request: Request, profile_id: str) -> Response:
        versions = self.filter_queryset(ProfileVersion.objects.filter(profile=self.profile()))
        page = self.paginate_queryset(versions)
        return self.get_paginated_response(ProfileVersionSerializer(page, many=True).data)
