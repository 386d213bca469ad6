"""Who a credential is, asked of stand-ins on loopback that answer as the manuals say."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tooling.identity import asking, aws, kubernetes, oauth
from tooling.identity.asking import NotReached, Verdict

KEY = rsa.generate_private_key(65537, 2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
TENANT, CLIENT = "4f0c5f6e-1f9a-4d11-9d6b-0d1c3d1f5a11", "9a7e2a54-7c57-4a53-8a1b-5b0a2f3f9d22"


class Provider:
    """A server that answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        provider = self
        self.answers: list[tuple[int, Any]] = []
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.headers: dict[str, str] = {}
        self.hold = threading.Event()
        self.hold.set()

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                provider.asked.append((self.command, self.path, dict(self.headers), body))
                provider.hold.wait(30)
                status, told = provider.answers.pop(0)
                text = told if isinstance(told, str) else json.dumps(told)
                self.send_response(status)
                for name, value in provider.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_POST = answer

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://provider.example:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def will(self, status: int, told: Any) -> None:
        self.answers.append((status, told))


@pytest.fixture
def provider() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.hold.set()
    provider.server.shutdown()
    provider.server.server_close()


def here(url: str) -> str:
    """The checked address; the name itself resolves nowhere."""
    return "127.0.0.1"


# --- AWS; against a real implementation of STS: tests/scans/test_credential_checks.py ----------


def test_the_signature_is_the_one_of_botocore():
    """The value is botocore 1.44.5's for the same keys, time and form."""
    headers = aws.signed(
        aws.Keys(
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "FwoGZXIvYXdzEXAMPLE+TOKEN==",
        ),
        "https://sts.eu-central-1.amazonaws.com/",
        b"Action=GetCallerIdentity&Version=2011-06-15",
        "eu-central-1",
        datetime(2026, 11, 21, 10, 30),
    )
    assert headers["authorization"].endswith(
        "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
        "Signature=edc251f953d808c59e99525fe92000e6a1413ca6537706146033919bc232d43e"
    )


@pytest.mark.parametrize(
    ("code", "message", "result", "error"),
    [
        ("ExpiredToken", "The security token included in the request is expired",
         "auth_failed", "AWS credentials expired"),
        ("InvalidClientTokenId", "The security token included in the request is invalid.",
         "auth_failed", "Authentication failed: invalid credentials"),
        ("SignatureDoesNotMatch", "The request signature we calculated does not match",
         "auth_failed", "Authentication failed: invalid credentials"),
        ("AccessDenied", "User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole",
         "permission_denied", "Insufficient IAM permissions"),
        ("Throttling", "Rate exceeded", "throttled", "Requests were throttled"),
    ],
)  # fmt: skip
def test_what_sts_refuses_is_said_in_the_words_of_a_run(provider, code, message, result, error):
    provider.will(403, f"<E><Error><Code>{code}</Code><Message>{message}</Message></Error></E>")
    verdict = aws.identify(aws.Keys("AKIA", "x"), here, endpoint=provider.url)
    assert verdict == Verdict(result, error, f"{code}: {message}")


