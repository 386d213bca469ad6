"""What `scans` tells the floors above."""

from django.dispatch import Signal

# Sent with `run_id` after the commit that ended a run whose report holds findings, or holds none
# (outcomes clean, findings, findings_with_errors). May be sent again: receivers are idempotent.
run_finished = Signal()

# Sent every few seconds by each worker's reaper while nothing waits in the queue of imports:
# receivers queue again what was missed.
imports_are_idle = Signal()
