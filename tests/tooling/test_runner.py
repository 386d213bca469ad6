"""The runner against real stand-in programs, written here, that misbehave in every known way."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import psutil
import pytest

from tooling import capture, proc, process_group, watching
from tooling.process_group import MARKER
from tooling.runner import Execution, Limits, Stop, run

ROOT = Path(__file__).resolve().parents[2]


class Recorder:
    """A watcher that remembers, and stops the run after so many ticks."""

    def __init__(self, stop_after=None, reason="cancelled"):
        self.lines, self.ticks, self.group, self.threads = [], 0, None, set()
        self._stop_after, self._reason = stop_after, reason

    def started(self, group, start_ticks):
        self.group, self.start_ticks = group, start_ticks

    def line(self, stream, text):
        self.threads.add(threading.get_ident())
        self.lines.append((stream, text))

    def tick(self):
        self.ticks += 1
        if self._stop_after is not None and self.ticks >= self._stop_after:
            return Stop(self._reason)
        return None


class Bench:
    """Writes a stand-in program, runs it, and holds what it left."""

    def __init__(self, folder):
        self.folder = folder
        self.marker = uuid.uuid4().hex
        self.work = folder / "work"
        self.log, self.stdout = folder / "log.txt", folder / "stdout"

    def program(self, code, interpreter=sys.executable):
        file = self.folder / "stand-in"
        file.write_text(f"#!{interpreter}\n# A stand-in for a tool, written by a test.\n{code}\n")
        file.chmod(0o755)
        return str(file)

    def run(self, code, *arguments, watcher=None, interpreter=sys.executable, report=False,
            secrets=(), environment=None, grace_seconds=1, **limits):  # fmt: skip
        self.watcher = watcher or Recorder()
        execution = Execution(
            argv=[self.program(code, interpreter), *arguments],
            folder=self.work,
            environment=environment or {},
            log=self.log,
            stdout=self.stdout,
            stdout_is_report=report,
            marker=self.marker,
            secrets=secrets,
            limits=Limits(**{"seconds": 60, **limits}),
            grace_seconds=grace_seconds,
        )
        self.stderr = execution.stderr_file
        return run(execution, self.watcher)

    def left_over(self):
        return [
            p
            for p in psutil.process_iter()
            if p.pid != os.getpid() and proc.carries(p.pid, MARKER, self.marker)
        ]


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path)
    yield bench
    assert bench.left_over() == []


# --- Ordinary ends ------------------------------------------------------------------------


def test_output_exit_code_and_times_are_kept(bench):
    ended = bench.run(
        "import sys, time; print('one'); print('two', file=sys.stderr); time.sleep(0.3); exit(3)"
    )
    assert (ended.exit_code, ended.signal, ended.not_started) == (3, None, None)
    assert 300 <= ended.duration_ms < 10_000
    assert 0 < ended.cpu_ms < 5_000
    assert ended.peak_memory_bytes > 2_000_000
    assert ended.log_lines == 2
    assert not ended.log_truncated
    assert bench.stdout.read_text() == "one\n"
    assert bench.stderr.read_text() == "two\n"
    assert sorted(bench.log.read_text().splitlines()) == ["one", "two"]
    assert sorted(bench.watcher.lines) == [("stderr", "two"), ("stdout", "one")]
    assert bench.watcher.threads == {threading.get_ident()}
    assert bench.watcher.start_ticks > 0


def test_peak_of_a_small_tool_is_not_the_workers_own(bench, monkeypatch):
    start = process_group.start

    def start_in_a_worker_that_grows(*arguments, **options):
        del [bytearray(b"x" * 400_000_000)][:]
        return start(*arguments, **options)

    monkeypatch.setattr(process_group, "start", start_in_a_worker_that_grows)

    ended = bench.run("print('small')")

    assert ended.peak_memory_bytes is None or ended.peak_memory_bytes < 200_000_000


def test_folder_and_files_are_private_and_the_environment_is_minimal(bench, monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", "x")
    bench.run(
        "import os, sys; print(sorted(os.environ)); print(os.getcwd(), os.environ['HOME'],"
        " os.environ['TMPDIR'], os.path.isdir(os.environ['TMPDIR']), sys.stdin.read() == '')",
        environment={"AWS_REGION": "eu-west-1"},
    )
    names, places = bench.stdout.read_text().splitlines()
    assert names == str(sorted(["PATH", "HOME", "TMPDIR", "LANG", "AWS_REGION", MARKER]))
    work = str(bench.work)
    assert places == f"{work} {work}/home {work}/tmp True True"
    assert bench.work.stat().st_mode & 0o777 == 0o700
    for file in (bench.log, bench.stdout, bench.stderr):
        assert file.stat().st_mode & 0o777 == 0o600


def test_it_starts_where_it_is_told_with_its_home_in_the_work_folder(tmp_path):
    there = tmp_path / "target"
    there.mkdir()
    run(
        Execution(
            argv=["sh", "-c", 'pwd; echo "$HOME"'],
            folder=tmp_path / "work",
            environment={},
            log=tmp_path / "log",
            stdout=tmp_path / "out",
            stderr=tmp_path / "err",
            stdout_is_report=False,
            marker="start-in",
            limits=Limits(10),
            start_in=there,
        ),
        Recorder(),
    )
    assert (tmp_path / "out").read_text() == f"{there}\n{tmp_path / 'work' / 'home'}\n"
    assert (tmp_path / "err").exists()


def test_a_report_on_stdout_is_kept_as_written_without_the_runs_secrets(bench):
    ended = bench.run(
        "import sys; write = sys.stdout.buffer.write;"
        r"write(b'{\"a\": \"10.0.0.1 password=x topsecretvalue\"}\r\n\xff');"
        "print('log line', file=sys.stderr)",
        report=True,
        secrets=["topsecretvalue"],
    )
    assert bench.stdout.read_bytes() == b'{"a": "10.0.0.1 password=x ****"}\r\n\xff'
    assert bench.log.read_text() == "log line\n"
    assert bench.watcher.lines == [("stderr", "log line")]
    assert not ended.stdout_truncated


def test_a_report_above_its_limit_is_cut_and_the_tool_goes_on(bench):
    ended = bench.run("print('x' * 5_000_000); exit(7)", report=True, file_bytes=1000)
    assert ended.exit_code == 7
    assert ended.stdout_truncated
    assert bench.stdout.stat().st_size == 1000


# --- Ends that are not ordinary -----------------------------------------------------------


@pytest.mark.parametrize(
    ("argv0", "says"),
    [("no-such-tool-anywhere", "was not found"), ("/no/such/tool", "was not found")],
)
def test_a_missing_binary_is_told_and_nothing_started(bench, argv0, says):
    watcher = Recorder()
    ended = run(
        Execution([argv0], bench.work, {}, bench.log, bench.stdout, False, "m", Limits(5)), watcher
    )
    assert says in ended.not_started
    assert ended.exit_code is None
    assert watcher.group is None


def test_a_script_without_its_interpreter_is_told(bench):
    ended = bench.run("", interpreter="/gone/venv/bin/python")
    assert "/gone/venv/bin/python is missing" in ended.not_started


def test_a_tool_that_ignores_term_is_killed_after_the_grace(bench):
    ended = bench.run(
        "import signal, time; signal.signal(15, signal.SIG_IGN); print('on', flush=True);"
        "time.sleep(60)",
        seconds=1,
        grace_seconds=0.5,
    )
    assert ended.timed_out
    assert ended.signal == signal.SIGKILL
    assert 1400 <= ended.duration_ms < 6_000


def test_a_tool_that_hears_term_may_say_its_last_words(bench):
    ended = bench.run(
        "import signal, sys, time\n"
        "def bye(*_):\n    print('x' * 3_000_000); print('last words', flush=True); sys.exit(0)\n"
        "signal.signal(15, bye); print('on', flush=True); time.sleep(60)",
        seconds=1,
        grace_seconds=20,
    )
    assert ended.timed_out
    assert ended.exit_code == 0
    assert ended.duration_ms < 15_000
    assert bench.stdout.read_text().endswith("last words\n")


@pytest.mark.parametrize("reason", ["cancelled", "lost"])
def test_the_watcher_stops_it_within_a_tick(bench, reason):
    ended = bench.run("import time; time.sleep(60)", watcher=Recorder(2, reason))
    assert ended.stopped == reason
    assert ended.duration_ms < 5_000
    assert not ended.timed_out


def test_a_signal_from_elsewhere_is_told_and_is_not_memory(bench):
    ended = bench.run("import os; os.kill(os.getpid(), 9)")
    assert (ended.exit_code, ended.signal) == (None, signal.SIGKILL)
    assert not ended.out_of_memory


def test_exit_code_137_stays_an_exit_code(bench):
    ended = bench.run("exit 137", interpreter="/bin/sh")
    assert (ended.exit_code, ended.signal) == (137, None)


def test_children_and_grandchildren_that_left_the_session_are_ended(bench):
    ended = bench.run(
        "sleep 81 & setsid sh -c 'sleep 82 & setsid sleep 83' & sleep 0.3; echo done",
        interpreter="/bin/sh",
    )
    assert ended.exit_code == 0
    assert bench.stdout.read_text() == "done\n"
    assert bench.left_over() == []
    assert ended.duration_ms < 8_000


WANDERER = """
import os, time
for _ in range(40):  # each lives shorter than the runner's look at its processes is apart
    if os.fork():
        os._exit(0)
    os.setsid()
    time.sleep(0.02)
