"""What must be masked is masked, what must stay stays, and it ends in time."""

import base64
import json
import string
import time
import urllib.parse

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tooling.sanitizer import LINE_LIMIT, OwnStream, Sanitizer, mask_file, sanitize

# Tokens are put together here, so that no scanner of this repository takes them for real ones.
BODY = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3"
HEX = "0123456789abcdef" * 2
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
JWT = "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0." + BODY
PEM = "\n".join(["MIIEpAIBAAKCAQEA" + BODY + "Zz"] * 6)
KEY = f"-----BEGIN RSA PRIVATE KEY-----\n{PEM}\n-----END RSA PRIVATE KEY-----"


def test_the_seeds_sentence():
    assert (
        sanitize("Failed to connect to 192.168.1.100 with key AKIA1234567890ABCDEF")
        == "Failed to connect to 192.168.x.x with key AKIA****CDEF"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ASIAQWERTYUIOPASDFGH", "ASIA****DFGH"),
        (f"AKIA1234567890ABCDEF,{SECRET_KEY}", "AKIA****CDEF,****"),
        ("url?key%3DAKIA1234567890ABCDEF", "url?key%3DAKIA****CDEF"),
        (f"aws_secret_access_key = {SECRET_KEY}", "aws_secret_access_key = ****"),
        (f"AWS_SESSION_TOKEN={BODY}/+=", "AWS_SESSION_TOKEN=****"),
        (f"got IQoJb3JpZ2lu{BODY}+/x==", "got IQoJb3JpZ2lu****"),
        ("password=hunter2 next", "password=**** next"),
        ("DB_PASSWORD: 'hun ter2'", "DB_PASSWORD: '****'"),
        ("passwd=hunter2&user=x", "passwd=****&user=x"),
        ("Pwd=hun,ter2;Server=db", "Pwd=****;Server=db"),
        ('{"secret": "a \\"b\\" c", "k": 1}', '{"secret": "****", "k": 1}'),
        ('"{\\"password\\": \\"hunter2\\"}"', '"{\\"password\\": \\"****\\"}"'),
        ("{'clientSecret': 'x1y2'}", "{'clientSecret': '****'}"),
        ("x-api-key: abc123", "x-api-key: ****"),
        ("apiKey=abc123", "apiKey=****"),
        ("--token abc123 --verbose", "--token **** --verbose"),
        ("<password>hunter2</password>", "<password>****</password>"),
        ("password='never closed\nnext", "password='****\nnext"),
        ('os.environ["DB_PASSWORD"] = "x1"', 'os.environ["DB_PASSWORD"] = "****"'),
        ("body: password%3Dhunter2", "body: password%3D****"),
        ("Authorization: Bearer abc.def-ghi_123", "Authorization: Bearer ****"),
        ("authorization: abc123", "authorization: ****"),
        ("Authorization: Digest username=x, response=y", "Authorization: Digest ****"),
        ("sent bearer abcdefgh12345678", "sent bearer ****"),
        ("curl -H 'Basic dXNlcjpwYXNz'", "curl -H 'Basic ****'"),
        ("Set-Cookie: sid=abc1; Path=/; HttpOnly", "Set-Cookie: sid=****; Path=/; HttpOnly"),
        ("PHPSESSID=0a1b2c", "PHPSESSID=****"),
        ("https://user:p@ss@host/x", "https://****@host/x"),
        ("postgres://u:p/w@db:5432/x", "postgres://****@db:5432/x"),
        ("https://token123@github.com/a", "https://****@github.com/a"),
        ("/blob?sv=2020&sig=a%2Bb%3D&se=1", "/blob?sv=2020&sig=****&se=1"),
        ("AccountName=a;AccountKey=Zm9v+/==;EndpointSuffix=b", None),
        (f"jwt {JWT} end", "jwt eyJ**** end"),
        (f"ghp_{BODY}", "ghp_****"),
        (f"github_pat_{BODY}_{BODY}", "github_pat_****"),
        (f"found \\nglpat-{BODY[:20]} there", "found \\nglpat-**** there"),
        (f"xoxb-123456789012-{BODY}", "xoxb-****"),
        (f"sk_live_{BODY}", "sk_live_****"),
        (f"AIza{BODY}xyz", "AIza****"),
        (f"npm_{BODY}", "npm_****"),
        (f"pypi-AgEIcHlwaS5vcmc{BODY}", "pypi-****"),
        (f"SG.{BODY[:22]}.{BODY}", "SG.****"),
        (f"SK{HEX}", "SK****"),
        ("host 10.0.0.7:8080 up", "host 10.0.x.x:8080 up"),
        ("from 10.1.2.3/24.", "from 10.1.x.x/24."),
        ("range 10.0.0.1-10.0.0.9", "range 10.0.x.x-10.0.x.x"),
        ("db.example/172.16.0.5", "db.example/172.16.x.x"),
        ("http://192.168.1.1/a", "http://192.168.x.x/a"),
        ("[2001:db8::1]:443", "[2001:db8:x:x]:443"),
        ("fe80::1%eth0", "fe80:0:x:x%eth0"),
        ("to ::1: connection refused", "to 0:0:x:x: connection refused"),
        ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:db8:x:x"),
        ("::ffff:10.1.2.3", "::ffff:10.1.x.x"),
    ],
)
def test_is_masked(text, masked):
    if masked is None:
        masked = "AccountName=a;AccountKey=****;EndpointSuffix=b"
    assert sanitize(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "account 123456789012",
        "arn:aws:iam::123456789012:role/Auditor",
        '"secret": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"',
        "sha256:" + HEX * 2,
        "commit " + (HEX * 2)[:40],
        "6f1e7a30-1f6e-4c1b-9d0e-3a5b7c9d1e2f",
        "/usr/lib/python3.11/site-packages/bandit/plugins/injection_shell.py",
        "version 1.2.3.4, v1.2.3.4, Version: 10.0.19041.1, foo==1.2.3.4, pkg-1.2.3.4.whl",
        "OID 1.3.6.1.4.1.311 and 999.1.2.3",
        "2026-11-21T10:49:25.123456Z took 0.25 s",
        "std::string Foo::Bar bad::cafe aa:bb:cc:dd:ee:ff",
        "Basic authentication failed for the bearer of this",
        "Authentication failed: invalid credentials",
        "No valid credentials found",
        "hardcoded_password_string B105 in s3_bucket_public_access_block_configuration",
        "Passed checks: 12, Failed checks: 3, Skipped checks: 0",
        "PWD=/home/scan",
        "tokens: 512 and password: null",
        "ssh://git@github.com/a/b http://localhost:8080/a/@handle",
        "npm_config_registry pypi-server-with-a-long-name sk-learn-something-else-entirely",
        "-----BEGIN PUBLIC KEY----- MIIB",
        '"Key": "reports/2026/x.json"',
        "eyJustAWord and AKIA alone",
    ],
)
def test_stays_readable(text):
    assert sanitize(text) == text


