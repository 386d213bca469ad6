"""Events: numbered without gaps, in the transaction of what they tell."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from scans import events
from scans.models import ScanEvent, Topic
from tests.make import make_scan


def numbers(topic: str) -> list[int]:
    return list(ScanEvent.objects.after(topic, 0, 10_000).values_list("seq", flat=True))


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_under_concurrency():
    scan = make_scan()

    def write(number):
        try:
            for index in range(10):
                with transaction.atomic():
                    events.emit_all(
                        scan, [events.Event("tool.log", {"n": index})] * (1 + number % 3)
                    )
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))

    written = 10 * (1 + 2 + 3) * 2
    assert numbers(events.scan_topic(scan.pk)) == list(range(1, written + 1))


@pytest.mark.django_db(transaction=True)
def test_rolled_back_event_leaves_no_gap():
    scan = make_scan()

    with transaction.atomic():
        events.emit(scan, "tool.log", {"lines": 1})
        transaction.set_rollback(True)
    with transaction.atomic():
        events.emit(scan, "tool.log", {"lines": 2})

    assert numbers(events.scan_topic(scan.pk)) == [1]


@pytest.mark.django_db(transaction=True)
def test_event_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        events.emit(make_scan(), "tool.log", {"lines": 1})

    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_project_gets_a_thinned_copy_and_no_log_or_progress():
    scan = make_scan(tools=("bandit",))
    run = scan.runs.get()
    run.error = "secret detail"

    events.emit_all(
        scan,
        [
            events.tool_started(run, 1),
            events.tool_progress(run, 50, "half"),
            events.tool_log(run, 3),
            events.tool_finished(run, run, 1),
            events.findings_created(3, ["a", "b", "c"]),
        ],
    )

    of_scan = ScanEvent.objects.after(events.scan_topic(scan.pk), 0)
    of_project = ScanEvent.objects.after(events.project_topic(scan.project_id), 0)
    assert [event.type for event in of_scan] == [
        "tool.started", "tool.progress", "tool.log", "tool.finished", "findings.created",
    ]  # fmt: skip
    assert [(event.seq, event.type, event.data) for event in of_project] == [
        (1, "tool.started", {"tool": "bandit"}),
        (2, "tool.finished", {"tool": "bandit", "state": "queued", "outcome": ""}),
        (3, "findings.created", {"count": 3}),
    ]
    assert {event.scan_id for event in of_project} == {scan.pk}


@pytest.mark.django_db
def test_at_most_a_hundred_ids_travel():
    event = events.findings_created(250, [str(n) for n in range(250)])

    assert event.data["count"] == 250
    assert len(event.data["ids"]) == 100


@pytest.mark.django_db
def test_a_batch_costs_two_statements_a_topic(django_assert_num_queries):
    scan = make_scan(tools=("bandit",))
    batch = [events.tool_started(scan.runs.get(), 1)] * 20

    with django_assert_num_queries(4):
        events.emit_all(scan, batch)
