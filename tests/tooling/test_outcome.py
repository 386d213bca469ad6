"""How runs are judged: from recorded ends and reports, and from real stand-in programs."""

import json
import re
import sys

import pytest

from tooling.base import (
    CodePlace,
    Command,
    Examined,
    ExitMeaning,
    Job,
    Option,
    Outcome,
    ParsedFinding,
    Pattern,
    Problem,
    Rejected,
    Report,
    Tool,
    UnknownSeverity,
    UnreadableReport,
)
from tooling.outcome import OUTCOMES, RETRYABLE, SUCCESSES, decide
from tooling.outcomes import sign_of
from tooling.runner import Ended, Execution, Limits, run


class Replay(Tool):
    """A stand-in tool whose report is a JSON list of what it shall say; written by a test."""

    name = "replay"
    title = "Replay"
    binary = "replay"
    install_hint = "Install replay."
    accepts = frozenset({"repository"})
    options = (Option("only", {"type": "string"}, "Only this.", selects=True),)
    exit_codes = {
        0: ExitMeaning.OK,
        1: ExitMeaning.FINDINGS,
        2: ExitMeaning.BAD_ARGUMENTS,
        3: ExitMeaning.PARTIAL,
        4: ExitMeaning.AUTH_FAILED,
        5: ExitMeaning.CRASHED,
        6: ExitMeaning.NETWORK,
        7: ExitMeaning.CLEAN,
        8: ExitMeaning.PERMISSION_DENIED,
    }
    patterns = (
        Pattern(re.compile(r"^HALT"), Outcome.PERMISSION_DENIED, fatal=True),
        Pattern(re.compile(r"quota used up"), Outcome.THROTTLED),
        Pattern(re.compile(r"^PARTLY"), Outcome.FINDINGS_WITH_ERRORS),
    )

    def command(self, job):
        return Command([])

    def read(self, report):  # noqa: C901 - one case a record
        if report.path is None:
            raise UnreadableReport("there is none")
        try:
            items = json.loads(report.path.read_text())
        except ValueError as error:
            raise UnreadableReport("it is not JSON", str(error)) from None
        for item in items:
            match item:
                case ["finding"]:
                    yield ParsedFinding("R1", "A finding", "high", CodePlace("a.py", 1))
                case ["examined", count]:
                    yield Examined("files", count)
                case ["problem", message]:
                    yield Problem(message)
                case ["problem", message, outcome]:
                    yield Problem(message, Outcome(outcome))
                case ["rejected"]:
                    yield Rejected("3", "no rule")
                case ["severity", word]:
                    yield UnknownSeverity(word)
                case ["broken"]:
                    raise UnreadableReport("it ends early", "byte 7")
                case ["bug"]:
                    raise KeyError("surprise")


FINDING, EXAMINED = ["finding"], ["examined", 12]


@pytest.fixture
def judge(tmp_path):
    def judge(items=None, *, stderr="", stdout="", raw=None, secrets=None, tool=None, **ended):
        path = tmp_path / "report.json"
        if raw is not None:
            path.write_text(raw)
        elif items is not None:
            path.write_text(json.dumps(items))
        (tmp_path / "stderr").write_text(stderr)
        (tmp_path / "stdout").write_text(stdout)
        job = Job("repository", "/srv/app", tmp_path, {"only": "x", "depth": 2}, {}, secrets or {})
        report = Report(
            path if path.exists() else None, job, tmp_path / "stdout", tmp_path / "stderr"
        )
        ended.setdefault("exit_code", 0)
        ended.setdefault("limits", Limits(300, memory_bytes=512_000_000, processes=64))
        return decide(tool or Replay(), Ended(**ended), report)

    return judge


# --- Success ------------------------------------------------------------------------------


def test_clean_needs_a_report_that_examined_something(judge):
    verdict = judge([EXAMINED])
    assert verdict.outcome is Outcome.CLEAN
    assert verdict.full_scope
    assert verdict.is_success
    assert (verdict.error, verdict.hint, verdict.retryable) == ("", "", False)
    assert verdict.coverage == {
        "asked": {"target": "/srv/app", "options": {"only": "x"}},
        "examined": {"files": 12},
        "skipped": [],
        "skipped_total": 0,
        "rejected": 0,
        "unknown_severities": [],
        "note": "",
    }


@pytest.mark.parametrize("code", [0, 1, 7])
def test_findings(judge, code):
    verdict = judge([FINDING, EXAMINED, FINDING], exit_code=code)
    assert verdict.outcome is Outcome.FINDINGS
    assert verdict.findings == 2
    assert verdict.full_scope


