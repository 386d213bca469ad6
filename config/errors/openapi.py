"""Error codes in the API document: `@raises`, and what every operation can answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from rest_framework.permissions import AllowAny

from .catalog import ErrorCode
from .components import COMPONENTS, HEADERS, RATE_HEADERS, SCHEMA_NAMES, examples
from .negotiation import DETAIL, ENVELOPE, JSON, MEDIA_TYPES, PROBLEM, default_for

F = TypeVar("F", bound=Callable[..., Any] | type)

WITH_BODY = ("POST", "PUT", "PATCH")
UNSAFE = (*WITH_BODY, "DELETE")


def raises(*codes: ErrorCode) -> Callable[[F], F]:
    """Say which codes an action raises itself, beyond those that every operation can answer.

    On a view class it holds for all of its actions. Said twice, both hold.
    """

    def mark(action: F) -> F:
        said = vars(action).get("error_codes", ())
        action.error_codes = (*said, *codes)  # type: ignore[union-attr]
        return action

    return mark


def operation_codes(view: Any, action: str, method: str, path: str) -> list[ErrorCode]:
    """Every code that `method` on `path`, answered by `view`'s `action`, can give.

    `view` is the class or an instance. `path` may be a template; `{` or `<` marks a parameter.
    The order is the catalogue's.
    """
    E = ErrorCode
    codes = {E.BAD_REQUEST, E.INVALID_QUERY, E.NOT_ACCEPTABLE, E.INTERNAL_ERROR}
    codes |= {E.DATABASE_UNAVAILABLE, E.UPSTREAM_TIMEOUT}
    codes |= {*_own(view), *_own(getattr(view, action, None))}
    codes |= _credential_codes(view, method, path)
    if view.throttle_classes:
        codes.add(E.RATE_LIMIT_EXCEEDED)
    if method in WITH_BODY:
        codes |= {E.MALFORMED_BODY, E.VALIDATION_ERROR}
        codes |= {E.PAYLOAD_TOO_LARGE, E.UNSUPPORTED_MEDIA_TYPE}
    if "{" in path or "<" in path:
        codes.add(E.NOT_FOUND)
    if path.startswith("/p/"):
        codes |= {E.PROJECT_NOT_FOUND, E.FORBIDDEN}
    return [code for code in ErrorCode if code in codes]


def _own(marked: Any) -> Iterable[ErrorCode]:
    return getattr(marked, "error_codes", ())


def _credential_codes(view: Any, method: str, path: str) -> set[ErrorCode]:
    codes: set[ErrorCode] = set()
    if view.authentication_classes:
        codes |= {ErrorCode.AUTH_TOKEN_INVALID, ErrorCode.AUTH_TOKEN_EXPIRED}
        if rendering_of(view, path) not in (ENVELOPE, DETAIL):
            codes.add(ErrorCode.INVALID_API_KEY)
        if method in UNSAFE:
            codes.add(ErrorCode.CSRF_FAILED)
    if AllowAny not in view.permission_classes:
        codes.add(getattr(view, "missing_credentials", ErrorCode.AUTH_TOKEN_MISSING))
        codes |= {ErrorCode.AUTH_TOKEN_INVALID, ErrorCode.FORBIDDEN}
    return codes


def rendering_of(view: Any, path: str) -> str:
    return getattr(view, "error_rendering", None) or default_for(path)


class AutoSchema(SpectacularAutoSchema):
    """drf-spectacular's, with error responses, one tag an app, and JSON bodies only."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        for status, response in operation["responses"].items():
            response["description"] = response["description"] or HTTPStatus(int(status)).phrase
            names = ["X-Request-ID", *(RATE_HEADERS if self.view.throttle_classes else ())]
            response.setdefault("headers", {}).update({name: HEADERS[name] for name in names})
        action = getattr(self.view, "action", None) or self.method.lower()
        codes = operation_codes(self.view, action, self.method, self.path)
        rendering = rendering_of(self.view, self.path)
        for number, of_status in _by_status(codes).items():
            operation["responses"][str(number)] = _response(number, of_status, rendering)
        empty = getattr(getattr(self.view, action, None), "empty_answers", {})
        for number, description in empty.items():
            headers = {"X-Request-ID": HEADERS["X-Request-ID"]}
            operation["responses"][str(number)] = {"description": description, "headers": headers}
        operation["responses"] = dict(sorted(operation["responses"].items()))
        operation["x-error-codes"] = [code.name for code in codes]
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path":
                parameter.setdefault("description", _path_parameter(self.path, parameter["name"]))
        operation.setdefault("security", [])  # said, where nobody need sign in
        return operation

    def get_tags(self) -> list[str]:
        room = type(self.view).__module__.split(".")[0]
        return ["errors" if room == "config" else room]

    def _get_serializer_name(self, *args: Any, **kwargs: Any) -> str:
        """A serializer of a body may be called a request itself: once is enough."""
        name: str = super()._get_serializer_name(*args, **kwargs)
        return name.removesuffix("Request") if name.endswith("RequestRequest") else name

    def map_parsers(self) -> list[str]:
        """Form bodies are read, too, but several types in one operation break client generators."""
        types = super().map_parsers()
        return [JSON] if JSON in types else types