os.execve("/bin/sleep", ["sleep", "84.5"], {})
"""


def test_a_daemon_without_a_trace_that_holds_the_pipe_is_ended(bench, tmp_path):
    (tmp_path / "wanderer.py").write_text(WANDERER)
    ended = bench.run(
        f"env -i {sys.executable} {tmp_path}/wanderer.py & sleep 1.5; exit 0",
        interpreter="/bin/sh",
    )
    assert ended.exit_code == 0
    names = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"])]
    assert ["sleep", "84.5"] not in names


def test_a_memory_hog_is_killed_and_told_as_such(bench):
    ended = bench.run(
        "import time; x = bytearray(300_000_000); print('full', flush=True); time.sleep(60)",
        memory_bytes=150_000_000,
    )
    assert ended.out_of_memory
    assert ended.over_limit == "memory"
    assert ended.signal == signal.SIGKILL
    assert ended.peak_memory_bytes > 150_000_000
    assert ended.duration_ms < 20_000


def test_memory_that_children_share_is_counted_once(bench):
    ended = bench.run(
        "import os, time\nx = bytearray(80_000_000)\n"
        "for _ in range(4):\n    if os.fork() == 0:\n        time.sleep(1.5); os._exit(0)\n"
        "time.sleep(1.2)",
        memory_bytes=200_000_000,
    )
    assert not ended.out_of_memory
    assert ended.exit_code == 0


def test_too_many_processes_are_ended(bench):
    ended = bench.run(
        "for i in 1 2 3 4 5 6 7 8 9; do sleep 85 & done; wait", interpreter="/bin/sh", processes=5
    )
    assert ended.over_limit == "processes"
    assert not ended.out_of_memory


def test_a_file_above_the_limit_is_told(bench):
    ended = bench.run("exec dd if=/dev/zero of=big bs=1000 count=9000",
                      interpreter="/bin/sh", file_bytes=1_000_000)  # fmt: skip
    assert ended.over_limit == "file size"
    assert (bench.work / "big").stat().st_size == 1_000_000


def test_an_exception_of_the_watcher_ends_the_tool(bench):
    class Timeout(SystemExit):
        """As django-q2's, which `except Exception` does not see."""

    class Raising(Recorder):
        def tick(self):
            raise Timeout

    with pytest.raises(Timeout):
        bench.run("setsid sleep 86 & sleep 87", interpreter="/bin/sh", watcher=Raising())
    assert bench.left_over() == []


