"""What travels over a live channel: frames of one envelope, encoded once for all who get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from config.errors.encoding import dumps


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded event of a topic, or a notice; `size` in bytes."""

    kind: str
    seq: int
    text: str
    size: int


def encode(
    kind: str,
    data: Any,
    *,
    seq: int | None,
    scan_id: UUID | str | None,
    created: datetime | None = None,
) -> Frame:
    """The envelope `{"type", "seq", "timestamp", "scan_id", "data"}`; `created` defaults to now.

    `seq` is the number of an event, the number up to which a snapshot or heartbeat speaks, or None
    for an error.
    """
    encoded = dumps(
        {
            "type": kind,
            "seq": seq,
            "timestamp": created or timezone.now(),
            "scan_id": scan_id,
            "data": data,
        }
    )
    return Frame(kind, seq or 0, encoded.decode(), len(encoded))