# What stands in a path, by the segment before it.
_PATH_PARAMETERS = {
    "p": "Id or slug of a project.",
    "projects": "Id or slug of a project.",
    "members": "User name of a member.",
    "tools": "Name of a tool.",
    "tool-runs": "Name of a tool.",
}


def _path_parameter(path: str, name: str) -> str:
    segment = path.partition(f"/{{{name}}}")[0].rpartition("/")[2]
    return _PATH_PARAMETERS.get(segment, f"Id of one of the {segment.replace('-', ' ')}.")


def _by_status(codes: Iterable[ErrorCode]) -> dict[int, list[ErrorCode]]:
    by_status = defaultdict(list)
    for code in codes:
        by_status[code.status].append(code)
    return by_status


def _response(status: int, codes: list[ErrorCode], rendering: str) -> dict[str, Any]:
    names = ["X-Request-ID", "X-Error-Code"]
    if any(code.value.retry_after is not None for code in codes):
        names.append("Retry-After")
    if status == HTTPStatus.UNAUTHORIZED:
        names.append("WWW-Authenticate")
    if ErrorCode.RATE_LIMIT_EXCEEDED in codes:
        names += RATE_HEADERS
    return {
        "description": ", ".join(f"`{code.name}`" for code in codes),
        "headers": {name: HEADERS[name] for name in names},
        "content": {
            JSON: {
                "schema": {"$ref": f"#/components/schemas/{SCHEMA_NAMES[rendering]}"},
                "examples": {
                    code.name: {"$ref": f"#/components/examples/{rendering}.{code.name}"}
                    for code in codes
                },
            },
            MEDIA_TYPES[PROBLEM]: {
                "schema": {"$ref": f"#/components/schemas/{SCHEMA_NAMES[PROBLEM]}"}
            },
        },
        "x-error-codes": [code.name for code in codes],
    }


def documented_paths(endpoints: list[Any], **kwargs: Any) -> list[Any]:
    """Only /api/v1/ and /p/: the bare /api/ is the same routes again."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(("/api/v1/", "/p/"))]


def add_error_components(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A schema for each rendering, and the examples that the responses name."""
    components = result.setdefault("components", {})
    for kind, entries in COMPONENTS.items():
        components.setdefault(kind, {}).update(entries)
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["examples"] = examples(_named_examples(result))
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    result["x-error-catalogue"] = {code.name: _row(code) for code in ErrorCode}
    return result


def _row(code: ErrorCode) -> dict[str, Any]:
    """What clients need to know of a code; their tables are generated from it."""
    return {
        "status": code.status,
        "message": code.message,
        "meaning": code.value.meaning,
        "remedy": code.value.remedy,
        "retryable": code.value.retryable,
        "retry_after": code.value.retry_after,
        "context": list(code.value.context),
    }


def drop_database_ranges(result: Any, **kwargs: Any) -> Any:
    """Leave out the widths of the database's integers: not a promise, and not every database's."""
    if isinstance(result, dict):
        for bound in ("minimum", "maximum"):
            if result.get(bound) in _COLUMN_BOUNDS:
                del result[bound]
        if result.get("format") == "int64":
            del result["format"]
    for inner in result.values() if isinstance(result, dict) else result:
        if isinstance(inner, dict | list):
            drop_database_ranges(inner)
    return result


_COLUMN_BOUNDS = {
    bound for bits in (16, 32, 64) for bound in (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
}

TAGS = {
    "projects": "Projects, members, targets, credentials, keys and tokens.",
    "tooling": "The scanners: what is installed, what they accept, how they end.",
    "scans": "Scans, their tool runs, progress and errors.",
    "findings": "Findings, triage and imports.",
    "errors": "The catalogue of error codes.",
    "metrics": "What is measured: errors, answers, runs, findings.",
}


def _named_examples(result: dict[str, Any]) -> list[str]:
    names = {
        example["$ref"].rpartition("/")[2]
        for path in result.get("paths", {}).values()
        for operation in path.values()
        for response in operation["responses"].values()
        if "x-error-codes" in response
        for example in response["content"][JSON]["examples"].values()
    }
    return sorted(names)


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "projects.api.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token of /api/v1/auth/token."}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "projects.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "X-API-Key"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "projects.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "A signed-in browser; unsafe methods also need X-CSRFToken.",
        }
