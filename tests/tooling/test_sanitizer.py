"""The sanitizer as a whole: own secrets, its properties, streams, and that it ends in time."""

import base64
import json
import string
import sys
import time
import urllib.parse

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.tooling.masking_vectors import JWT, KEYS, MASKED, TOKENS, mixed, private_key
from tooling.named_secrets import named_values
from tooling.sanitizer import LINE_LIMIT, OwnStream, Sanitizer, is_secret, mask_file, sanitize

BODY = mixed(33)
KEY = private_key()


def test_the_seeds_sentence():
    assert (
        sanitize("Failed to connect to 192.168.1.100 with key AKIA1234567890ABCDEF")
        == "Failed to connect to 192.168.x.x with key AKIA****CDEF"
    )


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


def test_a_field_is_secret_by_its_name_unless_its_value_is_none():
    assert is_secret("password", "hunter2")
    assert is_secret("clientSecret", 'a "b"\nc')
    assert not is_secret("password", "null")
    assert not is_secret("password", "${DB_PASSWORD}")
    assert not is_secret("secret", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db")
    assert not is_secret("path", "config/secret.yml")


# --- Properties ---------------------------------------------------------------------------
# How many examples, and whether they are the same each time: docs/testing.md.

PIECES = st.sampled_from([
    "password=", "token: ", '"', "'", "\\", "\n", "\r", " ", "://", "@", ":", "::", ".",
    "1.2.3.4", "=", "AKIA1234567890ABCDEF", "Bearer ", "Basic ", "eyJ", JWT, "ghp_", BODY, KEY,
    KEY[:150], "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "****", "x.x", "key",
    "api_", "--", "-----END RSA PRIVATE KEY-----", "2001:db8::1", "fe80", "Authorization: ",
    "Cookie: a=b; ", "Cookie: a=", "secret", "sig=", "&", ",", ";", "%3D", "é", "\udcff", "v",
    "version ", "0", "a", ">", "<password>", "arn:", "arn:aws:iam::123456789012:role/a",
    "$DB_PASSWORD", "${{ secrets.X }}", "get_password()", "login a ", "password ", "curl -u a:b ",
    "h:5432:d:u:", "jdbc:oracle:thin:a/b@", "hooks.slack.com/services/", "SG.", "8Q~", "s.",
    "sk-", "access_token$production$", "$", "~", "LS0tLS1CRUdJTi", "auth: ", "dTpw",
    ", 'value': ", "|", ")", "null", "expired", "0123456789abcdef",
]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join)
SECRETS = st.lists(
    st.text(string.ascii_letters + string.digits, min_size=8, max_size=40)
    | st.lists(st.text(string.ascii_letters, min_size=1, max_size=12), min_size=2).map("\n".join),
    max_size=3,
)
SIZES = st.lists(st.integers(1, 60), min_size=1, max_size=60)


def in_pieces(stream, data, sizes):
    """What `stream` says of `data`, which it is fed in pieces of `sizes`."""
    parts, position = [], 0
    for size in sizes:
        parts.append(stream.feed(data[position : position + size]))
        position += size
    return [*parts, stream.feed(data[position:]), stream.close()]


@given(TEXTS)
def test_masking_twice_changes_nothing(text):
    once = sanitize(text)
    assert sanitize(once) == once


@given(TEXTS)
def test_it_grows_by_no_more_than_the_masks(text):
    assert len(sanitize(text)) <= 5 * len(text) + 5


FINDINGS = Sanitizer(addresses=False)
QUIET = (st.sampled_from(["class", "key", "a://b", "A3", "\n", "ss", "eyj", "sign", "curl"])
         | st.text(max_size=8) | PIECES)  # fmt: skip


@given(st.lists(st.lists(QUIET, max_size=4).map("".join), max_size=6))
def test_quiet_texts_hold_nothing_for_a_rule_also_together(texts):
    quiet = [text for text in texts if FINDINGS.is_quiet(text)]
    for text in (*quiet, "\n".join(quiet), "\n\n".join(quiet)):
        assert FINDINGS.is_quiet(text)
        assert FINDINGS.spans(text.encode("utf-8", "surrogatepass")) == []


@pytest.mark.parametrize(("text", "_masked"), [*MASKED, *KEYS, *TOKENS])
def test_what_is_masked_is_never_quiet(text, _masked):
    assert not FINDINGS.is_quiet(text) or FINDINGS.text(text) == text
    assert not Sanitizer().is_quiet(text)
    assert not Sanitizer(["hunter22"]).is_quiet("hunter22")


@given(st.lists(PIECES | st.sampled_from(["pass", "secret", "Token", "pwd", "sig"]), max_size=3),
       TEXTS)  # fmt: skip
def test_a_name_that_tells_nothing_makes_no_value_secret(name, value):
    head = f'"{"".join(name)}": "'.encode("utf-8", "replace")
    data = head + value.encode("utf-8", "replace") + b'"'
    found = any(start == len(head) for start, _, _ in named_values(data, data.lower()))
    assert is_secret("".join(name), value) == found


@given(SECRETS, TEXTS, TEXTS)
def test_own_secrets_never_come_through(secrets, before, after):
    masked = Sanitizer(secrets).text(before + "".join(secrets) + after)
    for secret in secrets:
        assert len(secret) < 4 or secret not in masked


@given(TEXTS, SECRETS, SIZES)
def test_a_stream_says_the_same_as_the_whole(text, secrets, sizes):
    data = (text + "".join(secrets)).encode("utf-8", "replace")
    together = "".join(in_pieces(Sanitizer(secrets).stream(), data, sizes))
    assert together == Sanitizer(secrets).mask(data).decode("utf-8", "replace")
    assert sanitize(together) == together


@given(st.text(max_size=200), SECRETS, SIZES)
def test_a_raw_stream_masks_own_secrets_only(text, secrets, sizes):
    end = "\0 10.0.0.1 password=x"
    assume(not any(secret in end for secret in secrets))
    data = f"{text}{''.join(secrets)}{end}".encode("utf-8", "replace")
    whole = b"".join(in_pieces(OwnStream(secrets), data, sizes))
    assert whole.endswith(end.encode())
    for secret in secrets:
        assert len(secret) < 4 or secret.encode() not in whole


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


# --- Work: how it grows ---------------------------------------------------------------------

EVIL = [
    "password=", "password=\"password='", "password='\\", "password=a,", "password=arn:", "--",
    "--a", "pass:", "pwd=", "token ", "token=\"", "secret=", "api_key=", "key=", "credential=",
    "session_id=", "?sig=", "&sig=a", "login a password ", "\n password ", "password 'a",
    '"password", "value": ', "['--password', '", "$DB_PASSWORD", "${{ ", "{{ a", "os.environ[",
    "a.b.c.", "%PASSWORD", "://", "://a:", "://u@", "://a.b@", "hooks.slack.com/services/",
    ".logic.azure.com", "curl -u a:", "curl --user ", "a:5432:b:c:", ":5432:", ":thin:a/",
    ":thin:", "Cookie: a=", "cookie:", "cookie: a", "Bearer ", "bearer a1", "basic ", "auth:",
    "auth: YTpi ", "Authorization: ", "authorization:digest ", "eyJ", ".eyJ",
    "eyJ" + "a" * 8 + ".", ".eyJaaaaaaaa..", "A" * 3, "AKIA", "AKIA1234567890ABCDEF,", "ghp_",
    "SG.", "s.", ".s", "sk-", "8Q~", "AZDO", "NRAL", "-us1", ":AA", ".atlasv1.", "pat", "$", "~",
    "w" * 20 + ".", "w1" * 10 + ".", "w1" * 10 + "~", "w1" * 10 + "/", "Ab" * 12 + " ",
    "Ab0-" * 9 + " ", "access_token$production$", "0123456789abcdef-", "1.", "1.1.1.1.",
    "1.1.1.1 ", "::", "a:", "f:", "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----",
    "-----BEGIN A B C ", "PRIVATE", "-----BEGIN PRIVATE KEY-----" + "Ab1" * 20, "LS0tLS1CRUdJTi",
    "LS0tLS1CRUdJTi0 ", "%3D", "\\", "\\'", "'", "\n", "\r", "\\\"", "=", " ", ",", "a", "a ",
]  # fmt: skip


def lines_of_code(text):
    """How many lines of Python ran to sanitize `text`: a clock that every machine reads alike."""
    count = 0

    def count_lines(frame, event, argument):
        nonlocal count
        count += event == "line"
        return count_lines

    before = sys.gettrace()
    sys.settrace(count_lines)
    try:
        sanitize(text)
    finally:
        sys.settrace(before)
    return count


def seconds(text):
    """Of processor time, the best of two."""
    best = float("inf")
    for _ in range(2):
        begin = time.process_time()
        sanitize(text)
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("evil", EVIL)
def test_the_steps_grow_with_the_length_and_no_faster(evil):
    small, large = (lines_of_code(evil * (size // len(evil))) for size in (4_000, 16_000))
    assert large <= 4.5 * small + 500


@pytest.mark.parametrize("evil", EVIL)
def test_the_time_grows_with_the_length_and_no_faster(evil):
    """A search that looks back to the start for each place would take 64 times as long."""
    small, large = (seconds(evil * (size // len(evil))) for size in (10_000, 80_000))
    assert large < 30 * small + 0.05
    assert large < 1  # 80 kB; ordinary text takes 2 ms


@pytest.mark.parametrize("evil", [token for token, _ in TOKENS])
def test_no_format_of_a_token_is_slow(evil):
    half = evil[: len(evil) * 2 // 3]
    for unit in (half, f"{half} ", f"x='{half}"):
        assert seconds(unit * (30_000 // len(unit))) < 1
