"""Masking: everything that is stored passes the sanitizer, equal texts once, memory bounded."""

from decimal import Decimal

from findings.columns import SHORT, Masker, columns, masked
from tooling.base import CodePlace, ParsedFinding, SecretPlace


def counted() -> tuple[Masker, list[str]]:
    seen: list[str] = []

    def mask(text: str) -> str:
        seen.append(text)
        return text.replace("hush", "****")

    return Masker(mask), seen


def test_every_text_is_masked() -> None:
    masker, _ = counted()
    told = ParsedFinding(
        "hush1", "hush2", "high", CodePlace("hush3.py", 1, snippet="hush4"), "hush5", "hush6",
        "hush7", ("hush8",), ("hush9",), 5.0, ("hushA",), ("hushB",), ("hushC",),
        {"hushD": ["hushE", {"x": "hushF"}]}, "tool",
    )  # fmt: skip
    clean = masked(told, masker)
    facts = columns(clean)
    assert "hush" not in str(clean).lower()
    assert "hush" not in str(facts).lower()
    assert (clean.cvss, clean.tool, clean.severity) == (5.0, "tool", "high")
    assert (clean.cve, clean.tags) == (("****9",), ("****C",))


def test_equal_texts_are_masked_once() -> None:
    masker, seen = counted()
    long = "x" * (SHORT + 1)
    for _ in range(3):
        assert masker.texts(("a", long, "")) == ("a", long, "")
    assert seen == ["a", long]


def test_paragraphs_that_are_quiet_are_asked_about_once() -> None:
    asked: list[str] = []

    def is_quiet(text: str) -> bool:
        asked.append(text)
        return "hush" not in text

    masker = Masker(lambda text: text.replace("hush", "****"), is_quiet)
    rule = "what the rule says " * 20
    for number in range(3):
        assert masker.text(f"{number}\n\n{rule}") == f"{number}\n\n{rule}"
        assert masker.text(f"hush {number}\n\n{rule}") == f"**** {number}\n\n{rule}"
    assert asked.count(rule) == 1
    assert masker.text(f"\0\n\n{rule}") == f"\N{REPLACEMENT CHARACTER}\n\n{rule}"


def test_few_long_texts_are_remembered() -> None:
    masker, seen = counted()
    texts = [f"{number:0{SHORT + 1}}" for number in range(1000)]
    for text in (*texts, texts[0]):
        masker.text(text)
    assert len(seen) == 1001


def test_a_findings_own_secret_is_masked_for_it_alone() -> None:
    masker, _ = counted()
    place = SecretPlace("a.yml", 1, secret="s3same")
    told = ParsedFinding("R", "found s3same", "high", place, evidence={"line": "k: s3same"})
    assert masked(told, masker).title == "found ****"
    assert masked(told, masker).evidence == {"line": "k: ****"}
    assert masker.text("s3same") == "s3same"


def test_numbers_of_the_evidence_stay_what_json_can_hold() -> None:
    masker, _ = counted()
    told = [Decimal("1.5"), Decimal("1e400"), Decimal("NaN"), float("inf"), 2**70]
    assert masker.value(told) == [1.5, "1E+400", "NaN", "inf", "number out of range"]