def test_private_keys_lose_their_body_also_when_they_are_cut_or_prefixed():
    assert sanitize(f"a\n{KEY}\nb") == (
        "a\n-----BEGIN RSA PRIVATE KEY-----****-----END RSA PRIVATE KEY-----\nb"
    )
    cut = sanitize(KEY[:200])
    assert "MIIE" not in cut
    prefixed = sanitize(KEY.replace("\n", "\n12:00 | ")[:300])
    assert "MIIE" not in prefixed
    escaped = sanitize(json.dumps({"file": KEY}))
    assert "MIIE" not in escaped


def test_addresses_stay_where_they_are_the_matter():
    text = "10.0.0.7 and 2001:db8::1 password=hunter2"
    assert sanitize(text, addresses=False) == "10.0.0.7 and 2001:db8::1 password=****"
    assert Sanitizer(addresses=False).text("10.0.0.7") == "10.0.0.7"


def test_an_address_is_masked_below_a_line_that_ends_in_a_number():
    assert sanitize("10.0.0.7\n10.0.0.8\nv\n10.0.0.9") == "10.0.x.x\n10.0.x.x\nv\n10.0.x.x"


OWN = 'Tr0ub4dor&3 "horse" /+ñ'


@pytest.mark.parametrize(
    "form",
    [
        OWN,
        json.dumps(OWN)[1:-1],
        urllib.parse.quote(OWN, safe=""),
        urllib.parse.quote_plus(OWN),
        urllib.parse.quote(OWN).lower().replace("tr0", "Tr0"),
        OWN.replace("&", "&amp;").replace('"', "&quot;"),
    ],
)
def test_own_secrets_are_masked_in_every_form(form):
    masked = Sanitizer([OWN]).text(f"<{form}>")
    assert masked == "<****>"


