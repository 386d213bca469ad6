"""Reading the numbered events of topics from the database; the only queries of the live feed."""

from __future__ import annotations

from collections.abc import Collection

from scans.models import ScanEvent, Topic

from .frames import Frame, encode


def positions(topics: Collection[str]) -> dict[str, int]:
    """The last number of each of `topics` that has events. One query.

    A counter moves in the transaction that writes the event, so everything up to a number that
    can be read here can be read as well.
    """
    return dict(Topic.objects.filter(name__in=topics).values_list("name", "seq"))


def position(topic: str) -> int:
    """The last number of `topic`, 0 where it has no events yet. One query."""
    return positions([topic]).get(topic, 0)


def frames_after(topic: str, seq: int, limit: int) -> list[Frame]:
    """Events of `topic` numbered above `seq`, oldest first, at most `limit`, encoded. One query."""
    return [
        encode(
            row["type"],
            row["data"],
            seq=row["seq"],
            scan_id=row["scan_id"],
            created=row["created"],
        )
        for row in ScanEvent.objects.after(topic, seq, limit).values(
            "seq", "type", "data", "scan_id", "created"
        )
    ]


def advanced(cursors: dict[str, int], limit: int) -> dict[str, tuple[int, list[Frame]]]:
    """For each topic of `cursors` that moved on: its next events, at most `limit` each, and the
    number up to which they tell everything (retention may have removed the events themselves).

    One query, and one more for each topic that moved on.
    """
    came: dict[str, tuple[int, list[Frame]]] = {}
    for topic, last in positions(list(cursors)).items():
        if last > cursors[topic]:
            frames = frames_after(topic, cursors[topic], limit)
            if len(frames) < limit:  # a last event younger than the counter that was read counts
                last = max([last, *(frame.seq for frame in frames[-1:])])
            else:
                last = frames[-1].seq
            came[topic] = (last, frames)
    return came