def test_an_endpoint_that_is_no_sts_is_never_good(provider):
    for told in ("<html>hello</html>", "{}", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"):
        provider.will(200, told)
        assert aws.identify(aws.Keys("A", "x"), here, endpoint=provider.url).result == "network"


def test_regions_have_their_endpoints():
    assert aws.endpoint_of("") == "https://sts.amazonaws.com/"
    assert aws.endpoint_of("eu-central-1") == "https://sts.eu-central-1.amazonaws.com/"
    assert aws.endpoint_of("cn-north-1") == "https://sts.cn-north-1.amazonaws.com.cn/"


# --- The request itself -----------------------------------------------------------------------


def test_a_redirect_is_not_followed(provider):
    provider.headers["Location"] = f"{provider.url}/elsewhere"
    provider.will(302, "")
    verdict = oauth.azure(TENANT, CLIENT, "s", here, authority=provider.url)
    assert verdict.result == "network"
    assert "redirects" in verdict.cause
    assert len(provider.asked) == 1


def test_who_does_not_answer_is_left_in_time(provider, monkeypatch):
    monkeypatch.setattr(asking, "SECONDS", 0.2)
    provider.hold.clear()
    provider.will(200, {})
    verdict = oauth.azure(TENANT, CLIENT, "s", here, authority=provider.url)
    assert verdict.result == "network"
    assert verdict.error in (
        "Connection timeout",
        "Connection failed",
    )


def test_nobody_there(provider):
    provider.server.server_close()
    verdict = oauth.azure(TENANT, CLIENT, "s", here, authority=provider.url)
    assert (verdict.result, verdict.error) == ("network", "Connection failed")
    assert "refused" in verdict.cause or "reset" in verdict.cause


def test_a_name_that_may_not_be_asked_is_not_asked(provider):
    def never(url: str) -> str:
        raise NotReached("it does not resolve")

    assert oauth.azure(TENANT, CLIENT, "s", never, authority=provider.url).result == "network"
    assert provider.asked == []


# --- Azure and Google Cloud -------------------------------------------------------------------


def test_azure_gives_a_token(provider):
    provider.will(200, {"token_type": "Bearer", "access_token": "e.e.e"})
    verdict = oauth.azure(TENANT, CLIENT, "s3cret~", here, authority=f"{provider.url}/")
    assert verdict == Verdict("ok", identity=f"application {CLIENT} of tenant {TENANT}")
    _, path, headers, body = provider.asked[0]
    assert path == f"/{TENANT}/oauth2/v2.0/token"
    assert headers["Host"].startswith("provider.example")
    assert parse_qs(body.decode())["client_secret"] == ["s3cret~"]


@pytest.mark.parametrize(
    ("code", "description", "error"),
    [
        ("invalid_client", "AADSTS7000215: Invalid client secret provided.",
         "Authentication failed: invalid credentials"),
        ("invalid_client", "AADSTS7000222: The provided client secret keys are expired.",
         "Credentials expired"),
        ("unauthorized_client", "AADSTS700016: Application was not found in the directory.",
         "Authentication failed: invalid credentials"),
    ],
)  # fmt: skip
def test_azure_refuses(provider, code, description, error):
    told = {"error": code, "error_description": f"{description}\r\nTrace ID: 1"}
    provider.will(401 if code == "invalid_client" else 400, told)
    verdict = oauth.azure(TENANT, CLIENT, "s", here, authority=provider.url)
    assert verdict == Verdict("auth_failed", error, f"{code}: {description}")


def account(provider: Provider) -> dict[str, str]:
    return {
        "client_email": "audit@harbour-shop.iam.gserviceaccount.com",
        "private_key": PEM,
        "private_key_id": "ab12",
        "token_uri": f"{provider.url}/token",
    }


def test_google_is_shown_an_assertion_signed_by_the_key(provider):
    provider.will(200, {"access_token": "ya29.x"})
    assert oauth.google(account(provider), here) == Verdict(
        "ok", identity="audit@harbour-shop.iam.gserviceaccount.com"
    )
    assertion = parse_qs(provider.asked[0][3].decode())["assertion"][0]
    unsigned, _, signature = assertion.rpartition(".")
    header, claims = (json.loads(_decoded(part)) for part in unsigned.split("."))
    KEY.public_key().verify(_decoded(signature), unsigned.encode(), PKCS1v15(), SHA256())
    assert (header["alg"], claims["aud"]) == ("RS256", f"{provider.url}/token")


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_google_refuses(provider):
    provider.will(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
    verdict = oauth.google(account(provider), here)
    assert (verdict.result, verdict.error) == (
        "auth_failed",
        "Authentication failed: invalid credentials",
    )


# --- Kubernetes -------------------------------------------------------------------------------


def test_kubernetes_says_whom_it_takes_it_for(provider):
    provider.will(201, {"status": {"userInfo": {"username": "system:serviceaccount:a:auditor"}}})
    login = kubernetes.Login(f"{provider.url}/k8s/clusters/c1/", token="t0ken")
    verdict = kubernetes.identify(login, here)
    assert verdict == Verdict("ok", identity="system:serviceaccount:a:auditor")
    method, path, headers, _ = provider.asked[0]
    assert (method, path) == ("POST", f"/k8s/clusters/c1{kubernetes.REVIEW}")
    assert headers["Authorization"] == "Bearer t0ken"


def test_an_older_kubernetes_is_asked_for_what_strangers_do_not_get(provider):
    provider.will(404, {"kind": "Status", "message": "the server could not find the resource"})
    provider.will(200, {"kind": "APIVersions"})
    assert kubernetes.identify(kubernetes.Login(provider.url, token="t"), here) == Verdict("ok")
    assert provider.asked[1][:2] == ("GET", "/api")


@pytest.mark.parametrize(
    ("status", "told", "result"),
    [
        (401, {"kind": "Status", "message": "Unauthorized"}, "auth_failed"),
        (403, {"message": 'User "system:anonymous" cannot create resource'}, "auth_failed"),
        (201, {"status": {"userInfo": {"username": "system:anonymous"}}}, "auth_failed"),
        (403, {"message": 'User "ada" cannot create resource'}, "permission_denied"),
        (200, {"hello": "world"}, "network"),
        (200, {"status": "up"}, "network"),
        (503, {}, "network"),
    ],
)
def test_kubernetes_refuses(provider, status, told, result):
    provider.will(status, told)
    verdict = kubernetes.identify(kubernetes.Login(provider.url, token="t"), here)
    assert verdict.result == result
    assert verdict.error


def test_certificates_that_are_none_are_said(provider):
    login = kubernetes.Login("https://x", authority="nonsense", token="t")
    assert kubernetes.identify(login, here).error == "No valid credentials found"
    assert isinstance(kubernetes._tls(kubernetes.Login("https://x")), ssl.SSLContext)
