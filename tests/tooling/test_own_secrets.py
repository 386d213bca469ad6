"""A run's own secrets: found in every form, also the parts of documents, and broken lines."""

import base64
import json
import re
import textwrap
import urllib.parse

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tooling.own_secrets import parts
from tooling.sanitizer import OwnStream, Sanitizer

TOKEN = "k8s-aws-v1.Zx9+/QmVuZG9yLXRva2Vu"
PEM = (
    rsa.generate_private_key(65537, 2048)
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)
BODY = [line for line in PEM.splitlines() if "-----" not in line]
ACCOUNT = {
    "type": "service_account",
    "project_id": "harbour-shop",
    "private_key_id": "0123456789abcdef0123456789abcdef01234567",
    "private_key": PEM,
    "client_email": "audit@harbour-shop.iam.gserviceaccount.com",
    "token_uri": "https://oauth2.googleapis.com/token",
}
DOCUMENT = json.dumps(ACCOUNT, indent=2)


def wrapped(text: str, width: int) -> str:
    return "\n".join(textwrap.wrap(base64.b64encode(text.encode()).decode(), width))


FORMS = {
    "plain": lambda text: text,
    "json": json.dumps,
    "json in json": lambda text: json.dumps({"document": text}, indent=1),
    "python": repr,
    "url": lambda text: urllib.parse.quote(text, safe=""),
    "form": urllib.parse.quote_plus,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, one byte on": lambda text: base64.b64encode(b"x" + text.encode()).decode(),
    "base64, two bytes on": lambda text: base64.b64encode(b"xy" + text.encode()).decode(),
    "base64url": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 in lines of 76": lambda text: wrapped(text, 76),
    "base64 in lines of 64": lambda text: wrapped(text, 64),
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
}
every_form = pytest.mark.parametrize("form", list(FORMS))


def longest_piece(masked: str, original: str) -> int:
    """Characters of the longest run of letters and digits that both texts hold."""
    runs = re.findall(r"[A-Za-z0-9+/=_%-]+", masked)
    return max((len(run) for run in runs if len(run) > 15 and run in original), default=0)


@every_form
def test_a_token_leaves_no_piece(form):
    shown = FORMS[form](TOKEN)
    masked = Sanitizer([TOKEN], addresses=False).text(f"log: {shown} end")
    assert "****" in masked
    assert longest_piece(masked, shown) == 0


@every_form
def test_a_token_that_is_split_over_two_reads_leaves_no_piece(form):
    shown = FORMS[form](TOKEN)
    data = f"log: {shown} end\nnext line".encode()
    whole = Sanitizer([TOKEN]).text(data.decode())
    raw = OwnStream([TOKEN])
    kept = raw.feed(data) + raw.close()
    for position in range(len(data)):
        stream, raw = Sanitizer([TOKEN]).stream(), OwnStream([TOKEN])
        pieces = (data[:position], data[position:])
        assert "".join([*map(stream.feed, pieces), stream.close()]) == whole
        assert b"".join([*map(raw.feed, pieces), raw.close()]) == kept


@pytest.mark.parametrize("secret", ["one\ntwo three\nfour", "a1\r\nb2\r\nc3", "line one\nx"])
def test_a_secret_of_short_lines_waits_for_its_last_one(secret):
    data = f"log\n{secret}\nend\none\ntwo words".encode()
    said = Sanitizer([secret]).text(data.decode())
    assert said.startswith("log\n****\nend\n")
    for position in range(len(data)):
        stream = Sanitizer([secret]).stream()
        out = stream.feed(data[:position]) + stream.feed(data[position:]) + stream.close()
        assert out == said


@every_form
def test_a_private_key_leaves_no_piece(form):
    shown = FORMS[form]("\n".join(BODY))
    own = OwnStream([PEM])  # not the sanitizer's rule for private keys
    masked = (own.feed(shown.encode()) + own.close()).decode()
    assert longest_piece(masked, shown) == 0


@every_form
def test_the_key_of_a_service_account_leaves_no_piece_of_the_document(form):
    key = "".join(BODY)
    own = OwnStream([DOCUMENT])
    masked = (own.feed(FORMS[form](DOCUMENT).encode()) + own.close()).decode()
    if "base64" in form:
        body = re.sub(r"\s", "", masked)
        pieces = re.findall(r"[A-Za-z0-9+/_-]{40,}", body)
        texts = [
            base64.b64decode(piece[skip:][: len(piece[skip:]) // 4 * 4], altchars=b"-_")
            for piece in pieces
            for skip in range(4)
        ]
        assert not any(line[:24].encode() in text for line in BODY for text in texts)
    elif form.lower() == "hex":
        assert BODY[0].encode().hex() not in masked.lower()
    else:
        assert longest_piece(masked, key) == 0
        assert "gserviceaccount.com" in masked  # who it is stays readable


def test_only_the_secret_parts_of_a_document_count():
    assert parts(DOCUMENT) == {"\n".join(BODY), "".join(BODY)}
    assert parts('{"client_secret": "abcdefgh", "token_uri": "https://x"}') == {"abcdefgh"}
    assert parts("{not json") == {"{not json"}
    assert parts('{"region": "eu-central-1"}') == {'{"region": "eu-central-1"}'}


def test_a_line_of_a_document_that_tells_nothing_stays():
    text = '  "type": "service_account",\n  "project_id": "harbour-shop",\n'
    assert Sanitizer([DOCUMENT]).text(text) == text


def test_a_value_that_repeats_itself_is_found_and_is_quick():
    secret = "a" * 5000
    masked = Sanitizer([secret]).text("b" + base64.b64encode(secret.encode()).decode() * 20)
    assert "YWFhYWFhYWFhYWFhYWFh" not in masked
