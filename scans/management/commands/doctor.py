"""`manage.py doctor`: what is configured, reachable and missing, with what to do."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from scans.doctor import examine


class Command(BaseCommand):
    help = "Says what works and what is missing; exit code 1 where something needed is missing."
    requires_system_checks: list[str] = []  # it runs them itself, and tells the rest too

    def handle(self, *args: Any, **options: Any) -> None:
        missing = 0
        for finding in examine():
            if finding.is_ok:
                mark = self.style.SUCCESS("ok     ")
            elif finding.needed:
                mark = self.style.ERROR("MISSING")
                missing += 1
            else:
                mark = self.style.WARNING(f"{finding.word:7}")
            self.stdout.write(f"{mark} {finding.subject}: {finding.told}")
            if not finding.is_ok and finding.remedy:
                self.stdout.write(f"        → {finding.remedy}")
        if missing:
            self.stdout.write(self.style.ERROR(f"{missing} needed things are missing."))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Everything needed is there."))
