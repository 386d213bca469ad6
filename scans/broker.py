"""The queue in the database, by which one cluster can serve several queues."""

from __future__ import annotations

from collections.abc import Sequence
from time import sleep

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ

from .queue import DEFAULT


class Broker(ORM):
    """django-q2's broker, whose cluster takes from all of `QUEUES_SERVED`, the oldest first.

    A wake-up leaves the queue when it is taken: one that dies with its worker is sent again by the
    reaper in seconds, where django-q2 would deliver it again in a day.
    """

    def dequeue(self) -> list[tuple[int | None, str]] | None:
        """The next task; [] where another cluster was faster, None after a pause."""
        task = self._ready(settings.QUEUES_SERVED).order_by("id").first()
        if task is None:
            sleep(Conf.POLL)
            return None
        mine = self.get_connection().filter(id=task.id, lock=task.lock)
        if task.key != DEFAULT:
            return [(None, task.payload)] if mine.delete()[0] else []
        return [(task.pk, task.payload)] if mine.update(lock=self.timeout(task)) else []

    def queue_size(self) -> int:
        return self._ready([self.list_key]).count()

    def _ready(self, keys: Sequence[str]) -> QuerySet[OrmQ]:
        """Tasks to be taken. A wake-up is never locked: a clock that jumped back hides none."""
        is_free = Q(lock__lt=timezone.now()) | ~Q(key=DEFAULT)
        return self.get_connection().filter(is_free, key__in=keys)
