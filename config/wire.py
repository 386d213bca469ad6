"""daphne and Twisted, brought to the contract: what they answer before any application is called.

Their command line builds the server, so the classes are put in their place on import
(`config.asgi`). Bodies over the limit are refused here already, since Twisted writes them to disk
before it hands them over.
"""

from __future__ import annotations

from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from daphne import http_protocol, ws_protocol
from twisted.internet.protocol import connectionDone
from twisted.internet.threads import deferToThread
from twisted.web import http

from config.errors.catalog import ErrorCode
from config.errors.conversion import failure, failure_of_status
from config.errors.renderings import Failure
from scans.live.frames import encode

from . import gate
from .entrance import OnDisk, too_large
from .refusals import most_bytes, refusal, scope_of, wire_headers

# After a refusal the client may still be sending. Closing at once would reset the connection and
# could take the answer away before it is read.
LINGER_SECONDS = 2
NOT_HTTP = "The request is not well-formed HTTP"
LINE_TOO_LONG = "The request line or a header is too long"

_CLOSE_MEANINGS = {1009: ErrorCode.PAYLOAD_TOO_LARGE}


def install() -> None:
    """Make every daphne server of this process use the classes below."""
    http_protocol.WebRequest = Request
    http_protocol.HTTPFactory.protocol = _channel
    ws_protocol.WebSocketFactory.protocol = Socket
    for status in HTTPStatus:  # Twisted writes "429 Unknown Status" otherwise
        http.RESPONSES.setdefault(status.value, status.phrase.encode("ascii"))


def _channel(factory: Any) -> Any:
    return http._GenericHTTPChannelProtocol(Channel())


class Channel(http.HTTPChannel):
    """One connection. What Twisted refuses with a bare 400 is refused by the contract."""

    transport: Any
    paused: bool
    _networkProducer: Any
    _command: Any
    _path: Any
    _is_refused = False
    _is_asking = False
    _expects = False  # the client waits for 100
    _has_gone = False
    _last_line = b""

    def refuse(self, found: Failure) -> None:
        """Answer with `found`, read on without listening, and hang up."""
        if self._is_refused:
            return
        self._is_refused = True
        response = refusal(self._scope(), found)
        body = response.content
        head = b"".join(b"%s: %s\r\n" % pair for pair in wire_headers(response))
        line = f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n".encode("ascii")
        self.transport.write(line + head + b"Connection: close\r\n\r\n" + body)
        self.transport.loseWriteConnection()
        self.callLater(LINGER_SECONDS, self.loseConnection)

    def _scope(self) -> dict[str, Any]:
        """What is known of the request so far."""
        headers: list[tuple[bytes, bytes]] = []
        if self.requests:
            for name, values in self.requests[-1].requestHeaders.getAllRawHeaders():
                headers += [(name, value) for value in values]
        target = getattr(self, "_path", None) or _target_in(self._last_line)
        peer = self.transport.getPeer()
        client = [str(peer.host), peer.port] if hasattr(peer, "port") else None
        method = getattr(self, "_command", b"GET").decode("latin-1")
        return scope_of(method, decoded_path(target), headers, client)

    def _respondToBadRequestAndDisconnect(self) -> None:
        self.refuse(failure(ErrorCode.BAD_REQUEST, NOT_HTTP))

    def lineLengthExceeded(self, line: bytes) -> None:
        self._last_line = line
        self.refuse(failure(ErrorCode.BAD_REQUEST, LINE_TOO_LONG))

    def allHeadersReceived(self) -> None:
        path = decoded_path(self._path)
        most = most_bytes(path)
        if self.length is not None and self.length > most:
            self.refuse(too_large(most))
            return
        self._is_asking, self._expects = gate.guards(path, self.length), False
        super().allHeadersReceived()
        if self._is_asking:
            self._ask()

    def _ask(self) -> None:
        """Who sends so much? Until that is known, what comes is left in the socket."""
        self.paused = True
        self._networkProducer.pauseProducing()
        deferToThread(gate.refusal_of, self._scope()).addCallback(self._answered)

    def _answered(self, found: Failure | None) -> None:
        self._is_asking = False
        if self._has_gone:
            return
        self.paused = False
        self._networkProducer.resumeProducing()
        if found is not None:
            self.refuse(found)
            return
        if self._expects:
            super()._send100Continue()
        self.dataReceived(b"")  # what had come with the headers

    def _send100Continue(self) -> None:
        if self._is_asking:
            self._expects = True
        else:
            super()._send100Continue()

    def connectionLost(self, reason: Any = connectionDone) -> None:
        self._has_gone = True
        super().connectionLost(reason)

    # After a refusal nothing is read any more.

    def dataReceived(self, data: bytes) -> None:
        if not self._is_refused:
            super().dataReceived(data)

    def lineReceived(self, line: bytes) -> None:
        if not self._is_refused:
            self._last_line = line
            super().lineReceived(line)

    def rawDataReceived(self, data: bytes) -> None:
        if not self._is_refused:
            super().rawDataReceived(data)

    def allContentReceived(self) -> None:
        if not self._is_refused:
            super().allContentReceived()


