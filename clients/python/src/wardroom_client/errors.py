"""What every call raises when it fails: one base class, and one for each kind of failure.

The class of each single code is in `wardroom_client.codes`, generated from the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

CLIENT_ERROR = "CLIENT_ERROR"


@dataclass(frozen=True)
class FieldError:
    """One refused field: its dotted path (empty for the whole body), a sentence, a word."""

    field: str
    message: str
    code: str


class WardroomError(Exception):
    """A call that failed. Itself the class of a code that this version does not know.

    `code` and `message` are the catalogue's; `details` says what happened this time; `context`
    holds the code's documented values, where the rendering carries them; `errors` the refused
    fields. `status` is None where there was no answer. `retry_after` is what the server asked for,
    in seconds. `attempts` tells how often the request was sent.
    """

    code: str = CLIENT_ERROR
    status: int | None = None
    message: str = "The request failed"

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        status: int | None = None,
        details: str | None = None,
        context: dict[str, Any] | None = None,
        errors: tuple[FieldError, ...] = (),
        retry_after: float | None = None,
        request_id: str | None = None,
        response: httpx.Response | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message or type(self).message
        self.code = code or type(self).code
        self.status = type(self).status if status is None else status
        self.details = details
        self.context = context or {}
        self.errors = errors
        self.retry_after = retry_after
        self.request_id = request_id
        self.response = response
        self.attempts = 1

    def __str__(self) -> str:
        fields = "; ".join(f"{error.field}: {error.message}" for error in self.errors)
        sentences = ". ".join(text for text in (self.message, self.details, fields) if text)
        status = f" ({self.status})" if self.status else ""
        trace = f" [request {self.request_id}]" if self.request_id else ""
        return f"{self.code}{status}: {sentences}{trace}"


class RetryableError(WardroomError):
    """The same request can succeed later. It was repeated as far as the rules allow."""


class PermanentError(WardroomError):
    """The same request fails again: something has to change first."""


class AuthenticationError(WardroomError):
    """401: who asks is not known."""


class AccessError(WardroomError):
    """403: who asks is known, and may not."""


class MissingError(WardroomError):
    """404: it does not exist, or may not be seen."""


class ConflictError(WardroomError):
    """409 and 412: the present state does not allow it."""


class RequestError(WardroomError):
    """Another 4xx: the request has to be corrected."""


class ThrottledError(WardroomError):
    """429: too many of them."""


class ServerError(WardroomError):
    """5xx: the server, or what it needs, failed."""


class ClientError(WardroomError):
    """CLIENT_ERROR: no answer came (`status` is None), or none that Wardroom would give."""
