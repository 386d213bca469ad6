"""The admin of scans, a file for each desk."""

from . import breakers, credentials, profiles, runs, scans, schedules

__all__ = ["breakers", "credentials", "profiles", "runs", "scans", "schedules"]
