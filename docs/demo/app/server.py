"""A deliberately vulnerable web application, for scanners to find: loopback only, never expose.

    python3 docs/demo/app/server.py --http 127.0.0.1:0 --https 127.0.0.1:0 --data DIR

Standard library only. Prints one line, `ready http=127.0.0.1:PORT https=127.0.0.1:PORT`.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import ipaddress
import pickle
import random
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

ADMIN_PASSWORD = "hunter2"
API_TOKEN = "demo-0000-not-a-real-token"

INDEX = """<!doctype html>
<html><head><title>Demo target</title></head><body>
<h1>Demo target</h1>
<p>Vulnerable on purpose. Loopback only.</p>
<a href="/search?q=a">search</a>
<a href="/user?id=1">user</a>
<a href="/file?name=readme.txt">file</a>
<a href="/go?url=/">go</a>
<a href="/ping?host=127.0.0.1">ping</a>
<a href="/token">token</a>
<form action="/login" method="post">
<input name="u"><input name="p" type="password"><input type="submit">
</form></body></html>
"""


class Pages:
    """The vulnerable pages; each takes the query or form fields and gives status and body."""

    def __init__(self, data: Path) -> None:
        self.database = data / "demo.sqlite3"
        self.files = data / "files"
        self.files.mkdir(exist_ok=True)
        (self.files / "readme.txt").write_text("A file that may be read.\n", encoding="utf-8")
        with sqlite3.connect(self.database) as connection:
            connection.execute("create table if not exists users(id integer primary key, name)")
            connection.execute("insert or replace into users values (1, 'alice'), (2, 'bob')")

    def search(self, fields: dict[str, str]) -> tuple[int, str]:
        """Reflected cross-site scripting."""
        return 200, "<p>Results for " + fields.get("q", "") + "</p>"

    def user(self, fields: dict[str, str]) -> tuple[int, str]:
        """SQL injection, with the database's error as the answer."""
        query = "select id, name from users where id=" + fields.get("id", "0")
        connection = sqlite3.connect(self.database)
        try:
            return 200, str(connection.execute(query).fetchall())
        except sqlite3.Error as error:
            return 500, f"sqlite3.OperationalError: {error}"
        finally:
            connection.close()

    def file(self, fields: dict[str, str]) -> tuple[int, str]:
        """Path traversal."""
        try:
            return 200, open(f"{self.files}/{fields.get('name', '')}").read()
        except (OSError, ValueError) as error:
            return 404, str(error)

    def ping(self, fields: dict[str, str]) -> tuple[int, str]:
        """Command execution."""
        command = "echo " + fields.get("host", "")
        try:
            done = subprocess.run(
                command, shell=True, cwd=self.files, capture_output=True, timeout=3
            )
        except (subprocess.TimeoutExpired, ValueError) as error:
            return 500, str(error)
        return 200, "<pre>" + done.stdout.decode(errors="replace") + "</pre>"

    def login(self, fields: dict[str, str]) -> tuple[int, str]:
        """A password compared by its MD5."""
        given = hashlib.md5(fields.get("p", "").encode()).hexdigest()
        if given == hashlib.md5(ADMIN_PASSWORD.encode()).hexdigest():
            return 200, "welcome"
        return 401, "no"

    def load(self, fields: dict[str, str]) -> tuple[int, str]:
        """Untrusted data given to pickle."""
        try:
            return 200, str(pickle.loads(fields.get("body", "").encode("latin-1")))
        except Exception as error:
            return 500, f"{type(error).__name__}: {error}"

    def calculate(self, fields: dict[str, str]) -> tuple[int, str]:
        """Untrusted text given to eval."""
        try:
            return 200, str(eval(fields.get("sum", "1+1")))
        except Exception as error:
            return 500, f"{type(error).__name__}: {error}"

    def token(self, fields: dict[str, str]) -> tuple[int, str]:
        """A token that can be guessed."""
        token = "".join(random.choice("0123456789abcdef") for _ in range(32))
        return 200, f"<p>token {token}</p>"

    def admin(self, fields: dict[str, str]) -> tuple[int, str]:
        """No authentication at all."""
        return 200, "<h1>admin panel</h1>"

    def backup(self, fields: dict[str, str]) -> tuple[int, str]:
        """A folder that should not be served."""
        return 200, "<h1>Index of /backup</h1><a href='/backup'>users.sql</a>"


def handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    """A request handler class that serves `pages`."""
    shown: dict[str, Callable[[dict[str, str]], tuple[int, str]]] = {
        "/": lambda fields: (200, INDEX),
        "/search": pages.search,
        "/user": pages.user,
        "/file": pages.file,
        "/ping": pages.ping,
        "/token": pages.token,
        "/calculate": pages.calculate,
        "/admin": pages.admin,
        "/backup": pages.backup,
    }
    posted = {"/login": pages.login, "/load": pages.load}

    class Handler(BaseHTTPRequestHandler):
        """Answers without one security header and names its make."""

        protocol_version = "HTTP/1.1"
        timeout = 15
        # Headers and body in one packet: otherwise each answer waits 40 ms for the client's ACK.
        disable_nagle_algorithm = True
        wbufsize = 65536

        def parse_request(self) -> bool:
            # A page open in a browser on this machine could otherwise run commands here.
            if not super().parse_request():
                return False
            site = self.headers.get("Sec-Fetch-Site", "none")
            host = self.headers.get("Host", "localhost").rsplit(":", 1)[0]
            if site in ("none", "same-origin") and host in ("localhost", "127.0.0.1"):
                return True
            self.send_error(403, "only asked directly, on loopback")
            return False

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            fields = {name: values[-1] for name, values in parse_qs(address.query).items()}
            if address.path == "/go":  # open redirect
                given = quote(fields.get("url", "/"), safe="/:?#[]@!$&'()*+,;=%")
                given = given if given.startswith(("/", "http")) else "/" + given
                self.answer(302, "", {"Location": given})
                return
            page = shown.get(address.path)
            status, body = page(fields) if page else (404, "<p>not found</p>")
            self.answer(status, body)

        do_HEAD = do_GET

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "0")
            size = min(int(length), 1_000_000) if length.isdigit() else 0
            body = self.rfile.read(size).decode("latin-1")
            fields = {name: values[-1] for name, values in parse_qs(body).items()}
            fields["body"] = body
            page = posted.get(urlsplit(self.path).path)
            status, text = page(fields) if page else (405, "<p>not allowed</p>")
            self.answer(status, text)

        def answer(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
            content = body.encode(errors="replace")
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Powered-By", "PHP/5.4.0")
            self.send_header("Set-Cookie", "session=abc")
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


class Server(ThreadingHTTPServer):
    """One thread a connection; clients that go away, as scanners do, are no event."""

    daemon_threads = True
    request_queue_size = 128
    tls: ssl.SSLContext | None = None

    @property
    def place(self) -> str:
        """Where it listens, as ADDRESS:PORT."""
        address, port = self.socket.getsockname()
        return f"{address}:{port}"

    def finish_request(self, request: Any, client_address: Any) -> None:
        # The handshake happens here, in the connection's thread: a silent client delays nobody.
        if self.tls:
            request.settimeout(15)
            request = self.tls.wrap_socket(request, server_side=True)
        try:
            self.RequestHandlerClass(request, client_address, self)
        finally:
            if self.tls:
                request.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


def loopback(text: str) -> tuple[str, int]:
    """`ADDRESS:PORT` as a pair; anything but a loopback address is refused."""
    host, _, port = text.rpartition(":")
    host = {"localhost": "127.0.0.1"}.get(host, host)
    try:
        if not ipaddress.IPv4Address(host).is_loopback:
            raise argparse.ArgumentTypeError(f"{host} is not a loopback address: refused")
        return host, int(port)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not ADDRESS:PORT: {error}") from None


def certificate(data: Path) -> tuple[Path, Path] | None:
    """A self-signed certificate and its key in `data`, made if absent; None when impossible."""
    chain, key = data / "demo-cert.pem", data / "demo-key.pem"
    if chain.exists() and key.exists():
        return chain, key
    try:
        made = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"]
            + ["-subj", "/CN=localhost", "-addext", "basicConstraints=critical,CA:FALSE"]
            + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
            + ["-keyout", str(key), "-out", str(chain)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError:
        return _certificate_in_python(chain, key)
    if made.returncode == 0:
        return chain, key
    return _certificate_in_python(chain, key)


def _certificate_in_python(chain: Path, key: Path) -> tuple[Path, Path] | None:
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import rsa
    except ImportError:
        return None
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(private, hashes.SHA256())
    )
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    return chain, key


def old_tls(chain: Path, key: Path) -> ssl.SSLContext:
    """A server context that still speaks TLS 1.0 and 1.1, where OpenSSL can."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:!aNULL:@SECLEVEL=0")
    return context


def main() -> int:
    """Serve until interrupted or terminated."""
    parser = argparse.ArgumentParser(description="A vulnerable web application on loopback.")
    parser.add_argument("--http", type=loopback, default=("127.0.0.1", 0), metavar="HOST:PORT")
    parser.add_argument("--https", type=loopback, metavar="HOST:PORT")
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    data = options.data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    handling = handler(Pages(data))
    try:
        servers = {"http": Server(options.http, handling)}
        pair = certificate(data) if options.https else None
        if pair:
            servers["https"] = Server(options.https, handling)
            servers["https"].tls = old_tls(*pair)
        elif options.https:
            print(
                "no certificate: neither the openssl command nor the cryptography package "
                "is here; serving http only",
                file=sys.stderr,
            )
    except OSError as error:
        print(f"cannot serve: {error}", file=sys.stderr)
        return 1
    places = [f"{name}={server.place}" for name, server in servers.items()]
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", *places, flush=True)
    stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
