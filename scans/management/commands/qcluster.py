"""`manage.py qcluster`: the worker cluster, as django-q2's command, but ended in order."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scans import queue
from scans.cluster import DrainingCluster, without_pool


class Command(BaseCommand):
    help = "Starts the workers that run scans."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run-once", action="store_true", help="Start, then stop.")
        parser.add_argument("-n", "--name", help="The queue to serve, where there are several.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"]:
            os.environ["Q_CLUSTER_NAME"] = options["name"]
        without_pool()
        queue.look_at_tools()
        cluster = DrainingCluster()
        cluster.start()
        if options["run_once"]:
            cluster.stop()
