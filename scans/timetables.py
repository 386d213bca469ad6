"""When a schedule runs: an expression of five fields on the wall clock of a zone, in UTC.

Where clocks are put forward, a time that does not exist runs at the moment of the change, once,
however many were lost. Where they are put back, a time that comes twice runs the first time only.
What runs in every hour follows the clock instead, so that no hour goes without it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from .blackouts import Blackout
from .cron import Cron

FOLD = timedelta(hours=3)  # no zone puts its clocks back by more
MAX_JUMPS = 1000  # over blackout windows, until none is said to leave room
_INSTANT = timedelta(microseconds=1)


@cache
def zone_names() -> frozenset[str]:
    """Names of the time zone database, such as Europe/Berlin."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def near_zones(name: str) -> list[str]:
    """Names that somebody may have meant, the nearest first, three at most."""
    wanted = name.strip().lower().replace(" ", "_")
    by_city = [
        zone for zone in sorted(zone_names()) if wanted and wanted == zone.lower().split("/")[-1]
    ]
    lower = {zone.lower(): zone for zone in sorted(zone_names())}
    close = difflib.get_close_matches(wanted, lower, n=3, cutoff=0.6)
    return list(dict.fromkeys([*by_city, *(lower[zone] for zone in close)]))[:3]


@dataclass(frozen=True)
class Timetable:
    cron: Cron
    zone: ZoneInfo
    blackouts: tuple[Blackout, ...] = ()

    def after(self, moment: datetime) -> datetime | None:
        """The first run after `moment` that no blackout covers; None where none comes."""
        for _ in range(MAX_JUMPS):
            planned = self._after(moment)
            if planned is None:
                return None
            end = self.blackout_end(planned)
            if end is None:
                return planned
            moment = end - _INSTANT
        return None

    def upcoming(self, moment: datetime, count: int) -> list[datetime]:
        """The next runs after `moment`, at most `count`."""
        found: list[datetime] = []
        while len(found) < count:
            planned = self.after(found[-1] if found else moment)
            if planned is None:
                break
            found.append(planned)
        return found

    def blackout_at(self, moment: datetime) -> Blackout | None:
        """The window that covers `moment`; of several, the one that ends last."""
        wall, _ = self._wall(moment)
        covering = [window for window in self.blackouts if window.end_at(wall)]
        return max(covering, key=lambda window: window.end_at(wall) or wall, default=None)

    def blackout_end(self, moment: datetime) -> datetime | None:
        """When the window that covers `moment` is over; None where none does."""
        window = self.blackout_at(moment)
        if window is None:
            return None
        wall, fold = self._wall(moment)
        end = window.end_at(wall)
        assert end is not None  # noqa: S101 - it covers the moment
        first, second = self._both(end)
        if first > second:  # at a time that does not exist
            return self._change_between(second, first)
        return second if fold else first  # of an hour that comes twice, the pass that it began in

    def _after(self, moment: datetime) -> datetime | None:
        wall, _ = self._wall(moment)
        first, second = self._both(wall)
        if self.cron.is_hourly and first < second:
            wall -= FOLD  # earlier times on the wall are yet to come, a second time
        best: datetime | None = None
        for named in self.cron.walls(wall.replace(second=0, microsecond=0)):
            if best is not None and self._both(named)[0] >= best:
                return best
            for instant in self._instants(named):
                if instant > moment and (best is None or instant < best):
                    best = instant
        return best

    def _instants(self, wall: datetime) -> Iterator[datetime]:
        """When a time on the wall runs: once, or, of what runs in every hour, as often as it is."""
        first, second = self._both(wall)
        if first == second:
            yield first
        elif first < second:  # it comes twice
            yield first
            if self.cron.is_hourly:
                yield second
        elif not self.cron.is_hourly:  # it does not exist
            yield self._change_between(second, first)

    def _both(self, wall: datetime) -> tuple[datetime, datetime]:
        """The instants of a time on the wall by the offsets before and after a change."""
        first, second = (
            wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        return first, second

    def _change_between(self, low: datetime, high: datetime) -> datetime:
        """The second at which the clock is changed, after `low` and not after `high`."""
        before = low.astimezone(self.zone).utcoffset()
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            if middle.astimezone(self.zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high

    def _wall(self, moment: datetime) -> tuple[datetime, int]:
        local = moment.astimezone(self.zone)
        return local.replace(tzinfo=None, fold=0), local.fold