@pytest.mark.parametrize("before", ["", "a", "ab", "user:", "some longer text "])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_own_secrets_are_masked_in_base64_at_any_alignment(before, encode):
    text = encode(f"{before}{OWN} and more".encode()).decode()
    core = encode(OWN.encode()[3:-3]).decode().rstrip("=")[4:-4]
    masked = Sanitizer([OWN]).text(text)
    assert "****" in masked
    assert core not in masked
    assert len(masked) < len(text) - len(OWN)


def test_own_secrets_of_several_lines_are_masked_line_by_line():
    secret = "first line of it\nsecond line of it"
    masked = Sanitizer([secret]).text("log: first line of it\n12:00 second line of it\n")
    assert masked == "log: ****\n12:00 ****\n"


def test_an_own_access_key_keeps_four_and_four_and_short_values_are_left():
    assert Sanitizer(["AKIA1234567890ABCDEF"]).text("=AKIA1234567890ABCDEF") == "=AKIA****CDEF"
    assert Sanitizer(["", "abc"]).text("abc def") == "abc def"


def test_an_own_secret_within_another_is_masked_with_it():
    assert Sanitizer(["horse", "correct horse battery"]).text("correct horse battery") == "****"


# --- Properties ---------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["password=", "token: ", '"', "'", "\\", "\n", " ", "://", "@", ":", "::", ".", "1.2.3.4", "=",
     "AKIA1234567890ABCDEF", "Bearer ", "Basic ", "eyJ", JWT, "ghp_", BODY, KEY, KEY[:150], "--",
     "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "****", "x.x", "key", "api_",
     "2001:db8::1", "fe80", "Authorization: ", "Cookie: a=b; ", "secret", "sig=", "&", ",", ";",
     "%3D", "é", "\udcff", "v", "version ", "0", "a", ">", "<password>", "arn:"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)
SECRETS = st.lists(
    st.text(string.ascii_letters + string.digits, min_size=8, max_size=40), max_size=3
)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_masking_twice_changes_nothing(text):
    once = sanitize(text)
    assert sanitize(once) == once


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_it_grows_by_no_more_than_the_masks(text):
    assert len(sanitize(text)) <= 5 * len(text) + 5


@settings(max_examples=200, deadline=None)
@given(SECRETS, TEXTS, TEXTS)
def test_own_secrets_never_come_through(secrets, before, after):
    masked = Sanitizer(secrets).text(before + "".join(secrets) + after)
    for secret in secrets:
        assert secret not in masked