def test_an_alarm_that_exits_the_worker_ends_the_tool(bench):
    class Timeout(SystemExit):
        """As django-q2's."""

    def alarm(*_):
        raise Timeout

    before = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.7)
    try:
        with pytest.raises(Timeout):
            bench.run("trap '' TERM; echo on; sleep 88", interpreter="/bin/sh")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert bench.left_over() == []
    assert bench.log.read_text() == "on\n"


# --- Output -------------------------------------------------------------------------------


def test_secrets_are_masked_also_when_they_are_written_in_two_parts(bench):
    bench.run(
        "import sys, time\nw = sys.stdout.write\n"
        "w('own topsec'); sys.stdout.flush(); time.sleep(0.2); w('retvalue AKIA12345');"
        "sys.stdout.flush(); time.sleep(0.2); w('67890ABCDEF at 192.168.1.100\\n')",
        secrets=["topsecretvalue"],
    )
    expected = "own **** AKIA****CDEF at 192.168.x.x"
    for file in (bench.log, bench.stdout):
        assert file.read_text() == expected + "\n"
    assert bench.watcher.lines == [("stdout", expected)]


def test_a_huge_line_is_bounded_for_the_watcher_and_masked(bench):
    ended = bench.run(
        "import sys; [sys.stdout.write('word ' * 2000 + 'topsecretvalue ') for _ in range(200)]",
        secrets=["topsecretvalue"],
    )
    assert ended.exit_code == 0
    text = bench.log.read_text()
    assert "topsecret" not in text
    assert text.count("****") == 200
    assert max(len(line) for _, line in bench.watcher.lines) <= 4096


