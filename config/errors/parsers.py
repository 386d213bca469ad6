"""JSON in: UTF-8 only, refused where Python's own parser would let trouble through."""

from typing import Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class JSONParser(BaseParser):
    """orjson refuses bad UTF-8, lone surrogates, NaN, and nesting that would exhaust the stack."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return orjson.loads(stream.read())
        except orjson.JSONDecodeError as error:
            raise ParseError(f"JSON parse error: {error}") from error
