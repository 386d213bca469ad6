"""Names of tools in reports of standards."""

import pytest

from tooling.registry import all_tools
from tooling.tool_names import ALIASES, LONGEST, tool_named


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Semgrep OSS", "semgrep"),
        ("Trivy", "trivy"),
        ("OWASP ZAP", "zap"),
        ("detect-secrets", "detect_secrets"),
        ("nodejsscan", "njsscan"),
        ("testssl.sh", "testssl"),
        ("CodeQL", "codeql"),
        ("Snyk Open Source", "snyk_open_source"),
        ("", ""),
        ("---", ""),
        ("Ü" * 3, ""),
    ],
)
def test_name(told: str, name: str) -> None:
    assert tool_named(told) == name


def test_unknown_name_fits_the_column() -> None:
    assert tool_named("a" * (LONGEST - 1) + " scanner") == "a" * (LONGEST - 1)


def test_registered_tools_are_known_by_their_own_title() -> None:
    for tool in all_tools().values():
        assert tool_named(tool.name) == tool.name
        assert tool_named(tool.title) == tool.name


def test_aliases_are_folded_and_lead_somewhere_else() -> None:
    for alias, name in ALIASES.items():
        assert tool_named(alias.replace("_", " ").title()) == name
        assert alias != name
