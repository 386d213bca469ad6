"""Who an Azure or Google Cloud credential is: whether its provider gives it a token.

That proves the sign-in, not what the token may do: https://learn.microsoft.com/entra/identity-platform
(client credentials) and https://developers.google.com/identity/protocols/oauth2/service-account.
"""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from .asking import NotReached, Reach, Verdict, ask, refused, unreached

AZURE_AUTHORITY = "https://login.microsoftonline.com"
AZURE_SCOPE = "https://management.azure.com/.default"
GOOGLE_SCOPE = "https://www.googleapis.com/auth/cloud-platform.read-only"
GOOGLE_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
ASSERTION_SECONDS = 300
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
_AZURE_EXPIRED = "AADSTS7000222"  # the client secret's own expiry


def azure(tenant: str, client: str, secret: str, reach: Reach, *, authority: str = "") -> Verdict:
    """Whether a service principal gets a token of its tenant."""
    form = {
        "grant_type": "client_credentials",
        "client_id": client,
        "client_secret": secret,
        "scope": AZURE_SCOPE,
    }
    url = f"{(authority or AZURE_AUTHORITY).rstrip('/')}/{tenant}/oauth2/v2.0/token"
    return _token(url, form, reach, f"application {client} of tenant {tenant}")


def google(account: dict[str, str], reach: Reach) -> Verdict:
    """Whether a service account, as its key file has it, gets a token."""
    key = load_pem_private_key(account["private_key"].encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        return Verdict("auth_failed", "No valid credentials found", "The key is not an RSA key")
    now = int(time.time())
    claims = {
        "iss": account["client_email"],
        "scope": GOOGLE_SCOPE,
        "aud": account["token_uri"],
        "iat": now,
        "exp": now + ASSERTION_SECONDS,
    }
    header = {"alg": "RS256", "typ": "JWT", "kid": account.get("private_key_id", "")}
    unsigned = b".".join(_coded(json.dumps(part).encode()) for part in (header, claims))
    assertion = unsigned + b"." + _coded(key.sign(unsigned, PKCS1v15(), SHA256()))
    form = {"grant_type": GOOGLE_GRANT, "assertion": assertion.decode()}
    return _token(account["token_uri"], form, reach, account["client_email"])


def _coded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _token(url: str, form: dict[str, str], reach: Reach, identity: str) -> Verdict:
    try:
        answer = ask("POST", url, reach, headers=_FORM, body=urlencode(form).encode())
    except NotReached as error:
        return unreached(error)
    told = answer.document
    if answer.status == 200 and told.get("access_token"):
        return Verdict("ok", identity=identity)
    code, description = told.get("error"), str(told.get("error_description", ""))
    if not code:
        return unreached(NotReached(f"The endpoint answered {answer.status}, not as OAuth does"))
    words = f"{code}: {description.splitlines()[0] if description else answer.status}"
    if _AZURE_EXPIRED in description:
        return Verdict("auth_failed", "Credentials expired", words)
    return refused(401 if answer.status == 400 else answer.status, words)
