"""The one exception class through which every rule says no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import APIException

from .catalog import ErrorCode


@dataclass(frozen=True)
class FieldError:
    """One refused field: `field` is dotted (`options.bandit.level`), `code` is DRF's word for it.

    `location` is body, query or path.
    """

    field: str
    message: str
    code: str
    location: str = "body"


class ApiError(APIException):
    """A failure with a code of the catalogue; everything not given comes from there.

    It subclasses DRF's exception because a plain one raised in an authenticator would become a
    500 under the browsable API. `message` replaces the catalogue's only where a seed document
    completes the sentence ("Missing required parameter: url").
    """

    def __init__(
        self,
        code: ErrorCode,
        details: str | None = None,
        *,
        message: str | None = None,
        context: Mapping[str, Any] | None = None,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        definition = code.value
        self.code = code
        self.message = message or definition.message
        self.details = details if details is not None else definition.details
        self.context = dict(context or {})
        self.errors = tuple(errors)
        self.retry_after = retry_after if retry_after is not None else definition.retry_after
        self.headers = dict(headers or {})
        self.status_code = definition.status
        super().__init__(detail=self.details or self.message, code=code.name.lower())
