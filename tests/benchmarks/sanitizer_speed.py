"""MB a second and core that the sanitizer masks: `python -m tests.benchmarks.sanitizer_speed`.

The goal is 50 MB a second on ordinary log text. A busy machine is slower in all of it; so each
figure stands beside what it costs to look for one short regular expression in the same text, and
to copy it.
"""

import base64
import random
import re
import time
from collections.abc import Callable

from tooling.sanitizer import Sanitizer

LINES = (
    "2026-11-21 10:49:{n:02d},{n:03d} INFO  [prowler.lib.check] Executing check"
    " s3_bucket_public_access in region us-east-1 (account 123456789012)",
    "[main]\tINFO\tprofile include tests: None, running on Python 3.11.{n}, node visited {n}",
    "DEBUG urllib3.connectionpool Starting new HTTPS connection ({n}): ec2.amazonaws.com:443",
    "  Scanning 1482 files tracked by git with 24 Code rules: ######## {n}% 0:00:01",
    "[*] Launching module sql on /srv/app/target_app.py request"
    " 6f1e7a30-1f6e-4c1b-9d0e-3a5b7c9d{n:04d} took 0.{n} s",
)
BLOCK = 64 * 1024


def ordinary_log(lines: int = 20_000) -> bytes:
    """Log lines of several tools, none of which holds a secret."""
    dice = random.Random(1)
    return "\n".join(dice.choice(LINES).format(n=dice.randrange(60)) for _ in range(lines)).encode()


def speed(log: bytes, work: Callable[[list[bytes]], object]) -> float:
    """MB a second of processor time, the best of seven, in blocks as the runner reads them."""
    blocks = [log[position : position + BLOCK] for position in range(0, len(log), BLOCK)]
    best = float("inf")
    for _ in range(7):
        begin = time.process_time()
        work(blocks)
        best = min(best, time.process_time() - begin)
    return len(log) / best / 1e6


def masked(sanitizer: Sanitizer) -> Callable[[list[bytes]], object]:
    def work(blocks: list[bytes]) -> None:
        stream = sanitizer.stream()
        for block in blocks:
            stream.feed(block)
        stream.close()

    return work


def searched(blocks: list[bytes]) -> None:
    """One expression that stands for the least that masking could do."""
    pattern = re.compile(rb"(?i)password|secret|token")
    for block in blocks:
        pattern.search(block)


def copied(blocks: list[bytes]) -> None:
    for block in blocks:
        bytes(bytearray(block)).decode()


def documents() -> list[str]:
    """Private keys of 2048 bits and tokens, as long as real ones."""
    dice = random.Random(2)
    keys = [base64.encodebytes(dice.randbytes(1218)).decode() for _ in range(5)]
    tokens = [base64.b64encode(dice.randbytes(600)).decode() for _ in range(5)]
    return [f"-----BEGIN PRIVATE KEY-----\n{key}-----END PRIVATE KEY-----" for key in keys] + tokens


def main() -> None:
    log = ordinary_log()
    dense = log.replace(b"Python 3.11.", b"host 10.1.2.").replace(b"sql on", b"password=x1y2z3 on")
    secrets = ["topsecretvalue", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"]
    search, copy = speed(log, searched), speed(log, copied)
    print(f"{'one regular expression':45} {search:7.1f} MB/s")
    print(f"{'copy and decode':45} {copy:7.1f} MB/s")
    for name, text, sanitizer in (
        ("ordinary log", log, Sanitizer()),
        ("with two own secrets", log, Sanitizer(secrets)),
        ("with the documents of five credentials", log, Sanitizer(documents())),
        ("addresses left alone", log, Sanitizer(addresses=False)),
        ("a password or address in every third line", dense, Sanitizer(secrets)),
    ):
        figure = speed(text, masked(sanitizer))
        print(f"{name:45} {figure:7.1f} MB/s, {search / figure:.1f} x one expression")


if __name__ == "__main__":
    main()
