"""`POST /api/ws-tickets`."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors.openapi import raises
from projects.callers import Caller

from . import tickets


class TicketSerializer(serializers.Serializer):
    ticket = serializers.CharField(read_only=True, help_text="For `?ticket=`; works once.")
    expires_in = serializers.IntegerField(read_only=True, help_text="Seconds.")


class WebsocketTicketView(APIView):
    @extend_schema(
        operation_id="create_websocket_ticket",
        summary="A single-use ticket for a websocket",
        description="For clients that cannot send headers with a websocket handshake. The ticket "
        "has the rights of whoever asks for it, is shown once and is valid for a minute.",
        request=None,
        responses={201: TicketSerializer},
        examples=[
            OpenApiExample(
                "A ticket",
                value={"ticket": "p0-yMFJc1mZ3mKk6sG2rR7cAqvWbYxNt4LhUeDi8Xso", "expires_in": 60},
                response_only=True,
                status_codes=["201"],
            )
        ],
    )
    @raises()
    def post(self, request: Request) -> Response:
        ticket = tickets.issue(Caller.of(request))
        return Response(
            {"ticket": ticket, "expires_in": tickets.LIFETIME_SECONDS},
            status=status.HTTP_201_CREATED,
            headers={"Cache-Control": "no-store"},
        )
