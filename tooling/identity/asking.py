"""One request to whom a credential is shown: pinned to a checked address, short, never redirected.

Only the standard library: the clouds' SDKs would read the server's own environment, files and
metadata service, and find credentials there that nobody stored.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from tooling.base import Outcome
from tooling.outcomes import meaning, sign_of

SECONDS = 8.0  # for the whole of a request
MOST_BYTES = 256 * 1024  # of an answer

Result = Literal["ok", "auth_failed", "permission_denied", "throttled", "network", "not_checkable"]
Reach = Callable[[str], str]  # the address to connect to for a URL; raises `NotReached`


class NotReached(Exception):
    """Nobody could be asked; the message says why."""


class NotChecked(Exception):
    """Nobody may be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it: the sentence that a tool's run would have, in whose words, and who we are
    to the other side."""

    result: Result
    error: str = ""
    cause: str = ""
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object, empty where it is none."""
        with suppress(ValueError, RecursionError):
            found = json.loads(self.body)
            if isinstance(found, dict):
                return found
        return {}


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever the name resolves to now."""

    def __init__(
        self, host: str, port: int, address: str, tls: ssl.SSLContext | None, name: str
    ) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._address, self._tls, self._name = address, tls, name

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), SECONDS)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self._name)

    def cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def ask(
    method: str,
    url: str,
    reach: Reach,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    tls: ssl.SSLContext | None = None,
    server_name: str = "",
) -> Answer:
    """The answer of `url`, an error of HTTP included; `NotReached` where there is none in time."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    if is_tls and tls is None:
        tls = ssl.create_default_context()
    connection = _Pinned(
        host,
        parts.port or (443 if is_tls else 80),
        reach(url),
        tls if is_tls else None,
        server_name or host,
    )
    late = threading.Timer(SECONDS, connection.cut)
    late.start()
    try:
        connection.request(method, parts.path or "/", body or None, dict(headers))
        response = connection.getresponse()
        answer = Answer(response.status, response.read(MOST_BYTES))
    except ssl.SSLError as error:
        raise NotReached(f"{host}: TLS failed ({error.reason or error})") from error
    except (OSError, http.client.HTTPException) as error:
        if late.finished.is_set():
            raise NotReached(f"{host}: timed out after {SECONDS:g} s") from error
        why = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise NotReached(f"{host}: {why}") from error
    finally:
        late.cancel()
        connection.close()
    if 300 <= answer.status < 400:
        raise NotReached(f"{host} redirects ({answer.status}), which is not followed")
    return answer


def refused(status: int, words: str) -> Verdict:
    """What an error of the other side means, by its words before its status."""
    sign = sign_of(words)
    outcome = sign.outcome if sign is not None else _of_status(status)
    if outcome.value not in ("auth_failed", "permission_denied", "throttled", "network"):
        outcome = _of_status(status)
    told = sign.sentence if sign is not None and sign.outcome is outcome else ""
    return Verdict(outcome.value, told or meaning(outcome).sentence, words)  # type: ignore[arg-type]


def _of_status(status: int) -> Outcome:
    if status == 429:
        return Outcome.THROTTLED
    if status >= 500:
        return Outcome.NETWORK
    return Outcome.PERMISSION_DENIED if status == 403 else Outcome.AUTH_FAILED


def unreached(error: NotReached) -> Verdict:
    """A network failure in the words of the outcome."""
    timed_out = "timed out" in str(error)
    sentence = "Connection timeout" if timed_out else meaning(Outcome.NETWORK).sentence
    return Verdict("network", sentence, str(error))
