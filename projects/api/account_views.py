"""Signing in, tokens, oneself, and API keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from config.errors.openapi import raises
from config.etags import ETAG, IF_MATCH, conditional_edit
from config.queries import known_parameters
from projects import keys, membership, tokens
from projects.callers import Caller
from projects.models import ApiKey, Membership, Project
from projects.roles import Action

from . import examples, serializers
from .authentication import bearer_text, expired, missing, stored_token
from .filters import ApiKeyFilter
from .scoping import project_or_404, require


def _token_answer(issued: tuple[AuthToken, str]) -> Response:
    token, text = issued
    remaining = token.expiry - timezone.now()
    answer = {
        "access_token": text,
        "token_type": "bearer",
        "expires_in": round(remaining.total_seconds()),
        "expires_at": token.expiry,
    }
    return Response(serializers.TokenAnswer(answer).data, headers={"Cache-Control": "no-store"})


class SignInView(GenericAPIView):
    # A stale header must not keep anybody from signing in.
    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = serializers.TokenRequest

    @raises(ErrorCode.VALIDATION_ERROR, ErrorCode.SIGN_IN_FAILED)
    @extend_schema(
        operation_id="auth_token",
        summary="Sign in and get a bearer token",
        auth=[],
        responses=serializers.TokenAnswer,
        examples=[
            examples.asked({"username": "ada", "password": "correct horse battery staple"}),
            examples.answered(examples.TOKEN),
        ],
    )
    def post(self, request: Request) -> Response:
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _token_answer(tokens.sign_in(request._request, **body.validated_data))


class RefreshView(APIView):
    # Reads the header itself: a token that has just expired is welcome here.
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @raises(
        ErrorCode.AUTH_TOKEN_MISSING,
        ErrorCode.AUTH_TOKEN_INVALID,
        ErrorCode.AUTH_TOKEN_EXPIRED,
        ErrorCode.CONFLICT,
    )
    @extend_schema(
        operation_id="auth_refresh",
        summary="Exchange a token for a new one",
        description="The token may have expired up to a day ago. It ends at once.",
        request=None,
        responses=serializers.TokenAnswer,
        examples=[examples.answered(examples.TOKEN)],
    )
    def post(self, request: Request) -> Response:
        text = bearer_text(request)
        if text is None:
            raise missing()
        token = stored_token(text)
        if not tokens.is_refreshable(token):
            raise expired(token.expiry)
        return _token_answer(tokens.refresh(token))


class RevokeView(GenericAPIView):
    serializer_class = serializers.RevokeRequest

    @raises(ErrorCode.VALIDATION_ERROR, ErrorCode.FORBIDDEN)
    @extend_schema(
        operation_id="auth_revoke",
        summary="End this token, or all of one's tokens",
        responses={204: None},
        examples=[examples.asked({"all": True})],
    )
    def post(self, request: Request) -> Response:
        body = self.get_serializer(data=request.data)
        body.is_valid(raise_exception=True)
        caller = Caller.of(request)
        if caller.key is not None:
            raise ApiError(ErrorCode.FORBIDDEN, "A key cannot end a person's tokens")
        if body.validated_data["all"]:
            tokens.revoke_all(caller)
        elif isinstance(request.auth, AuthToken):
            tokens.revoke(caller, request.auth)
        else:
            raise ApiError(
                ErrorCode.VALIDATION_ERROR,
                'This request came without a token; send {"all": true} to end all of yours',
            )
        return Response(status=status.HTTP_204_NO_CONTENT)


class MeView(GenericAPIView):
    serializer_class = serializers.Me

    @raises(ErrorCode.INVALID_QUERY)
    @extend_schema(
        operation_id="users_me",
        summary="Who the credentials belong to",
        examples=[examples.answered(examples.ME)],
    )
    def get(self, request: Request) -> Response:
        known_parameters(request, ())
        return Response(self.get_serializer(self._me(Caller.of(request))).data)

    @raises(ErrorCode.VALIDATION_ERROR, ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN)
    @extend_schema(
        operation_id="users_me_update",
        summary="Choose the project that is used where none is named",
        request=serializers.MeChange,
        examples=[examples.asked({"default_project": "shop"}), examples.answered(examples.ME)],
    )
    def patch(self, request: Request) -> Response:
        body = serializers.MeChange(data=request.data)
        body.is_valid(raise_exception=True)
        caller = Caller.of(request)
        if caller.key is not None:
            raise ApiError(ErrorCode.FORBIDDEN, "A key cannot change what is a person's own")
        project = project_or_404(caller, body.validated_data["default_project"])
        membership.set_default(caller, project)
        return Response(self.get_serializer(self._me(caller)).data)

    def _me(self, caller: Caller) -> dict[str, Any]:
        visible = Project.objects.for_caller(caller, Action.VIEW)
        user: Any = caller.user
        return {
            "id": user.pk,
            "username": user.get_username(),
            "email": user.email,
            "is_staff": user.is_staff,
            "is_superuser": user.is_superuser,
            "memberships": Membership.objects.filter(
                user=user, project__in=visible.values("pk")
            ).select_related("project"),
            "default_project": caller.default_project(),
            "api_key": caller.key,
        }


class ApiKeyViews(GenericViewSet):
    queryset = ApiKey.objects.none()
    serializer_class = serializers.ApiKeySerializer
    filterset_class = ApiKeyFilter
    lookup_url_kwarg = "id"
    ordering = ("-created",)
    ordering_fields = ("created", "name")

    def get_queryset(self) -> Any:
        return keys.seen_by(Caller.of(self.request))

    @raises(ErrorCode.INVALID_QUERY, ErrorCode.PROJECT_NOT_FOUND)
    @extend_schema(
        operation_id="api_keys_list",
        summary="List one's own keys and those of projects one configures",
        examples=[examples.answered(examples.KEY)],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @raises(ErrorCode.VALIDATION_ERROR, ErrorCode.PROJECT_NOT_FOUND, ErrorCode.FORBIDDEN)
    @extend_schema(
        operation_id="api_keys_create",
        summary="Make a key; its text is in this answer and nowhere else",
        request=serializers.NewApiKey,
        responses={201: serializers.IssuedKey},
        examples=[
            examples.asked({"name": "pipeline", "scopes": ["findings:read"], "project": "shop"}),
            examples.answered(examples.ISSUED_KEY, "201"),
        ],
    )
    def create(self, request: Request) -> Response:
        body = serializers.NewApiKey(data=request.data)
        body.is_valid(raise_exception=True)
        fields = dict(body.validated_data)
        caller = Caller.of(request)
        project = None
        if fields.get("project"):
            project = project_or_404(caller, fields["project"])
            require(caller, Action.CONFIGURE, project)
        elif caller.key is not None:
            raise ApiError(ErrorCode.FORBIDDEN, "A key can only make keys of a project")
        fields["project"] = project
        return self._issued(keys.create(caller, **fields))

    @raises(ErrorCode.NOT_FOUND, ErrorCode.INVALID_QUERY)
    @extend_schema(parameters=[ETAG])
    @extend_schema(
        operation_id="api_keys_retrieve",
        summary="Read a key's description",
        examples=[examples.answered(examples.KEY)],
    )
    def retrieve(self, request: Request, id: str) -> Response:
        key = self.get_object()
        return Response(self.get_serializer(key).data, headers={"ETag": key.etag})

    @raises(ErrorCode.NOT_FOUND)
    @conditional_edit
    @extend_schema(
        operation_id="api_keys_revoke", summary="Revoke a key at once", responses={204: None}
    )
    def destroy(self, request: Request, id: str) -> Response:
        keys.revoke(Caller.of(request), self.get_object(), request.headers.get(IF_MATCH))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @raises(
        ErrorCode.VALIDATION_ERROR, ErrorCode.NOT_FOUND, ErrorCode.FORBIDDEN, ErrorCode.CONFLICT
    )
    @extend_schema(
        operation_id="api_keys_rotate",
        summary="Replace a key; the old one works on for the overlap",
        request=serializers.Rotation,
        responses={201: serializers.IssuedKey},
        examples=[
            examples.asked({"overlap_seconds": 3600}),
            examples.answered(examples.ISSUED_KEY, "201"),
        ],
    )
    def rotate(self, request: Request, id: str) -> Response:
        body = serializers.Rotation(data=request.data)
        body.is_valid(raise_exception=True)
        overlap = timedelta(seconds=body.validated_data["overlap_seconds"])
        return self._issued(keys.rotate(Caller.of(request), self.get_object(), overlap))

    def _issued(self, issued: tuple[ApiKey, str]) -> Response:
        key, text = issued
        shown = {**serializers.ApiKeySerializer(key).data, "key": text}
        location = reverse("v1:api-key", args=[key.pk])
        headers = {"Location": location, "Cache-Control": "no-store"}
        return Response(shown, status=status.HTTP_201_CREATED, headers=headers)
