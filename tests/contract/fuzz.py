"""Send generated requests to every operation of the API, as every caller.

`python -m tests.contract.fuzz` (`make fuzz`) starts the real daphne on SQLite with a data folder of
its own and no worker: nothing is scanned. Each operation gets its true request (of the route
table) and generated ones (schemathesis, from the served document), the same by each caller. Every
answer is held to the document and, an error, to the contract: no 5xx, and only codes that the
operation lists. `--seed` repeats a run, `--operation` narrows it, `--minutes` lets it go on with
new requests, in further rounds.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django
import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, Response
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from config.errors.catalog import ErrorCode  # noqa: E402
from tests.contract.client import check_error  # noqa: E402
from tests.running.server import Server  # noqa: E402

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# True answers of a machine on which no scanner is installed.
EXPECTED_5XX = {ErrorCode.TOOL_UNAVAILABLE.name}
NO_LIMITS = "general=off,pages=off,sign_ins=off"
ANONYMOUS = "anonymous"
STREAM = "text/event-stream"
PATIENCE_SECONDS = 30
Json = dict[str, Any]


class Answer:
    """What `check_error` asks of a response of Django's, of one that came over the wire."""

    def __init__(self, response: Any) -> None:
        self._wire = response
        self.status_code = response.status_code
        self.content = response.content
        self.headers = {name.lower(): value[0] for name, value in response.headers.items()}

    def json(self) -> Any:
        return self._wire.json()

    def get(self, name: str, default: str | None = None) -> Any:
        return self.headers.get(name.lower(), default)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.headers

    def __getitem__(self, name: str) -> str:
        return self.headers[name.lower()]


