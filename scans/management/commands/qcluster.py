"""`manage.py qcluster`: the worker cluster, as django-q2's command, but ended in order."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from scans import queue
from scans.cluster import DrainingCluster, without_pool


class Command(BaseCommand):
    help = "Starts the workers that run scans, import reports and do small tasks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run-once", action="store_true", help="Start, then stop.")
        parser.add_argument(
            "-n", "--name", choices=settings.QUEUES, help="The only queue to serve; default: all."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"]
        if name and settings.QUEUES_SERVED != (name,):
            # django-q2 and our settings read the name when they are imported: once more, then.
            environment = {**os.environ, "Q_CLUSTER_NAME": name}
            os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606
        without_pool()
        queue.look_at_tools()
        cluster = DrainingCluster()
        cluster.start()
        if options["run_once"]:
            cluster.stop()
