"""`manage.py import_report`: import a report in the foreground, and say what became of it.

Exit code 0: imported, and every tool of the report did its work. 1: imported, but the report tells
of a failure, or records were rejected. 2: nothing was imported.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.errors.exceptions import ApiError
from findings import receiving, uploads
from findings.api.import_serializers import imports_of, runs_of, shown, sums
from findings.models import Upload
from projects.models import Project
from scans.states import RunState

COMMAND = "manage.py import_report"  # who did it, on record
TOLD = ("created", "seen_again", "reopened", "fixed", "rejected_count", "findings_total")


class Command(BaseCommand):
    help = "Import a report of a scanner into a project, and say what became of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the report: plain, gzip, or zip with one file")
        parser.add_argument("--project", metavar="SLUG", required=True)
        parser.add_argument("--target", metavar="ID", help="what the report is about")
        parser.add_argument("--tool", default="", help="whose it is; default: recognised")
        parser.add_argument(
            "--full-scope",
            action="store_true",
            help="it tells all that there is: what it does not name any more is fixed",
        )

    def handle(self, *args: Any, **given: Any) -> None:
        path: Path = given["file"]
        if not path.is_file():
            raise CommandError(f"{path} is no file", returncode=2)
        project = Project.objects.filter(slug=given["project"]).first()
        if project is None:
            raise CommandError(f"No project has the slug {given['project']}", returncode=2)
        try:
            received = receiving.check(
                path,
                path.name,
                project,
                tool=given["tool"],
                target=given["target"],
                full_scope=given["full_scope"],
                is_ours=False,
            )
            upload = receiving.store(COMMAND, received)
        except ApiError as error:
            code = error.code.name
            raise CommandError(f"{code}: {error.details or error.message}", returncode=2) from error
        self.stdout.write(f"Read as {received.reader.name}: {received.reason}")
        uploads.carry_out(upload.pk, self._progress)
        if sys.stderr.isatty():
            self.stderr.write("\r\033[K", ending="")
        done: Any = shown(Upload.objects.all()).get(pk=upload.pk)
        sys.exit(self._tell(done))

    def _progress(self, percent: int | None, message: str) -> None:
        if sys.stderr.isatty():
            share = "" if percent is None else f"{percent:3} % "
            self.stderr.write(f"\r\033[K{share}{message}", ending="")

    def _tell(self, upload: Upload) -> int:
        """What became of it; the exit code."""
        if upload.state != Upload.State.DONE:
            at = f" ({upload.error_position})" if upload.error_position else ""
            self.stderr.write(self.style.ERROR(f"{upload.error_code}: {upload.error}{at}"))
            self.stderr.write("Nothing was imported." if upload.scan is None else "See the scan.")
            return 2
        counts = sums(upload)
        self.stdout.write(
            "  ".join(f"{name.removesuffix('_count')} {counts[name]}" for name in TOLD)
        )
        failed = False
        for run in runs_of(upload):
            failed = failed or run.state != RunState.SUCCEEDED or bool(run.import_error)
            told = run.error or run.import_error or run.coverage.get("note") or ""
            self.stdout.write(f"{run.tool}: {run.outcome}{f': {told}' if told else ''}")
        for row in imports_of(upload):
            for one in row.rejected:
                self.stdout.write(f"rejected {one['position']}: {one['reason']}")
            if row.unknown_severities:
                words = ", ".join(row.unknown_severities)
                self.stdout.write(f"unknown severities, kept as info: {words}")
        for problem in upload.problems:
            self.stdout.write(f"problem: {problem}")
        return 1 if failed or counts["rejected_count"] else 0
