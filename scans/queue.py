"""Wake-ups: a task of the queue says that there is work, never which; rows say that.

A wake-up that is lost costs time, not work: the reaper sends another. Each kind of work has its
queue (`settings.QUEUES`), so that none waits behind another.
"""

from __future__ import annotations

import uuid

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django_q.brokers import Broker, get_broker
from django_q.conf import Conf
from django_q.tasks import async_task

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError

try:
    from redis.exceptions import RedisError
except ModuleNotFoundError:  # the embedded shape has no Redis
    BROKER_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    BROKER_ERRORS = (OSError, RedisError)

UNREACHABLE: tuple[type[Exception], ...] = (*BROKER_ERRORS, DatabaseError)

SCANS, IMPORTS, DEFAULT = "scans", "imports", "default"
WORK = "scans.tasks.work"
LOOK_AT_TOOLS = "scans.tasks.look_at_tools"
TELL_FINISHED = "scans.tasks.tell_finished"
ENOUGH = 100  # wake-ups that wait: whoever answers one sends the next
logger = structlog.get_logger(__name__)


def wake(count: int = 1) -> None:
    """Send `count` wake-ups, or what lacks to `ENOUGH`, inside the caller's transaction.

    With the queue in the database they are part of the transaction. With Redis they leave after
    the commit; a broker that does not answer before it is QUEUE_UNAVAILABLE, and nothing is stored.
    """
    if count <= 0:
        return
    try:
        broker = get_broker(SCANS)
        if Conf.ORM:
            _wake(count, broker)
            return
        broker.ping()
    except BROKER_ERRORS as error:
        raise ApiError(ErrorCode.QUEUE_UNAVAILABLE, "The task queue does not answer") from error
    transaction.on_commit(lambda: nudge(count))


def nudge(count: int = 1) -> None:
    """Send `count` wake-ups now, or what lacks to `ENOUGH`; a queue that does not answer is left to
    the reaper."""
    try:
        _wake(count, get_broker(SCANS))
    except BROKER_ERRORS as error:
        logger.warning("wake-up not sent", error=str(error))


def import_again(run_id: uuid.UUID) -> None:
    """Queue the import of a run's report, which was missed; a silent queue is tried again later."""
    try:
        async_task(TELL_FINISHED, str(run_id), cluster=IMPORTS)
    except BROKER_ERRORS as error:
        logger.warning("import not queued", error=str(error))


def look_at_tools() -> None:
    """Queue a look at which tools this machine has; for the start of a cluster."""
    try:
        async_task(LOOK_AT_TOOLS, cluster=DEFAULT)
    except UNREACHABLE as error:
        logger.warning("look at tools not queued", error=str(error))


def ping() -> None:
    """Ask the broker whether it is there; raises one of `BROKER_ERRORS` where it is not."""
    broker = get_broker()
    broker.ping()
    broker.queue_size()


def waiting(name: str) -> int:
    """How many tasks wait in the queue `name`."""
    return int(get_broker(name).queue_size())


def _wake(count: int, broker: Broker) -> None:
    for _ in range(min(count, ENOUGH - broker.queue_size())):
        async_task(WORK, broker=broker)


def hand_over(task: str, row_id: uuid.UUID) -> None:
    """Queue `task`, a function's path, for the row of that id on the queue of imports, inside the
    caller's transaction. QUEUE_UNAVAILABLE where the broker does not answer, with nothing stored.
    """
    try:
        broker = get_broker(IMPORTS)
        if Conf.ORM:
            async_task(task, str(row_id), broker=broker, timeout=settings.IMPORT_SECONDS)
            return
        broker.ping()
    except BROKER_ERRORS as error:
        raise ApiError(ErrorCode.QUEUE_UNAVAILABLE, "The task queue does not answer") from error
    transaction.on_commit(lambda: hand_over_again(task, row_id))


def hand_over_again(task: str, row_id: uuid.UUID) -> None:
    """Queue `task` for the row now; a queue that does not answer is left to the reaper."""
    try:
        async_task(task, str(row_id), cluster=IMPORTS, timeout=settings.IMPORT_SECONDS)
    except BROKER_ERRORS as error:
        logger.warning("task not queued", task=task, row=str(row_id), error=str(error))
