"""What counting costs in a storm of errors: `python -m tests.benchmarks.error_storm`.

A real server is asked for what it refuses, as fast as a few clients can, once as it ships and once
without the counting (`--seconds`, `--clients`). Then this process notes errors without a server,
which is more than any storm: that shows what one note costs, and that the memory stays.
"""

from __future__ import annotations

import argparse
import http.client
import os
import sqlite3
import tempfile
import threading
import time
import tracemalloc
from pathlib import Path

import psutil

from tests.running.server import Server

PATHS = (
    "/api/v1/scans/0191f7a2-5c3e-7d4b-9a51-2f6d7c8e9b10",
    "/api/v1/findings",
    "/api/v1/nothing/here",
)


def storm(server: Server, seconds: float, clients: int) -> int:
    """Errors answered in `seconds` to `clients` that never pause."""
    answered = [0] * clients
    end = time.monotonic() + seconds

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while time.monotonic() < end:
            connection.request("GET", PATHS[answered[number] % len(PATHS)])
            answer = connection.getresponse()
            answer.read()
            assert answer.status >= 400
            answered[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered)


def rows(server: Server) -> tuple[int, int, int]:
    """Rows of counts, rows of errors, and the errors that the counts hold."""
    with sqlite3.connect(server.folder / "data" / "wardroom.sqlite3", timeout=30) as database:
        ask = database.execute(
            "SELECT (SELECT count(*) FROM records_apicount),"
            " (SELECT count(*) FROM records_recenterror),"
            " (SELECT coalesce(sum(answers), 0) FROM records_apicount)"
        )
        counts, errors, answers = ask.fetchone()
    return counts, errors, answers


def served(settings: str, seconds: float, clients: int) -> float:
    """Milliseconds of processor time an error, with the server's settings from `settings`."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), DJANGO_SETTINGS_MODULE=settings)
        try:
            server.start()
            process = psutil.Process(server._process.pid)  # type: ignore[union-attr]
            warm = storm(server, 2, clients)
            sampled = rows(server)[1]
            memory, worked = process.memory_info().rss, processor_seconds(process)
            answered = storm(server, seconds, clients)
            each = (processor_seconds(process) - worked) / answered * 1000
            grown = (process.memory_info().rss - memory) / 1e6
            server.end()
            counts, errors, answers = rows(server)
        finally:
            server.close()
    print(
        f"  {answered / seconds:.0f} errors/s, {each:.2f} ms of processor time each;"
        f" memory {grown:+.1f} MB\n"
        f"  {answered} errors: {errors - sampled} rows of samples, {counts} of counts,"
        f" which hold {answers} of {answered + warm}"
    )
    return each


def processor_seconds(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def noted(errors: int = 200_000) -> None:
    """Errors noted in this process, without a server or a database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from config.records.watching.collector import Collector

    kept = Collector()
    tracemalloc.start()
    sizes = []
    for _ in range(4):
        for number in range(errors // 8):
            note(kept, number)
        sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    began = time.process_time()
    for number in range(errors):
        note(kept, number)
    each = (time.process_time() - began) / errors * 1e6
    print(
        f"  {each:.1f} µs a note; {errors * 3 // 2} errors pending in {kept.pending} rows,"
        f" memory {sizes[0] / 1e3:.0f} kB after a quarter, {sizes[-1] / 1e3:.0f} kB at the end"
    )


def note(kept: object, number: int) -> None:
    kept.note(  # type: ignore[attr-defined]
        method="GET",
        route=f"/api/v1/route-{number % 40}",
        status=404,
        code="SCAN_NOT_FOUND",
        milliseconds=3,
        sample=lambda: {"request_id": "0191f7a2-5c3e-7d4b-9a51-2f6d7c8e9b10", "path": "/x" * 40},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--clients", type=int, default=8)
    asked = parser.parse_args()
    print("With counting:")
    counting = served("config.settings", asked.seconds, asked.clients)
    print("Without:")
    bare = served("tests.benchmarks.without_counting", asked.seconds, asked.clients)
    print(
        f"Counting costs {counting - bare:+.2f} ms an error, {100 * (counting / bare - 1):+.1f} %"
    )
    print("Noting alone:")
    noted()


if __name__ == "__main__":
    main()
