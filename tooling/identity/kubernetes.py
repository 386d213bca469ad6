"""Who a kubeconfig is: the API server's SelfSubjectReview (Kubernetes 1.28), else discovery.

`/version` proves nothing, since it is open to everybody.
"""

from __future__ import annotations

import base64
import json
import ssl
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from .asking import NotReached, Reach, Verdict, ask, refused, unreached

REVIEW = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
BODY = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
ANONYMOUS = "system:anonymous"


@dataclass(frozen=True, slots=True)
class Login:
    """The server of a context and what signs in there; PEM texts are whole."""

    server: str
    authority: str = ""
    verifies: bool = True
    server_name: str = ""
    token: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    username: str = ""
    password: str = field(default="", repr=False)


def identify(login: Login, reach: Reach) -> Verdict:
    """Who the server takes us for."""
    try:
        tls = _tls(login)
    except (ssl.SSLError, ValueError) as error:
        return Verdict("auth_failed", "No valid credentials found", f"Its certificates: {error}")
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    if login.token:
        headers["Authorization"] = f"Bearer {login.token}"
    elif login.username:
        pair = f"{login.username}:{login.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    server, asked = login.server.rstrip("/"), json.dumps(BODY).encode()
    try:
        answer = ask(
            *("POST", server + REVIEW, reach),
            headers=headers,
            body=asked,
            tls=tls,
            server_name=login.server_name,
        )
        told = answer.document
        if answer.status == 404:  # before 1.28; discovery is for those who signed in only
            answer = ask(
                *("GET", f"{server}/api", reach),
                headers=headers,
                tls=tls,
                server_name=login.server_name,
            )
            told = answer.document
            if answer.status == 200 and told.get("kind") == "APIVersions":
                return Verdict("ok")
    except NotReached as error:
        return unreached(error)
    status = told.get("status")
    user = status.get("userInfo") if isinstance(status, dict) else None
    name = str(user.get("username", "")) if isinstance(user, dict) else ""
    message = str(told.get("message") or f"The server answered {answer.status}")
    if name == ANONYMOUS or (answer.status == 403 and ANONYMOUS in message):
        return refused(401, f"401 Unauthorized: the server takes us for {ANONYMOUS}")
    if answer.status in (200, 201) and name:
        return Verdict("ok", identity=name)
    if answer.status < 400:
        return unreached(NotReached("The server answered, but not as Kubernetes does"))
    return refused(answer.status, message)


def _tls(login: Login) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=login.authority or None)
    if not login.verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if login.certificate and login.key:
        with tempfile.TemporaryDirectory(prefix="wardroom-check-") as folder:  # mode 0700
            pair = Path(folder) / "pair.pem"
            pair.touch(mode=0o600)
            pair.write_text(f"{login.certificate}\n{login.key}\n", encoding="ascii")
            context.load_cert_chain(pair)
    return context
