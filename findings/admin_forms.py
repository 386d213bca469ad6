"""The page between an action and a decision: reason, and end of an accepted risk."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextareaWidget

from .models import Status
from .triage import ACCEPTED_DAYS, MAX_ACCEPTED_DAYS, MAX_REASON


def default_end() -> date:
    return timezone.now().date() + timedelta(days=ACCEPTED_DAYS)


class DecisionForm(forms.Form):
    """Reason of a decision; the rules are the verb module's."""

    reason = forms.CharField(
        required=False,
        max_length=MAX_REASON,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept in the finding's history.",
    )


class AcceptRiskForm(DecisionForm):
    until = forms.DateField(
        initial=default_end,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"The last day. At most {MAX_ACCEPTED_DAYS - 1} days from today.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


def form_for(status: str) -> type[DecisionForm]:
    return AcceptRiskForm if status == Status.ACCEPTED_RISK else DecisionForm


def decision_of(form: DecisionForm) -> dict[str, Any]:
    """What the form says, as `triage.decide` takes it. A day ends with its last second."""
    asked: dict[str, Any] = {"reason": form.cleaned_data["reason"]}
    until = form.cleaned_data.get("until")
    if until is not None:
        end = datetime.combine(until, time(23, 59, 59))
        asked["expires_at"] = timezone.make_aware(end)
    return asked
