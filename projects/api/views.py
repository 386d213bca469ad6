"""Projects and their members."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.etags import ETAG, IF_MATCH, conditional_edit, conditional_read, tagged
from config.queries import known_parameters
from projects import membership
from projects.callers import Caller
from projects.models import Membership, Project
from projects.roles import Action

from . import examples, serializers
from .filters import ProjectFilter
from .scoping import permitted_project, require, require_scope

PROJECT_ID = OpenApiParameter(
    "id", OpenApiTypes.STR, OpenApiParameter.PATH, description="The project's id or slug."
)
USERNAME = OpenApiParameter("username", OpenApiTypes.STR, OpenApiParameter.PATH)


class ProjectViews(GenericViewSet):
    queryset = Project.objects.none()
    serializer_class = serializers.ProjectSerializer
    filterset_class = ProjectFilter
    lookup_url_kwarg = "id"
    ordering = ("name",)
    ordering_fields = ("name", "created")

    def get_queryset(self) -> Any:
        caller = Caller.of(self.request)
        require_scope(caller, Action.VIEW)
        return Project.objects.for_caller(caller, Action.VIEW)

    @raises(ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="projects_list",
        summary="List the projects that one can see",
        examples=[examples.answered(examples.PROJECT)],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @raises(ErrorCode.VALIDATION_ERROR, ErrorCode.FORBIDDEN, ErrorCode.DUPLICATE_RESOURCE)
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="projects_create",
        summary="Create a project and become its owner",
        request=serializers.NewProject,
        responses={201: serializers.ProjectSerializer},
        examples=[
            examples.asked({"name": "Shop", "slug": "shop"}),
            examples.answered(examples.PROJECT, "201"),
        ],
    )
    def create(self, request: Request) -> Response:
        body = serializers.NewProject(data=request.data)
        body.is_valid(raise_exception=True)
        project = membership.create_project(Caller.of(request), **body.validated_data)
        return tagged(
            request,
            project,
            self.get_serializer(project).data,
            status=status.HTTP_201_CREATED,
            Location=reverse("v1:project", args=[project.pk]),
        )

    @raises(ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_QUERY)
    @conditional_read
    @extend_schema(
        operation_id="projects_retrieve",
        summary="Read a project",
        parameters=[PROJECT_ID],
        examples=[examples.answered(examples.PROJECT)],
    )
    def retrieve(self, request: Request, id: str) -> Response:
        known_parameters(request, ())
        project = permitted_project(Caller.of(request), id, Action.VIEW)
        return tagged(request, project, self.get_serializer(project).data)

    @raises(
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.DUPLICATE_RESOURCE,
    )
    @conditional_edit
    @extend_schema(
        operation_id="projects_update",
        summary="Rename or archive a project",
        description="Name and slug need the role admin, archiving needs owner, `max_runs` a "
        "superuser.",
        parameters=[PROJECT_ID],
        examples=[
            examples.asked({"name": "Shop"}),
            examples.answered(examples.PROJECT),
        ],
    )
    def partial_update(self, request: Request, id: str) -> Response:
        project = permitted_project(Caller.of(request), id, Action.CONFIGURE)
        body = self.get_serializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changes = dict(body.validated_data)
        if "archived" in changes:
            require(Caller.of(request), Action.DELETE_PROJECT, project)
        changed = membership.change_project(
            Caller.of(request), project, changes, request.headers.get(IF_MATCH)
        )
        return tagged(request, changed, self.get_serializer(changed).data)

    @raises(ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN)
    @conditional_edit
    @extend_schema(
        operation_id="projects_delete",
        summary="Delete a project with all its scans and findings",
        parameters=[PROJECT_ID],
        responses={204: None},
    )
    def destroy(self, request: Request, id: str) -> Response:
        project = permitted_project(Caller.of(request), id, Action.DELETE_PROJECT)
        membership.delete_project(Caller.of(request), project, request.headers.get(IF_MATCH))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MemberViews(GenericViewSet):
    queryset = Membership.objects.none()
    serializer_class = serializers.MemberSerializer
    lookup_url_kwarg = "username"
    ordering = ("user__username",)

    def get_queryset(self) -> Any:
        return Membership.objects.select_related("user")

    @raises(ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="members_list",
        summary="List the members of a project",
        parameters=[PROJECT_ID],
        examples=[examples.answered(examples.MEMBER)],
    )
    def list(self, request: Request, id: str) -> Response:
        members = self.get_queryset().filter(
            project=permitted_project(Caller.of(request), id, Action.VIEW)
        )
        page = self.paginate_queryset(self.filter_queryset(members))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @raises(
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.DUPLICATE_RESOURCE,
    )
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="members_add",
        summary="Make a user a member",
        parameters=[PROJECT_ID],
        responses={201: serializers.MemberSerializer},
        examples=[
            examples.asked({"username": "ada", "role": "analyst"}),
            examples.answered(examples.MEMBER, "201"),
        ],
    )
    def create(self, request: Request, id: str) -> Response:
        project = permitted_project(Caller.of(request), id, Action.MANAGE_MEMBERS)
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        username = body.validated_data["user"]["username"]
        member = membership.add_member(
            Caller.of(request), project, username, body.validated_data["role"]
        )
        return tagged(
            request,
            member,
            self.get_serializer(member).data,
            status=status.HTTP_201_CREATED,
            Location=reverse("v1:member", args=[project.pk, username]),
        )

    @raises(ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND)
    @conditional_read
    @extend_schema(
        operation_id="members_retrieve",
        summary="Read a membership",
        parameters=[PROJECT_ID, USERNAME],
        examples=[examples.answered(examples.MEMBER)],
    )
    def retrieve(self, request: Request, id: str, username: str) -> Response:
        known_parameters(request, ())
        member = self._member(id, username, Action.VIEW)
        return tagged(request, member, self.get_serializer(member).data)

    @raises(
        ErrorCode.PROJECT_NOT_FOUND,
        ErrorCode.FORBIDDEN,
        ErrorCode.NOT_FOUND,
        ErrorCode.VALIDATION_ERROR,
        ErrorCode.CONFLICT,
    )
    @conditional_edit
    @extend_schema(
        operation_id="members_update",
        summary="Give a member another role",
        parameters=[PROJECT_ID, USERNAME],
        request=serializers.RoleChange,
        examples=[examples.asked({"role": "admin"}), examples.answered(examples.MEMBER)],
    )
    def partial_update(self, request: Request, id: str, username: str) -> Response:
        member = self._member(id, username, Action.MANAGE_MEMBERS)
        body = serializers.RoleChange(data=request.data)
        body.is_valid(raise_exception=True)
        changed = membership.change_role(
            Caller.of(request), member, body.validated_data["role"], request.headers.get(IF_MATCH)
        )
        return tagged(request, changed, self.get_serializer(changed).data)

    @raises(
        ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND, ErrorCode.CONFLICT
    )
    @conditional_edit
    @extend_schema(
        operation_id="members_remove",
        summary="End a membership",
        parameters=[PROJECT_ID, USERNAME],
        responses={204: None},
    )
    def destroy(self, request: Request, id: str, username: str) -> Response:
        member = self._member(id, username, Action.MANAGE_MEMBERS)
        membership.remove_member(Caller.of(request), member, request.headers.get(IF_MATCH))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _member(self, id_or_slug: str, username: str, action: Action) -> Membership:
        project = permitted_project(Caller.of(self.request), id_or_slug, action)
        member = self.get_queryset().filter(project=project, user__username=username).first()
        if member is None:
            raise ApiError(ErrorCode.NOT_FOUND, f"{username} is not a member of {project.slug}")
        return member