class Fuzz:
    """The requests of one run and what was wrong with their answers."""

    def __init__(self, server: Server, *, seed: int, examples: int) -> None:
        self.server = server
        self.seed = seed
        self.examples = examples
        self.world: Json = server.do("everything")
        self.sessions = {name: requests.Session() for name in self.world["callers"]}
        self.statuses: dict[str, Counter[int]] = {name: Counter() for name in self.sessions}
        self.wrong: dict[tuple[str, str], str] = {}
        url = f"{server.url}/api/v1/schema"
        self.operations = [
            found.ok() for found in schemathesis.openapi.from_url(url).get_all_operations()
        ]

    def once(self, operation: Any, number: int, *, generated: bool = True) -> None:
        """The true request, in the first round, and the generated ones of round `number`."""
        self.server.do("restore")
        true = self.world["requests"].get(operation.label, {"path": {}, "body": None})
        if number == 0:
            body = {} if true["body"] is None else {"body": true["body"], "media_type": _JSON}
            self._ask(operation.Case(path_parameters=true["path"], **body))
        for mode in GenerationMode if generated else ():
            self._generated(operation, mode, true, number)

    def _generated(self, operation: Any, mode: GenerationMode, true: Json, number: int) -> None:
        """Positive mode: as the document has it; negative: against it."""

        @hypothesis.seed(zlib.crc32(f"{self.seed} {number} {mode} {operation.label}".encode()))
        @hypothesis.settings(
            max_examples=self.examples,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(case=operation.as_strategy(mode), data=st.data())
        def ask(case: Any, data: Any) -> None:
            if true["path"] and data.draw(st.booleans(), "true path"):
                case.path_parameters = true["path"]
            if true["body"] and isinstance(case.body, dict):
                kept = data.draw(st.sets(st.sampled_from(sorted(true["body"]))), "true fields")
                case.body = {**case.body, **{name: true["body"][name] for name in kept}}
            self._ask(case)

        try:
            ask()
        except Unsatisfiable:
            if mode is GenerationMode.POSITIVE:
                raise
            # an operation that takes nothing cannot be asked for anything wrong

    def _ask(self, case: Any) -> None:
        """The same request by every caller."""
        for caller, session in self.sessions.items():
            case.headers.pop("Authorization", None)
            case.headers.pop("X-API-Key", None)
            case.cookies.clear()
            headers = self.world["callers"][caller]
            try:
                response = self._sent(case, session, headers)
            except requests.RequestException as error:
                self._note(case, caller, f"No answer: {error}", headers)
                continue
            session.cookies.clear()
            self.statuses[caller][response.status_code] += 1
            for sentence in wrong_with(case, response):
                self._note(case, caller, sentence, headers)
            if response.status_code == 401 and caller != ANONYMOUS:
                self.server.do("restore")  # it ended its own token or key

    def _sent(self, case: Any, session: requests.Session, headers: dict[str, str]) -> Any:
        """The response; of an event stream, which does not end by itself, the beginning."""
        asked = case.as_transport_kwargs(base_url=self.server.url, headers=headers)
        response = session.request(**asked, timeout=PATIENCE_SECONDS, stream=True)
        if response.headers.get("Content-Type", "").startswith(STREAM):
            response._content = b""
            response.close()
        return Response.from_requests(response, verify=False)

    def _note(self, case: Any, caller: str, sentence: str, headers: dict[str, str]) -> None:
        """Of several that fail alike, the shortest request is kept."""
        key = case.operation.label, sentence.splitlines()[0]
        curl = case.as_curl_command(headers=headers)
        told = f"as {caller}: {sentence}\n  {curl}"
        if key not in self.wrong or len(told) < len(self.wrong[key]):
            self.wrong[key] = told


def wrong_with(case: Any, response: Any) -> Iterator[str]:
    """What is wrong with `response`, one sentence each."""
    try:
        case.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        for failure in group.exceptions:
            yield f"{failure.title}: {failure.message}"
    if response.status_code < 400:
        return
    answer = Answer(response)
    code = answer.get("X-Error-Code")
    sent = response.request
    environ = {
        "REQUEST_METHOD": sent.method,
        "PATH_INFO": unquote(urlsplit(sent.url).path),
        "HTTP_ACCEPT": sent.headers.get("Accept", ""),
    }
    try:
        check_error(answer, environ, checks_codes=False)
    except AssertionError as error:
        yield f"Outside the contract: {error}"
    listed = case.operation.definition.raw.get("x-error-codes", ())
    if code not in listed:
        yield f"{code} is not listed for the operation ({answer.content[:300]!r})"
    if response.status_code >= 500 and code not in EXPECTED_5XX:
        yield f"A server error: {answer.content[:300]!r}"


_JSON = "application/json"


def main() -> int:
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), RATE_LIMITS=NO_LIMITS)
        server.start()
        try:
            return _run(Fuzz(server, seed=asked.seed, examples=asked.examples), asked)
        finally:
            server.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=2, help="of each kind, an operation")
    parser.add_argument("--seconds", type=int, default=90, help="then true requests only")
    parser.add_argument("--minutes", type=float, default=0, help="go on for as long, instead")
    parser.add_argument("--operation", default="", help="only those whose name holds this")
    return parser.parse_args()


def _run(fuzz: Fuzz, asked: argparse.Namespace) -> int:
    """One round of all operations, or, with `--minutes`, as many as begin in that time."""
    begun = time.monotonic()
    chosen = [found for found in fuzz.operations if asked.operation in found.label]
    short = 0
    for number in count():
        for operation in chosen:
            in_time = bool(asked.minutes) or time.monotonic() - begun < asked.seconds
            fuzz.once(operation, number, generated=in_time)
            short += not in_time
        if time.monotonic() - begun >= asked.minutes * 60:
            break
    sent = sum(sum(statuses.values()) for statuses in fuzz.statuses.values())
    seconds = time.monotonic() - begun
    print(f"{len(chosen)} operations, {number + 1} rounds, {sent} requests in {seconds:.0f} s")
    if short:
        print(f"{short} of them got their true request only: the {asked.seconds} s were over")
    for caller, statuses in fuzz.statuses.items():
        print(f"  {caller:<10}", *(f"{status}: {n}" for status, n in sorted(statuses.items())))
        if not asked.operation and not any(status < 300 for status in statuses):
            fuzz.wrong["all", caller] = f"{caller} was never let in, so nothing was tried"
    for (label, _), told in sorted(fuzz.wrong.items()):
        print(f"\n{label}\n  {told}")
    return 1 if fuzz.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
