"""Tool environments: made once, made again when half-made or changed, found in the right order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tooling import environments
from tooling.environments import EnvironmentFailed, directory, find_binary, install, is_ready

STAND_IN = """#!/bin/sh
echo "$@" >> "{log}"
if [ "$1" = venv ]; then
    for place in "$@"; do :; done
    mkdir -p "$place/bin"
    printf '#!/bin/sh\\n' > "$place/bin/python"
    chmod +x "$place/bin/python"
    exit 0
fi
if grep -q impossible "$8"; then
    echo "No solution found" >&2
    exit 1
fi
printf '#!/bin/sh\\n' > "${{6%/python}}/scanner"
chmod +x "${{6%/python}}/scanner"
"""


class Place:
    """A data folder, a requirements folder and a stand-in uv that writes down its calls."""

    def __init__(self, root: Path) -> None:
        self.data = root / "data"
        self.requirements = root / "requirements"
        self.requirements.mkdir()
        self.log = root / "uv.log"
        self.uv = executable(root / "uv", STAND_IN.format(log=self.log))
        self.said: list[str] = []

    def require(self, name: str, text: str = "scanner==1.0\n") -> None:
        (self.requirements / f"{name}.txt").write_text(text, encoding="utf-8")

    def install(self, *names: str) -> dict[str, float]:
        return install(self.data, names, self.requirements, self.said.append)

    def is_ready(self, name: str) -> bool:
        return is_ready(self.data, name, self.requirements)

    def calls(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines() if self.log.exists() else []


def executable(file: Path, text: str = "#!/bin/sh\n") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = Place(tmp_path)
    monkeypatch.setenv("WARDROOM_UV", str(made.uv))
    return made


def test_each_requirements_file_is_an_environment_and_pins_exactly() -> None:
    known = ["code", "gitleaks", "moto", "njsscan", "pmapper", "policies"]
    known += ["prowler", "scoutsuite", "secrets", "wapiti"]
    assert environments.known() == known
    assert environments.SIZES.keys() <= set(known)
    for name in environments.known():
        text = (environments.REQUIREMENTS / f"{name}.txt").read_text("utf-8")
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        assert lines
        assert all("==" in line for line in lines)


def test_install_makes_what_was_asked(place: Place) -> None:
    place.require("code")
    place.require("web")
    assert set(place.install("code", "web")) == {"code", "web"}
    assert place.is_ready("code")
    assert place.is_ready("web")
    assert "--compile-bytecode" in " ".join(place.calls())


def test_second_install_does_nothing(place: Place) -> None:
    place.require("code")
    place.install("code")
    before = place.calls()
    place.install("code")
    assert place.calls() == before
    assert place.said[-1] == "code: up to date"


def test_changed_requirements_make_it_anew(place: Place) -> None:
    place.require("code")
    place.install("code")
    left = directory(place.data, "code") / "left-over"
    left.touch()
    place.require("code", "scanner==2.0\n")
    assert not place.is_ready("code")
    place.install("code")
    assert place.is_ready("code")
    assert not left.exists()


def test_half_made_environment_is_made_again(place: Place) -> None:
    place.require("code")
    left = executable(directory(place.data, "code") / "bin" / "python").with_name("left-over")
    left.touch()
    assert not place.is_ready("code")
    place.install("code")
    assert place.is_ready("code")
    assert not left.exists()


def test_moved_data_folder_is_not_ready(place: Place) -> None:
    place.require("code")
    place.install("code")
    moved = place.data.rename(place.data.with_name("moved"))
    assert not is_ready(moved, "code", place.requirements)


def test_failed_install_names_it_and_leaves_the_others_ready(place: Place) -> None:
    place.require("code")
    place.require("web", "impossible==1.0\n")
    with pytest.raises(EnvironmentFailed, match=r"(?s)web: .*ended with code 1.*No solution found"):
        place.install("code", "web")
    assert place.is_ready("code")
    assert not place.is_ready("web")


def test_unknown_environment_is_refused_before_anything_runs(place: Place) -> None:
    place.require("code")
    with pytest.raises(EnvironmentFailed, match=r"unknown environment: \.\./x \(known: code\)"):
        place.install("code", "../x")
    assert place.calls() == []


def test_data_folder_that_cannot_be_written_is_a_message(place: Place) -> None:
    place.require("code")
    place.data.write_text("a file stands here", encoding="utf-8")
    with pytest.raises(EnvironmentFailed, match=r"code: .*data"):
        place.install("code")


def test_named_uv_that_cannot_run_is_an_error(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.require("code")
    monkeypatch.setenv("WARDROOM_UV", str(place.data / "nosuch"))
    with pytest.raises(EnvironmentFailed, match="WARDROOM_UV"):
        place.install("code")


def test_uv_is_looked_up_in_the_checkout_then_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WARDROOM_UV", raising=False)
    monkeypatch.setattr(environments, "CHECKOUT", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert environments.find_uv() is None
    on_path = executable(tmp_path / "bin" / "uv")
    assert environments.find_uv() == on_path
    own = executable(tmp_path / ".uv" / "bin" / "uv")
    assert environments.find_uv() == own


def test_without_uv_venv_and_pip_do_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.require("code")
    commands: list[list[str]] = []
    monkeypatch.setattr(environments, "find_uv", lambda: None)

    def run(command: list[str]) -> None:
        commands.append(command)
        executable(directory(place.data, "code") / "bin" / "python")

    monkeypatch.setattr(environments, "_run", run)
    place.install("code")
    assert [command[1:3] for command in commands] == [["-m", "venv"], ["-m", "pip"]]
    assert place.is_ready("code")


def test_binary_is_the_override_then_the_environment_then_the_path(place: Place) -> None:
    place.require("code")
    place.install("code")
    override = executable(place.data / "mine" / "scanner")
    on_path = executable(place.data / "bin" / "scanner")
    path = str(on_path.parent)
    inside = directory(place.data, "code") / "bin" / "scanner"
    chosen = {"scanner": str(override)}
    assert find_binary("scanner", "code", place.data, chosen, path) == override
    assert find_binary("scanner", "code", place.data, {}, path) == inside
    assert find_binary("scanner", None, place.data, {}, path) == on_path
    assert find_binary("scanner", "code", place.data, {"other": "/x"}, path) == inside
    assert find_binary("nosuch", "code", place.data, {}, path) is None


def test_override_that_cannot_run_is_not_replaced(place: Place) -> None:
    on_path = executable(place.data / "bin" / "scanner")
    overrides = {"scanner": str(place.data / "nosuch")}
    assert find_binary("scanner", None, place.data, overrides, str(on_path.parent)) is None


def test_half_made_environment_gives_no_binary(place: Place) -> None:
    executable(directory(place.data, "code") / "bin" / "scanner")
    assert find_binary("scanner", "code", place.data, {}, "") is None


def test_command_line_ends_with_one_and_a_message(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tooling.environments", "install", "nosuch"),
            *("--data-dir", str(tmp_path)),
        ],
        cwd=environments.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "error: unknown environment: nosuch" in done.stderr
    assert "Traceback" not in done.stderr


def test_list_says_what_is_ready(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "known", lambda: ["code"])
    assert environments.main(["list", "--data-dir", str(tmp_path)]) == 0
    line = capsys.readouterr().out
    assert line.split() == ["code", "not", "installed", f"{tmp_path}{os.sep}tools{os.sep}code"]
