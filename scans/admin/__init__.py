"""The admin of scans, a file for each desk."""

from . import profiles, runs, scans

__all__ = ["profiles", "runs", "scans"]
