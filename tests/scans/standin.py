#!/usr/bin/env python3
"""A stand-in for bandit: it does what `orders.json` in its target says, in the order of the file.

It is no scanner and finds nothing; tests hand it a recorded report to write. Orders are a list of
`[verb, argument]`: say, warn, flood (lines), sleep (seconds), report (path of a recording), write
(text of a report), ignore_term, fork (seconds that a child lives), detach (the same, in a session
of its own), family (so many children at once), bomb (so many generations of processes, each twice
as many), eat (bytes of memory), burn (seconds of processor time), fill (bytes of a file), note
(path: a line is added to that file), kill (signal number, to itself), once (path: the rest is left
out if it exists; it is made), exit (code).
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

arguments = sys.argv[1:]
if arguments == ["--version"]:
    print("bandit 1.0.0 (a stand-in)")
    sys.exit(0)
report = arguments[arguments.index("-o") + 1]
target = arguments[arguments.index("-r") + 1]
SLEEPER = [sys.executable, "-c", "import sys, time; time.sleep(float(sys.argv[1]))"]

for verb, argument in json.loads((Path(target) / "orders.json").read_text()):
    if verb == "say":
        print(argument, flush=True)
    elif verb == "warn":
        print(argument, file=sys.stderr, flush=True)
    elif verb == "flood":
        for number in range(argument):
            print(f"line {number} " + "x" * 90)
    elif verb == "sleep":
        time.sleep(argument)
    elif verb == "report":
        shutil.copyfile(argument, report)
    elif verb == "write":
        Path(report).write_text(argument)
    elif verb == "ignore_term":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    elif verb in ("fork", "detach"):
        subprocess.Popen([*SLEEPER, str(argument)], start_new_session=verb == "detach")
    elif verb == "family":
        for _ in range(argument):
            subprocess.Popen(["sleep", "30"])
    elif verb == "eat":
        eaten = []
        while sum(map(len, eaten)) < argument:
            eaten.append(bytearray(b"x") * 4_000_000)
    elif verb == "burn":
        end = time.process_time() + argument
        while time.process_time() < end:
            pass
    elif verb == "fill":
        try:
            Path(report).with_name("big").write_bytes(bytes(argument))
        except OSError as error:
            print(error, file=sys.stderr)
    elif verb == "note":
        with open(argument, "a") as file:
            file.write("started\n")
    elif verb == "bomb":
        fork = "f() { [ $1 -le 0 ] || { f $(($1-1)) & f $(($1-1)) & }; sleep 30; }; f $0"
        subprocess.run(["sh", "-c", fork, str(argument)], check=False)
    elif verb == "kill":
        os.kill(os.getpid(), argument)
    elif verb == "once":
        if Path(argument).exists():
            break
        Path(argument).touch()
    elif verb == "exit":
        sys.exit(argument)
