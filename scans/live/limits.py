"""The bounds of the live channels: how many, how much, how long. `settings.LIVE` overrides them."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """Bounds of one web process and of one connection.

    A connection may have `window_events` or `window_bytes` on their way without an acknowledgement;
    after `window_patience_seconds` at that bound it is closed with 4008 and resumes by number.
    """

    connections_a_channel: int = 500
    queue_events: int = 1_000
    queue_bytes: int = 1_000_000
    window_events: int = 1_000
    window_bytes: int = 1_000_000
    window_patience_seconds: float = 2.0
    heartbeat_seconds: float = 8.0
    rights_seconds: float = 12.0
    poll_active_seconds: float = 0.1
    poll_idle_seconds: float = 0.25
    outage_seconds: float = 2.0
    page_events: int = 500
    client_frame_bytes: int = 4_096
    client_errors: int = 20

    @classmethod
    def current(cls) -> "Limits":
        """The defaults, with what `settings.LIVE` (a dict of field names) says instead."""
        return cls(**getattr(settings, "LIVE", {}))
