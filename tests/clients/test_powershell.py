"""The PowerShell function of docs/clients.md, held to the catalogue."""

import re

from config.errors.catalog import ErrorCode
from tests.running.server import ROOT

FUNCTION, EXAMPLE = re.findall(
    r"^```powershell\n(.*?)^```", (ROOT / "docs/clients.md").read_text(), re.MULTILINE | re.DOTALL
)


def test_it_repeats_what_the_catalogue_calls_retryable() -> None:
    listed = FUNCTION.partition("$retryable = @(")[2].partition(")")[0]
    retryable = {code.name for code in ErrorCode if code.value.retryable}
    assert set(re.findall(r"'([A-Z_]+)'", listed)) == retryable


def test_every_code_that_is_named_exists() -> None:
    named = set(re.findall(r"'([A-Z]+_[A-Z_]+)'", FUNCTION + EXAMPLE))
    assert named - {code.name for code in ErrorCode} == {"CLIENT_ERROR"}