@settings(max_examples=200, deadline=None)
@given(TEXTS, SECRETS, st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_a_stream_says_the_same_as_the_whole(text, secrets, sizes):
    text = text.encode("utf-8", "replace").decode() + "".join(secrets)
    data = text.encode()
    stream = Sanitizer(secrets).stream()
    parts, position = [], 0
    for size in sizes:
        parts.append(stream.feed(data[position : position + size]))
        position += size
    parts += [stream.feed(data[position:]), stream.close()]
    together = "".join(parts)
    for secret in secrets:
        assert secret not in together
    assert sanitize(together) == together
    assert BODY not in together or BODY in Sanitizer(secrets).text(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), SECRETS, st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_a_raw_stream_masks_own_secrets_only(text, secrets, sizes):
    data = f"{text}{''.join(secrets)}10.0.0.1 password=x".encode("utf-8", "replace")
    stream = OwnStream(secrets)
    parts, position = [], 0
    for size in sizes:
        parts.append(stream.feed(data[position : position + size]))
        position += size
    whole = b"".join([*parts, stream.feed(data[position:]), stream.close()])
    assert whole.endswith(b"10.0.0.1 password=x")
    for secret in secrets:
        assert secret.encode() not in whole


# --- Streams ------------------------------------------------------------------------------


def test_a_secret_split_over_two_reads_is_masked():
    stream = Sanitizer(["topsecretvalue"]).stream()
    assert stream.feed("a topsec") == ""
    assert stream.feed(b"retvalue AKIA12345") == ""
    assert stream.feed("67890ABCDEF\nrest") == "a **** AKIA****CDEF\n"
    assert stream.close() == "rest"


def test_a_private_key_split_over_reads_is_masked_and_what_follows_comes():
    stream = Sanitizer().stream()
    out = "".join(stream.feed(line + "\n") for line in ["before", *KEY.split("\n"), "after"])
    assert out + stream.close() == (
        "before\n-----BEGIN RSA PRIVATE KEY-----****-----END RSA PRIVATE KEY-----\nafter\n"
    )


def test_a_key_that_never_ends_holds_back_a_bounded_amount():
    stream = Sanitizer().stream()
    stream.feed("-----BEGIN PRIVATE KEY-----\n")
    out = "".join(stream.feed("plain line of text\n") for _ in range(2000))
    assert out.count("plain line") > 1000


@pytest.mark.parametrize("unit", ["word ", "x"])
def test_a_line_without_end_comes_in_parts_and_its_secrets_are_masked(unit):
    secret = "topsecretvalue"
    stream = Sanitizer([secret]).stream()
    out, held = [], 0
    for _ in range(40):
        out.append(stream.feed(unit * (10_000 // len(unit)) + " " + secret + " "))
        held = max(held, len(stream._held))
    text = "".join(out) + stream.close()
    assert secret not in text
    assert text.count("****") == 40
    assert held < 4 * LINE_LIMIT


@pytest.mark.parametrize("before", range(85_500, 86_016, 40))
def test_a_key_in_a_line_without_end_is_masked_wherever_the_line_is_cut(before):
    text = "word " * (before // 5) + json.dumps({"key file": KEY}) + " word" * 20_000
    stream = Sanitizer().stream()
    out = "".join(stream.feed(text[n : n + 4096]) for n in range(0, len(text), 4096))
    assert "MIIE" not in out + stream.close()


def test_a_value_longer_than_what_is_held_is_swallowed_to_its_end():
    stream = Sanitizer().stream()
    out = "".join(
        [stream.feed("password="), *(stream.feed("Zq" * 8000) for _ in range(20))]
    ) + stream.feed(" after\n")
    assert "Zq" not in out
    assert out.endswith(" after\n")


def test_a_file_is_masked_in_place_and_private(tmp_path):
    file = tmp_path / "report.json"
    file.write_bytes(b"x" * ((1 << 20) - 5) + b"topsecretvalue 10.0.0.1")
    mask_file(file, ["topsecretvalue"])
    assert file.read_bytes().endswith(b"x**** 10.0.0.1")
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


# --- Speed --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "evil",
    [
        "password=\"password='", "://a:", "eyJ", "A" * 3, "AKIA", "1.", "1.1.1.1.", "::", "a:",
        "-----BEGIN PRIVATE KEY-----", "Cookie: a=", "cookie:", "Bearer ", "Authorization: ", "--",
        "--a", "token ", "ghp_", "SG.", "sk-", "password=a,", "%3D", "\\", "\\'", "key=", "basic ",
        "://u@", "'", "password='\\", "eyJ" + "a" * 8 + ".", "w" * 20 + ".", "f:",
    ],
)  # fmt: skip
def test_no_input_is_slow(evil):
    text = evil * (300_000 // len(evil))
    begin = time.process_time()
    sanitize(text)
    assert time.process_time() - begin < 3
