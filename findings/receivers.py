"""What `findings` does when something below happens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog

from scans.models import ToolRun

from . import uploads
from .importing import import_run

logger = structlog.get_logger(__name__)


def import_finished_run(sender: type[ToolRun], run_id: UUID, **_: Any) -> None:
    """Import the report of a run that has ended.

    The worker that sent the signal goes on whatever happens here: a missed import is sent again,
    and one that fails for good is marked on the run.
    """
    try:
        import_run(run_id)
    except Exception:
        logger.exception("import_of_run_failed", run_id=str(run_id))


def resend_uploads(sender: type, **_: Any) -> None:
    """Queue again the uploads that nobody works on."""
    uploads.resend()