class _Whole:
    """A body that Twisted keeps on disk, handed over as it is: daphne would put all of it into a
    queue in memory before anybody asks for it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return OnDisk(self._file) if size > 0 else bytes(self._file.read())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Request(http_protocol.WebRequest):
    """One request. Django reads forms; Twisted would, too, and refuse what it cannot read."""

    content: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._came = 0
        super().__init__(*args, **{**kwargs, "parsePOSTFormSubmission": False})

    def handleContentChunk(self, data: bytes) -> None:
        """A body in chunks does not say how long it is: it is measured as it comes."""
        self._came += len(data)
        most = most_bytes(decoded_path(self.channel._path))
        if self._came > most:
            self.channel.refuse(too_large(most))
        else:
            super().handleContentChunk(data)

    def process(self) -> Any:
        if not isinstance(self.content, BytesIO):
            self.content = _Whole(self.content)
        return super().process()

    def requestReceived(self, command: bytes, path: bytes, version: bytes) -> None:
        """`GET http://host/path` is the same request as `GET /path` (RFC 9112, 3.2.2)."""
        host, target = origin_form(path)
        if host:
            self.requestHeaders.setRawHeaders(b"Host", [host])
        super().requestReceived(command, target, version)

    def basic_error(self, status: int, status_text: bytes, body: str) -> None:
        if self._response_started:  # too late for an answer: the client must see that it broke off
            self.channel.abortConnection()
            return
        details = body if status < 500 else None
        found = failure_of_status(status)
        found = failure(found.code, details or found.details)
        response = refusal(self._scope(), found)
        headers = wire_headers(response)
        self.handle_reply(
            {"type": "http.response.start", "status": response.status_code, "headers": headers}
        )
        content = b"" if self.method == b"HEAD" else response.content
        self.handle_reply({"type": "http.response.body", "body": content})

    def _scope(self) -> dict[str, Any]:
        headers = [
            (name, value)
            for name, values in self.requestHeaders.getAllRawHeaders()
            for value in values
        ]
        method = (self.method or b"GET").decode("latin-1")
        return scope_of(method, decoded_path(self.uri or b"/"), headers, self.client_addr)


class Socket(ws_protocol.WebSocketProtocol):
    """One websocket. A handshake that fails gets JSON, a protocol error its frame first."""

    def sendHttpErrorResponse(self, code: int, reason: str, responseHeaders: Any = None) -> None:
        found = failure_of_status(code)
        found = failure(found.code, NOT_HTTP if code < 403 else found.details)
        response = refusal(self._scope(), found)
        head = "".join(f"{name}: {value}\r\n" for name, value in responseHeaders or ())
        lines = b"".join(b"%s: %s\r\n" % pair for pair in wire_headers(response))
        status = f"HTTP/1.1 {response.status_code} {response.reason_phrase}\r\n{head}"
        self.sendData(
            status.encode("utf-8") + lines + b"Connection: close\r\n\r\n" + response.content
        )

    def _fail_connection(self, code: int = 1001, reason: str = "going away") -> None:
        self.failByDrop = False  # else the connection is reset, and nobody reads why
        if self.state == self.STATE_OPEN:
            found = failure(_CLOSE_MEANINGS.get(code, ErrorCode.MALFORMED_BODY), reason)
            told = refusal(self._scope(), found)
            self.sendMessage(encode("error", told.data, seq=None, scan_id=None).text.encode())
        super()._fail_connection(code, reason)

    def _scope(self) -> dict[str, Any]:
        headers = [
            (name.encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in getattr(self, "http_headers", {}).items()
        ]
        path = decoded_path(getattr(self, "http_request_uri", "/").encode("latin-1", "replace"))
        client = getattr(self, "client_addr", None)
        return {**scope_of("GET", path, headers, client), "type": "websocket"}


def _target_in(line: bytes) -> bytes:
    """The path of a request line that cannot be read as a whole."""
    return next((word for word in line.split(b" ")[1:2] if word.startswith(b"/")), b"/")


def origin_form(target: bytes) -> tuple[bytes, bytes]:
    """Host and path with query of a request target; the host is empty where it names none."""
    if not target.lower().startswith((b"http://", b"https://")):
        return b"", target
    _, _, rest = target.partition(b"://")
    end = min((at for at in (rest.find(b"/"), rest.find(b"?")) if at >= 0), default=len(rest))
    path = rest[end:]
    return rest[:end], path if path.startswith(b"/") else b"/" + path


def decoded_path(target: bytes) -> str:
    """The path of a request target, decoded as daphne decodes it; never raises."""
    _, path = origin_form(target)
    return unquote(path.partition(b"?")[0].decode("latin-1")) or "/"
