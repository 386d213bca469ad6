"""The log: one JSON line an event, and no secret in it."""

import json
import os
import subprocess
import sys
from pathlib import Path

from config.logs import Masking
from tooling.sanitizer import Sanitizer

ROOT = Path(__file__).resolve().parents[2]
KEY = "AKIA" + "QX7FJZ2MN4PT6WYC"
masking = Masking(Sanitizer(addresses=False).text)


def test_every_text_of_an_event_is_masked_and_the_rest_stays():
    event = {
        "event": f"sent {KEY}",
        "request_id": "password=kept-as-it-is",
        "client_ip": "192.168.1.7",
        "status": 500,
        "found": {"error": f"first\nkey {KEY}", "names": ["plain", f"{KEY}"]},
        "exception": f"Traceback\n  password=hunter22\nValueError: {KEY}\r\n",
        "none": None,
    }

    masked = masking(None, "error", dict(event))

    assert list(masked) == list(event)
    assert KEY not in json.dumps(masked)
    assert "hunter22" not in masked["exception"]
    assert masked["event"] == "sent AKIA****6WYC"
    assert masked["found"]["names"] == ["plain", "AKIA****6WYC"]
    for same in ("request_id", "client_ip", "status", "none"):
        assert masked[same] == event[same]


def test_process_writes_json_lines_without_secrets(tmp_path):
    code = (
        "import structlog, logging\n"
        f"try: raise ValueError('https://u:s3cr3tpass@host/ {KEY}')\n"
        "except ValueError as error:\n"
        "    structlog.get_logger('here').exception('failed', error=str(error))\n"
        f"    logging.getLogger('there').warning('token=%s', '{KEY}')\n"
    )
    environment = {**os.environ, "WARDROOM_DATA_DIR": str(tmp_path)}

    ran = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip

    lines = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")]
    told = {line["logger"]: line for line in lines}
    assert {"here", "there"} <= set(told)
    assert "ValueError" in told["here"]["exception"]
    assert KEY not in ran.stderr
    assert "s3cr3tpass" not in ran.stderr