def test_findings_without_a_count_of_what_was_examined_close_nothing(judge):
    verdict = judge([FINDING])
    assert verdict.outcome is Outcome.FINDINGS
    assert not verdict.full_scope


@pytest.mark.parametrize(
    ("items", "extra", "note"),
    [
        ([EXAMINED, ["problem", "a.py does not parse"]], {}, "1 problems"),
        ([EXAMINED, ["rejected"]], {}, "1 records of the report could not be read"),
        ([EXAMINED, FINDING], {"exit_code": 3}, "exit code 3: finished with errors"),
        ([EXAMINED], {"exit_code": 1}, "exit code 1 tells of findings, the report of none"),
        ([EXAMINED], {"stderr": "PARTLY done"}, "PARTLY done"),
        ([FINDING, ["problem", "s3 is away", "network"]], {}, "1 problems"),
    ],
)
def test_what_was_not_examined_is_never_clean(judge, items, extra, note):
    verdict = judge(items, **extra)
    assert verdict.outcome is Outcome.FINDINGS_WITH_ERRORS
    assert note in verdict.coverage["note"]
    assert not verdict.full_scope
    assert verdict.is_success
    assert verdict.hint


def test_coverage_lists_reasons_up_to_fifty_and_counts_the_rest(judge):
    verdict = judge(
        [EXAMINED, *([["problem", "10.0.0.7 is down, token=abc123"]] * 70), ["severity", "meh"],
         ["severity", "meh"], ["severity", "so-so"]]
    )  # fmt: skip
    assert len(verdict.coverage["skipped"]) == 50
    assert verdict.coverage["skipped"][0] == "10.0.x.x is down, token=****"
    assert verdict.coverage["skipped_total"] == 70
    assert verdict.coverage["unknown_severities"] == ["meh", "so-so"]


# --- Success by exit code, failure in truth -----------------------------------------------


@pytest.mark.parametrize("code", [0, 1, 3, 7])
def test_an_exit_code_of_success_without_a_report_is_a_failure(judge, code):
    verdict = judge(exit_code=code)
    assert verdict.outcome is Outcome.UNREADABLE_REPORT
    assert verdict.error == "replay wrote no report"
    assert not verdict.is_success


def test_a_missing_report_tells_the_tools_last_meaningful_line(judge):
    verdict = judge(stderr="starting\nERROR: disk quota of /x\nbye\n")
    assert verdict.error == "replay wrote no report: ERROR: disk quota of /x"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("", "cannot be read: it is not JSON"),
        ('[["finding"], ', "cannot be read: it is not JSON"),
        ('[["finding"], ["examined", 3], ["broken"]]', "cannot be read: it ends early (byte 7)"),
        ('[["bug"]]', "of an unknown shape (KeyError)"),
    ],
)
def test_a_broken_report_is_a_failure_whatever_it_held(judge, raw, says):
    verdict = judge(raw=raw)
    assert verdict.outcome is Outcome.UNREADABLE_REPORT
    assert says in verdict.error
    assert not verdict.full_scope


@pytest.mark.parametrize("items", [[], [["examined", 0]], [["rejected"]], [["severity", "x"]]])
def test_a_report_that_examined_nothing_is_not_clean(judge, items):
    verdict = judge(items)
    assert verdict.outcome is Outcome.UNREADABLE_REPORT
    assert verdict.error == "replay examined nothing"


def test_a_report_that_examined_nothing_says_why_where_it_knows(judge):
    verdict = judge([["problem", "path does not exist"]])
    assert verdict.error == "replay examined nothing: path does not exist"


@pytest.mark.parametrize(
    ("message", "outcome", "error"),
    [
        ("no host answered", "network", "replay: no host answered"),
        ("ExpiredToken: token has expired", "auth_failed", "AWS credentials expired"),
        ("the target does not exist", "bad_arguments", "replay: the target does not exist"),
    ],
)
def test_a_decisive_problem_decides_where_nothing_was_found(judge, message, outcome, error):
    verdict = judge([EXAMINED, ["problem", message, outcome]])
    assert verdict.outcome == outcome
    assert verdict.error == error


def test_prowlers_exit_code_of_bad_credentials_is_not_no_findings(judge):
    verdict = judge(
        exit_code=1, stderr="CRITICAL: NoCredentialsError[1432]: Unable to locate credentials"
    )
    assert verdict.outcome is Outcome.AUTH_FAILED
    assert verdict.error == "No valid credentials found"
    assert "credentials page" in verdict.hint


def test_a_fatal_pattern_wins_over_a_report(judge):
    verdict = judge([FINDING, EXAMINED], stdout="HALT: no right to read\n")
    assert verdict.outcome is Outcome.PERMISSION_DENIED
    assert verdict.error == "Access denied to resource"


