"""Virtual environments of their own for heavy scanners, under the data folder.

    python3 -m tooling.environments install code wapiti [--data-dir var]
    python3 -m tooling.environments list [--data-dir var]

`prowler` takes 2.3 GB and `scoutsuite` 1.5 GB; `moto` is the stand-in that their demo scans.
Standard library only and no Django: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
REQUIREMENTS = CHECKOUT / "requirements" / "tools"
INTERPRETERS = ("python", "python3")
STAMP = ".wardroom-installed"
STEP_SECONDS = 1200
SIZES = {"prowler": "2.3 GB", "scoutsuite": "1.5 GB"}  # of those that one should think about

Report = Callable[[str], None]


class EnvironmentFailed(Exception):
    """An environment could not be made; the message says why."""


def known(requirements: Path = REQUIREMENTS) -> list[str]:
    """Names of the environments: one for each requirements file."""
    return sorted(file.stem for file in requirements.glob("*.txt"))


def directory(data_dir: Path, name: str) -> Path:
    """Where the environment `name` lives, whether it exists or not."""
    return Path(data_dir).absolute() / "tools" / name


def is_ready(data_dir: Path, name: str, requirements: Path = REQUIREMENTS) -> bool:
    """Whether `name` was installed completely, from the requirements as they are now."""
    place = directory(data_dir, name)
    try:
        stamp = (place / STAMP).read_text(encoding="ascii").strip()
        wanted = _fingerprint(place, requirements / f"{name}.txt")
    except (OSError, UnicodeDecodeError):
        return False
    return stamp == wanted and _is_executable(place / "bin" / "python")


def install(
    data_dir: Path,
    names: Sequence[str],
    requirements: Path = REQUIREMENTS,
    report: Report = print,
) -> dict[str, float]:
    """Make the environments `names` ready, all at the same time; seconds spent on each.

    One that is ready is left alone; a half-made or outdated one is made again. All are tried
    before `EnvironmentFailed` is raised with the message of each that failed.
    """
    wanted = list(dict.fromkeys(names))
    unknown = [name for name in wanted if name not in known(requirements)]
    if unknown:
        raise EnvironmentFailed(
            f"unknown environment: {', '.join(unknown)} "
            f"(known: {', '.join(known(requirements)) or 'none'})"
        )
    uv = find_uv()
    seconds: dict[str, float] = {}
    failures: list[str] = []
    with ThreadPoolExecutor(max_workers=max(1, len(wanted))) as pool:
        jobs = {
            name: pool.submit(_install_one, data_dir, name, requirements, uv, report)
            for name in wanted
        }
    for name, job in jobs.items():
        try:
            seconds[name] = job.result()
        except EnvironmentFailed as error:
            failures.append(f"{name}: {error}")
        except OSError as error:
            failures.append(f"{name}: {error.strerror or error} ({error.filename or data_dir})")
    if failures:
        raise EnvironmentFailed("\n".join(failures))
    return seconds


def find_uv() -> Path | None:
    """The `uv` to use: $WARDROOM_UV, the checkout's own, PATH; None means pip.

    A WARDROOM_UV that cannot be run is an error, not a reason to take another.
    """
    named = os.environ.get("WARDROOM_UV")
    if named:
        if not _is_executable(Path(named)):
            raise EnvironmentFailed(f"WARDROOM_UV is not an executable file: {named}")
        return Path(named).absolute()
    own = CHECKOUT / ".uv" / "bin" / "uv"
    if _is_executable(own):
        return own
    found = shutil.which("uv")
    return Path(found) if found else None


def find_binary(
    binary: str,
    environment: str | None,
    data_dir: Path,
    overrides: Mapping[str, str],
    path: str | None = None,
) -> Path | None:
    """The executable to run for `binary`: the override, the environment's bin, then PATH.

    An override that cannot be run gives None: the operator named that file and no other.
    An environment that was never completed is passed over. `path` replaces $PATH.
    """
    override = overrides.get(binary)
    if override:
        chosen = Path(override).expanduser()
        return chosen.absolute() if _is_executable(chosen) else None
    if environment:
        place = directory(data_dir, environment)
        candidate = place / "bin" / binary
        if (place / STAMP).is_file() and _is_executable(candidate):
            return candidate
    if binary in INTERPRETERS:  # another environment's would not find the tool
        return None
    found = shutil.which(binary, path=path)
    return Path(found).absolute() if found else None


def _install_one(
    data_dir: Path, name: str, requirements: Path, uv: Path | None, report: Report
) -> float:
    started = time.monotonic()
    place = directory(data_dir, name)
    place.parent.mkdir(parents=True, exist_ok=True)
    with _alone(place.parent / f".{name}.lock"):
        if is_ready(data_dir, name, requirements):
            report(f"{name}: up to date")
            return time.monotonic() - started
        wanted = requirements / f"{name}.txt"
        report(f"{name}: installing with {'uv' if uv else 'pip'} into {place}")
        # Console scripts hold absolute paths, so it is made in place and not moved there;
        # the stamp, written last, is what says that it is whole.
        if place.exists():
            (place / STAMP).unlink(missing_ok=True)
            shutil.rmtree(place)
        for command in _commands(place, wanted, uv):
            _run(command)
        partial = place / f"{STAMP}.partial"
        partial.write_text(_fingerprint(place, wanted) + "\n", encoding="ascii")
        partial.replace(place / STAMP)
    seconds = time.monotonic() - started
    report(f"{name}: ready in {seconds:.1f} s")
    return seconds


def _commands(place: Path, wanted: Path, uv: Path | None) -> list[list[str]]:
    python = str(place / "bin" / "python")
    if uv:
        # Without compiled bytecode each start pays 0.7 s where PYTHONDONTWRITEBYTECODE is set.
        return [
            [str(uv), "venv", "--quiet", "--no-project", "--python", sys.executable, str(place)],
            [
                *(str(uv), "pip", "install", "--quiet", "--compile-bytecode"),
                *("--python", python, "-r", str(wanted)),
            ],
        ]
    return [
        [sys.executable, "-m", "venv", str(place)],
        [
            *(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            *("-r", str(wanted)),
        ],
    ]


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=STEP_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise EnvironmentFailed(
            f"`{_spoken(command)}` did not end within {STEP_SECONDS} s"
        ) from None
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        raise EnvironmentFailed(
            f"`{_spoken(command)}` ended with code {done.returncode}\n{tail}".rstrip()
        )


def _spoken(command: list[str]) -> str:
    return " ".join([Path(command[0]).name, *command[1:]])


def _fingerprint(place: Path, wanted: Path) -> str:
    """What the environment was made from; a new Python or a moved folder makes it anew."""
    digest = hashlib.sha256(wanted.read_bytes())
    digest.update(f"\0{sys.version_info[0]}.{sys.version_info[1]}\0{place}".encode())
    return digest.hexdigest()


def _is_executable(file: Path) -> bool:
    return file.is_file() and os.access(file, os.X_OK)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold `lock` against other processes that install the same environment."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _choices() -> str:
    return ", ".join(f"{name} ({SIZES[name]})" if name in SIZES else name for name in known())


def _list(data_dir: Path) -> None:
    for name in known():
        if is_ready(data_dir, name):
            state = "ready"
        elif (directory(data_dir, name) / STAMP).exists():
            state = "outdated"
        else:
            state = "not installed"
        print(f"{name:<12} {state:<14} {directory(data_dir, name)}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; 0 when it worked, 1 with a message on stderr when it did not."""
    parser = argparse.ArgumentParser(prog="python3 -m tooling.environments")
    actions = parser.add_subparsers(dest="action", required=True)
    installing = actions.add_parser("install", help="make environments ready")
    installing.add_argument("names", nargs="+", metavar="NAME", help=_choices())
    listing = actions.add_parser("list", help="show the environments and their state")
    for action in (installing, listing):
        action.add_argument("--data-dir", type=Path, default=Path("var"), metavar="DIR")
    options = parser.parse_args(arguments)
    if options.action == "list":
        _list(options.data_dir)
        return 0
    try:
        install(options.data_dir, options.names, report=lambda line: print(line, flush=True))
    except EnvironmentFailed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