def test_a_runaway_log_is_cut_in_the_middle_with_a_note(bench):
    ended = bench.run("for n in range(200_000): print('line', n)", output_bytes=100_000)
    assert ended.log_truncated
    assert ended.log_lines == 200_000
    assert bench.watcher.lines[-1] == ("stdout", "line 199999")
    for file in (bench.log, bench.stdout):
        text = file.read_text()
        assert len(text) < 101_000
        assert text.startswith("line 0\nline 1\n")
        assert text.endswith("line 199998\nline 199999\n")
        note = next(line for line in text.splitlines() if not line.startswith("line") and line)
        assert "were cut here" in note
        kept = sum(line.startswith("line ") for line in text.splitlines())
        assert 5_000 < kept < 10_000


def test_binary_output_does_no_harm(bench):
    ended = bench.run("import os; [os.write(1, os.urandom(10_000)) for _ in range(100)]")
    assert ended.exit_code == 0
    assert bench.log.stat().st_size > 500_000


def test_every_line_of_a_trickle_is_told(bench):
    bench.run("import time\nfor n in range(20): print(n, flush=True); time.sleep(0.01)")
    assert [text for _, text in bench.watcher.lines] == [str(n) for n in range(20)]


FLOOD = """
import os, resource, sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tooling.runner import Execution, Limits, run

class Watcher:
    def started(self, group, ticks): pass
    def line(self, stream, text): pass
    def tick(self): return None

folder = Path(sys.argv[2])
size = int(sys.argv[3])
code = ("import sys; block = b'2026-11-21 10:49:25 INFO checked one more file of the tree, ok\\\\n'"
        " * 15000; [sys.stdout.buffer.write(block) for _ in range(%d // len(block))]" % size)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
ended = run(Execution([sys.executable, '-c', code.replace('\\\\\\\\', '\\\\')], folder / 'work', {},
                      folder / 'log', folder / 'out', False, 'flood', Limits(300)), Watcher())
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(ended.exit_code, ended.log_truncated, before, after, ended.duration_ms)
"""


