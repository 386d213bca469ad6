"""Worker processes that claim and end at the same word, for races between real processes.

`python -m tests.scans.racer COUNT` forks them and reads a word a line: `claim` answers with the
attempts that they got (null: none), `fail` ends those as crashed and answers whether that was
stored, `due` looks for schedules and answers how many it decided, `kill N` kills one with -9.
Answers are a JSON list a line, one entry a process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from multiprocessing import get_context
from multiprocessing.connection import Connection

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from scans import leases, scheduler  # noqa: E402
from scans.states import RunState  # noqa: E402


def race(words: Connection) -> None:
    """One worker."""
    claim = None
    while True:
        word = words.recv()
        if word == "claim":
            claim = leases.claim(f"racer:{os.getpid()}")
            words.send(str(claim.attempt.pk) if claim else None)
        elif word == "due":
            words.send(scheduler.run_due())
        elif claim is None:
            words.send(False)
        else:
            crashed = leases.Result(RunState.FAILED, "crashed", error="crashed")
            words.send(leases.finish(claim, crashed))


def main(count: int) -> None:
    context = get_context("fork")
    racers = []
    for _ in range(count):
        ours, theirs = context.Pipe()
        racer = context.Process(target=race, args=(theirs,), daemon=True)
        racer.start()
        racers.append((racer, ours))
    print(json.dumps([racer.pid for racer, _ in racers]), flush=True)
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        if word == "kill":
            racer, _ = racers.pop(int(number))
            os.kill(racer.pid, signal.SIGKILL)
            racer.join()
        else:
            for _, words in racers:
                words.send(word)
        answers = [] if word == "kill" else [words.recv() for _, words in racers]
        print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