def test_common_signs_do_not_speak_where_the_run_succeeded(judge):
    verdict = judge([EXAMINED], stdout="b.py: 'Access denied' 401 Unauthorized timed out\n")
    assert verdict.outcome is Outcome.CLEAN


def test_a_report_cut_at_its_limit_says_so(judge):
    verdict = judge(raw='[["finding"],', stdout_truncated=True)
    assert verdict.error == "replay's report is above the size limit"


# --- Failure by exit code -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "stderr", "outcome", "error"),
    [
        (2, "usage: x\nerror: no such thing", "bad_arguments",
         "replay exited with code 2: error: no such thing"),
        (4, "", "auth_failed", "Authentication failed: invalid credentials"),
        (4, "An error (ExpiredToken) occurred", "auth_failed", "AWS credentials expired"),
        (8, "", "permission_denied", "Access denied to resource"),
        (6, "", "network", "Connection failed"),
        (6, "Read timed out. (read timeout=60)", "network", "Connection timeout after 60s"),
        (5, "Traceback\nKeyError: 'x'", "crashed", "replay exited with code 5: KeyError: 'x'"),
        (5, "", "crashed", "replay exited with code 5"),
        (77, "gone wrong", "crashed", "replay exited with code 77: gone wrong"),
        (77, "quota used up", "throttled", "Requests were throttled: quota used up"),
        (5, "Connection timeout after 300s", "network", "Connection timeout after 300s"),
        (5, "could not connect: Connection refused", "network",
         "Connection failed: could not connect: Connection refused"),
        (5, "InvalidClientTokenId: bad", "auth_failed",
         "Authentication failed: invalid credentials"),
        (5, "User x is not authorized to perform: s3:List", "permission_denied",
         "Insufficient IAM permissions"),
        (5, "open /x: permission denied", "permission_denied", "Access denied to resource"),
        (5, "ThrottlingException: Rate exceeded", "throttled",
         "Requests were throttled: ThrottlingException: Rate exceeded"),
        (5, "MemoryError", "out_of_memory", "Out of memory: MemoryError"),
        (137, "", "out_of_memory", "Process exited with code 137: OOM killed"),
        (139, "", "killed", "Process exited with code 139 (SIGSEGV)"),
        (127, "setpriv: failed to execute x: No such file or directory", "not_installed",
         "replay is not installed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("items", [None, [FINDING, EXAMINED]])
def test_an_exit_code_of_failure_fails_also_with_a_report(
    judge, items, code, stderr, outcome, error
):
    verdict = judge(items, exit_code=code, stderr=stderr)
    assert verdict.outcome == outcome
    assert verdict.error == error
    assert verdict.retryable is (outcome in {"throttled", "network"})
    assert not verdict.is_success
    assert not verdict.full_scope
    assert verdict.hint


def test_the_sentence_is_masked_before_it_is_cut_and_is_one_line(judge):
    secret = "topsecretvalue"
    line = "error " + "x" * 460 + secret + " tail " + "y" * 100
    verdict = judge(exit_code=5, stderr=f"\x1b[31m{line}\x1b[0m", secrets={"API": secret})
    assert secret[:8] not in verdict.error
    assert len(verdict.error) == 500
    assert "\x1b" not in verdict.error


def test_the_parts_of_a_credential_that_is_a_file_are_masked(tmp_path):
    (tmp_path / "stderr").write_text("error: client of robin with part-of-a-file failed")
    job = Job("repository", "/srv", tmp_path, {}, {}, {"FILE": "/x"}, masked=("part-of-a-file",))
    report = Report(None, job, tmp_path / "stdout", tmp_path / "stderr")
    verdict = decide(Replay(), Ended(exit_code=5, limits=Limits(300)), report)
    assert "client of robin with **** failed" in verdict.error


def test_the_seeds_sentence_is_masked(judge):
    verdict = judge(
        exit_code=77, stderr="Failed to reach 192.168.1.100 with key AKIA1234567890ABCDEF"
    )
    assert verdict.error.endswith("Failed to reach 192.168.x.x with key AKIA****CDEF")


def test_only_both_ends_of_a_long_output_are_looked_at(judge):
    middle = "progress\n" * 100_000
    verdict = judge(exit_code=5, stderr=f"AuthFailure at once\n{middle}the end\n")
    assert verdict.outcome is Outcome.AUTH_FAILED


# --- Ended from outside -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "outcome", "error"),
    [
        ({"stopped": "cancelled"}, "cancelled", "Cancelled"),
        ({"stopped": "lost"}, "lost", "The worker that ran the tool was lost"),
        ({"not_started": "replay was not found or is not executable"}, "not_installed",
         "replay is not installed"),
        ({"not_started": "replay is not installed"}, "not_installed", "replay is not installed"),
        ({"not_started": "/x: its interpreter /y is missing"}, "not_installed",
         "replay is not installed correctly: /x: its interpreter /y is missing"),
        ({"timed_out": True}, "timed_out", "Tool execution timed out after 300s"),
        ({"out_of_memory": True, "over_limit": "memory"}, "out_of_memory",
         "OOM killed: more than 512 MB of memory"),
        ({"out_of_memory": True}, "out_of_memory", "OOM killed"),
        ({"over_limit": "processes"}, "killed", "replay started more than 64 processes"),
        ({"over_limit": "file size"}, "unreadable_report",
         "replay wrote a file above the size limit"),
        ({"signal": 9}, "killed", "replay was killed by SIGKILL"),
        ({"signal": 11}, "killed", "replay was killed by SIGSEGV"),
        ({"signal": 45}, "killed", "replay was killed by signal 45"),
    ],
)  # fmt: skip
def test_ended_from_outside_is_told_whatever_the_report_says(judge, ended, outcome, error):
    verdict = judge([FINDING, EXAMINED], **{"exit_code": None, **ended})
    assert verdict.outcome == outcome
    assert verdict.error == error
    assert not verdict.full_scope
    assert verdict.hint
    assert verdict.retryable is (outcome == "lost")


def test_the_hint_of_a_missing_tool_is_how_to_install_it(judge):
    assert judge(exit_code=None, not_started="x was not found").hint == "Install replay."


def test_every_outcome_has_its_sentence_and_failures_a_remedy():
    assert set(OUTCOMES) == set(Outcome)
    for outcome, meaning in OUTCOMES.items():
        assert meaning.sentence
        assert meaning.retryable is (outcome in RETRYABLE)
        assert bool(meaning.hint) is (outcome not in {Outcome.CLEAN, Outcome.FINDINGS})
    assert {Outcome.CLEAN, Outcome.FINDINGS, Outcome.FINDINGS_WITH_ERRORS} == SUCCESSES


@pytest.mark.parametrize(
    "line", ["Scanning 12 files", "No issues identified.", "INFO checks passed: 429", "finished"]
)
def test_ordinary_lines_are_no_signs(line):
    assert sign_of(line) is None


# --- With the real runner -----------------------------------------------------------------


class Silent:
    def started(self, group, start_ticks):
        """Nothing follows this run."""

    def line(self, stream, text):
        """Nothing follows this run."""

    def tick(self):
        return None


@pytest.mark.parametrize(
    ("code", "limits", "outcome"),
    [
        ("report('[[\"examined\", 3]]')", {}, "clean"),
        ("report('[[\"finding\"]]'); sys.exit(1)", {}, "findings"),
        ("report('[[\"finding\"'); sys.exit(1)", {}, "unreadable_report"),
        ("sys.exit(0)", {}, "unreadable_report"),
        ("sys.exit('Unable to locate credentials')", {}, "auth_failed"),
        ("raise MemoryError", {}, "out_of_memory"),
        ("os._exit(137)", {}, "out_of_memory"),
        ("os.kill(os.getpid(), 9)", {}, "killed"),
        ("time.sleep(60)", {"seconds": 0.5}, "timed_out"),
        ("x = bytearray(200_000_000); time.sleep(60)", {"memory_bytes": 90_000_000},
         "out_of_memory"),
    ],
)  # fmt: skip
def test_a_real_run_is_judged(tmp_path, code, limits, outcome):
    program = tmp_path / "stand-in"
    program.write_text(
        f"#!{sys.executable}\n# A stand-in for a tool, written by a test.\n"
        "import os, sys, time\ndef report(text): open('report.json', 'w').write(text)\n"
        f"{code}\n"
    )
    program.chmod(0o755)
    work = tmp_path / "work"
    execution = Execution(
        [str(program)], work, {}, tmp_path / "log", tmp_path / "stdout", False, str(tmp_path),
        Limits(**{"seconds": 30, **limits}), grace_seconds=0.5,
    )  # fmt: skip
    ended = run(execution, Silent())
    report = Report(
        work / "report.json",
        Job("repository", "/srv/app", work),
        execution.stdout,
        execution.stderr_file,
    )
    exit_codes = {**Replay.exit_codes, 1: ExitMeaning.OK}
    tool = type("Judged", (Replay,), {"exit_codes": exit_codes})()
    assert decide(tool, ended, report).outcome == outcome
