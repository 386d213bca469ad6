"""What must be masked is masked, what must stay stays, however the text arrives."""

import pytest

from tests.tooling.masking_vectors import KEYS, MASKED, STAYS, TOKENS, mixed, private_key
from tooling.provider_tokens import PREFIXED, SHAPED
from tooling.sanitizer import LINE_LIMIT, Sanitizer, sanitize

EVERYTHING = [*MASKED, *KEYS, *TOKENS]
PLACES = ("{}", "key {} next", '{{"a": "{}"}}', "x={}&y=1", "({})", "https://h/?a={}")


@pytest.mark.parametrize(("text", "masked"), [*MASKED, *KEYS])
def test_is_masked(text, masked):
    assert sanitize(text) == masked


@pytest.mark.parametrize("text", STAYS)
def test_stays_readable(text):
    assert sanitize(text) == text


@pytest.mark.parametrize(("token", "masked"), TOKENS)
def test_a_token_is_masked_wherever_it_stands(token, masked):
    for place in PLACES:
        assert sanitize(place.format(token)) == place.format(masked)


def test_every_format_of_the_table_has_a_vector():
    masked = {text for _, text in TOKENS}
    prefixes = {prefix for each in PREFIXED for prefix in each.prefixes.split()}
    assert {prefix for prefix in prefixes if f"{prefix}****" not in masked} == set()
    tokens = [token.encode() for token, text in TOKENS if text[:4] == "****"]
    assert all(any(each.marker in token for token in tokens) for each in SHAPED)


@pytest.mark.parametrize(("text", "masked"), EVERYTHING)
def test_a_secret_that_is_split_over_two_reads_is_masked(text, masked):
    whole = f"before\n{text}\nafter"
    said = f"before\n{masked}\nafter"
    data = whole.encode()
    for position in range(len(data)):
        stream = Sanitizer().stream()
        out = stream.feed(data[:position]) + stream.feed(data[position:]) + stream.close()
        assert out == said


@pytest.mark.parametrize(("text", "masked"), EVERYTHING)
def test_a_secret_in_a_line_without_end_is_masked(text, masked):
    if "\n" in text or "Digest" in text:
        return  # several lines; or a value that goes on to the end of its line
    limit = LINE_LIMIT + 16 * 1024
    for before in (limit - 1500, limit - len(text), limit - 20, limit):
        line = "word " * (before // 5) + text + " word" * 20_000
        stream = Sanitizer().stream()
        out = "".join(stream.feed(line[n : n + 4096]) for n in range(0, len(line), 4096))
        assert out + stream.close() == line.replace(text, masked)


@pytest.mark.parametrize(("text", "masked"), EVERYTHING)
def test_what_is_masked_stays_so(text, masked):
    assert sanitize(masked) == masked
    both = f"{text} {text}"
    assert sanitize(sanitize(both)) == sanitize(both)


@pytest.mark.parametrize("end", [100, 200, 300])
def test_of_a_key_that_is_cut_nothing_is_left(end):
    assert "MIIE" not in sanitize(private_key()[:end])
    assert "MIIE" not in sanitize(private_key().replace("\n", "\n12:00 | ")[:end])


def test_a_marker_of_a_key_is_no_value():
    """What is masked must not depend on a key's body, which a second reading does not see."""
    body = "-----BEGIN PRIVATE KEY-----Cookie: a=b; \n password=-----END PRIVATE KEY-----=0"
    once = sanitize(body)
    assert once == "-----BEGIN PRIVATE KEY-----****-----END PRIVATE KEY-----=0"
    assert sanitize(once) == once


def test_addresses_stay_where_they_are_the_matter():
    text = "10.0.0.7 and 2001:db8::1 password=hunter2"
    assert sanitize(text, addresses=False) == "10.0.0.7 and 2001:db8::1 password=****"
    assert Sanitizer(addresses=False).text("10.0.0.7") == "10.0.0.7"


def test_an_address_is_masked_below_a_line_that_ends_in_a_number():
    assert sanitize("10.0.0.7\n10.0.0.8\nv\n10.0.0.9") == "10.0.x.x\n10.0.x.x\nv\n10.0.x.x"


def test_a_mask_within_a_value_hides_no_rest():
    own = Sanitizer(["topsecretvalue"])
    assert own.text(f"password=topsecretvalue,{mixed(5)} x") == "password=**** x"
    assert own.text("token: 'topsecretvalue and more'") == "token: '****'"