def test_a_flood_of_200_mb_leaves_memory_flat(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FLOOD, str(ROOT), str(tmp_path), "200000000"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    exit_code, cut, before, after, _ = done.stdout.split()
    assert (exit_code, cut) == ("0", "True")
    assert int(after) - int(before) < 60_000  # kB: two tails of 5 MiB and the blocks at hand
    assert (tmp_path / "log").stat().st_size < 11 * 1024 * 1024


def test_the_deadline_holds_in_a_flood(bench):
    begin = time.monotonic()
    ended = bench.run("while :; do echo yes; done", interpreter="/bin/sh", seconds=1)
    assert ended.timed_out
    assert time.monotonic() - begin < 6


# --- Limits -------------------------------------------------------------------------------

# Each gives up by itself: what a test starts must not take the machine along if it fails.
BASH_BOMB = "bomb() { [ $1 = 0 ] || { bomb $(($1 - 1)) | bomb $(($1 - 1)) & }; }; bomb 10; sleep 20"
BOMB = "import os, time\nfor _ in range(11):\n    os.fork()\ntime.sleep(20)"
SETSID_BOMB = (
    "import os, time\nfor _ in range(11):\n    if os.fork() == 0: os.setsid()\ntime.sleep(20)"
)


@pytest.mark.parametrize(
    ("interpreter", "code"),
    [("/bin/bash", BASH_BOMB), (sys.executable, BOMB), (sys.executable, SETSID_BOMB)],
    ids=["bash", "python", "sessions"],
)
def test_a_fork_bomb_is_ended_and_the_machine_survives(bench, interpreter, code):
    begin = time.monotonic()
    ended = bench.run(code, interpreter=interpreter, processes=40)
    assert ended.over_limit == "processes"
    assert time.monotonic() - begin < 10
    assert bench.left_over() == []


def test_a_gigabyte_under_a_limit_of_200_mb_is_ended_in_time(bench):
    ended = bench.run(
        "x = []\nwhile len(x) < 250: x.append(bytearray(b'x') * 4_000_000)\n"
        "import time; time.sleep(30)",
        memory_bytes=200_000_000,
    )
    assert (ended.out_of_memory, ended.over_limit) == (True, "memory")
    assert ended.peak_memory_bytes > 200_000_000
    assert ended.duration_ms < 5_000


def test_processor_time_counts_children_that_left(bench):
    ended = bench.run(
        "for n in 1 2; do setsid sh -c 'while :; do :; done' & done; sleep 30",
        interpreter="/bin/sh",
        cpu_seconds=0.7,
    )
    assert ended.over_limit == "cpu"
    assert 600 <= ended.cpu_ms < 5_000
    assert ended.duration_ms < 20_000


def test_processor_time_of_orphans_is_kept(bench):
    burn = "import time\nend = time.process_time() + 0.6\nwhile time.process_time() < end: pass"
    ended = bench.run(
        f"""(setsid {sys.executable} -c '{burn}' &) ; sleep 3""", interpreter="/bin/sh"
    )
    assert ended.exit_code == 0
    assert ended.cpu_ms >= 350  # what it used since the last look is lost


def test_a_single_process_over_its_processor_time_is_told(bench, monkeypatch):
    monkeypatch.setattr(watching, "LOOK_SECONDS", 60.0)  # the kernel has to do it
    monkeypatch.setattr(watching, "FIRST_LOOK_SECONDS", 60.0)
    ended = bench.run("while True: pass", cpu_seconds=1)
    assert (ended.signal, ended.over_limit) == (signal.SIGXCPU, "cpu")


@pytest.mark.parametrize(
    "code",
    [
        "dd if=/dev/zero of=big bs=1000 count=9000; exit 0",
        'exec python3 -c \'open("big", "wb").write(bytes(9_000_000))\'',
    ],
    ids=["by a child", "by a tool that ignores the signal"],
)
def test_a_file_above_the_limit_is_told_whoever_writes_it(bench, code):
    ended = bench.run(code, interpreter="/bin/sh", file_bytes=1_000_000)
    assert ended.over_limit == "file size"


def test_a_stop_may_bring_its_own_grace(bench):
    class Hurried(Recorder):
        def tick(self):
            return Stop("cancelled", 0.2)

    begin = time.monotonic()
    ended = bench.run(
        "trap '' TERM; echo on; sleep 60 & wait; sleep 60", interpreter="/bin/sh",
        watcher=Hurried(), grace_seconds=30,
    )  # fmt: skip
    assert ended.stopped == "cancelled"
    assert time.monotonic() - begin < 5


def test_a_full_disk_ends_the_run_and_keeps_what_fitted(bench, monkeypatch):
    class SmallDisk:
        """A file of a disk that has room for 4,000 bytes."""

        def __init__(self, file):
            self._file, self._room, self.closed = file, 4_000, False

        def write(self, data):
            if not self._room:
                raise OSError(errno.ENOSPC, "No space left on device")
            taken = bytes(data[: self._room])
            self._room -= len(taken)
            return self._file.write(taken)

        def close(self):
            self.closed = True
            self._file.close()

    made = capture.private_file
    monkeypatch.setattr(capture, "private_file", lambda path: SmallDisk(made(path)))
    ended = bench.run("import time\nfor n in range(9000): print('line', n)\ntime.sleep(30)")
    assert ended.disk_full
    assert ended.duration_ms < 5_000
    assert bench.log.read_text().startswith("line 0\nline 1\n")
    assert bench.log.stat().st_size == 4_000
