"""Bodies in: held to DATA_UPLOAD_MAX_MEMORY_SIZE, and JSON in UTF-8 only."""

from io import SEEK_END
from tempfile import SpooledTemporaryFile
from typing import Any

import orjson
from django.http import HttpRequest, QueryDict
from rest_framework import parsers
from rest_framework.exceptions import ParseError


def _read(stream: Any) -> bytes:
    """The whole body. DRF hands over the unread request, whose `read` knows no limit."""
    return stream.body if isinstance(stream, HttpRequest) else stream.read()


def measure(request: HttpRequest) -> None:
    """Gives a body that came in chunks its length: without one DRF takes it for no body."""
    stream = getattr(request, "_stream", None)
    if request.META.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" not in request.META:
        return
    if isinstance(stream, SpooledTemporaryFile):  # ASGI: the whole body has come
        request.META["CONTENT_LENGTH"] = str(stream.seek(0, SEEK_END))
        stream.seek(0)


class JSONParser(parsers.BaseParser):
    """orjson refuses bad UTF-8, lone surrogates, NaN, and nesting that would exhaust the stack."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return orjson.loads(_read(stream))
        except orjson.JSONDecodeError as error:
            raise ParseError(f"JSON parse error: {error}") from error


class FormParser(parsers.BaseParser):
    media_type = "application/x-www-form-urlencoded"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> QueryDict:
        return QueryDict(_read(stream), encoding="utf-8")
