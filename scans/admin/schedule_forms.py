"""The form of a schedule: tools to tick, windows as lines, times checked before they are saved."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from config.errors.exceptions import ApiError
from scans import blackouts, schedules, timetables
from scans.api.serializers import SEVERITIES
from scans.models import Schedule
from tooling import registry

TIMING = ("cron", "time_zone", "blackouts")


class WindowsField(forms.CharField):
    """Blackout windows, one a line."""

    widget = UnfoldAdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(blackouts.to_line, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        entries, wrong = [], []
        for number, line in enumerate(str(value or "").splitlines(), start=1):
            if line.strip():
                try:
                    entries.append(blackouts.from_line(line))
                except ValueError as error:
                    wrong.append(f"Line {number} {error}.")
        if wrong:
            raise forms.ValidationError(wrong)
        return entries

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or []) != self.to_python(data))
        except forms.ValidationError:
            return True


class ScheduleForm(forms.ModelForm):
    """Its rules are the verb module's."""

    tools = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Narrow the profile's, or stand in place of a profile. None: all of the profile.",
    )
    severity_filter = forms.MultipleChoiceField(
        required=False,
        choices=[(word, word) for word in SEVERITIES],
        widget=forms.CheckboxSelectMultiple,
        help_text="None: every severity.",
    )
    time_zone = forms.ChoiceField(initial="UTC", widget=UnfoldAdminSelectWidget)
    blackouts = WindowsField(
        required=False,
        help_text="One a line: 'mon-fri 22:00-06:00 # backup', '12:00-13:00' for every day, or "
        "'2026-12-24 12:00 to 2027-01-01'. Nothing is started then.",
    )

    class Meta:
        model = Schedule
        fields = [
            "project", "name", "target", "active", "profile", "tools", "options", "credential",
            "severity_filter", "timeout_seconds", "max_parallel", "cron", "time_zone", "blackouts",
            "jitter_seconds", "missed", "grace_seconds",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tools" in self.fields:  # not where somebody only looks
            tools: Any = self.fields["tools"]
            tools.choices = [(name, name) for name in registry.all_tools()]
            zones: Any = self.fields["time_zone"]
            zones.choices = [(name, name) for name in sorted(timetables.zone_names())]

    def clean_options(self) -> dict[str, Any]:
        options = self.cleaned_data["options"] or {}
        if not isinstance(options, dict) or not all(isinstance(o, dict) for o in options.values()):
            raise forms.ValidationError('By tool, such as {"bandit": {"severity": "high"}}.')
        return options

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if set(TIMING) <= set(cleaned):
            try:
                schedules.timetable(Schedule(**{name: cleaned[name] for name in TIMING}))
            except ApiError as error:
                for wrong in error.errors:
                    field, _, number = wrong.field.partition(".")
                    line = f"Window {int(number.split('.')[0]) + 1}: " if number else ""
                    self.add_error(field, f"{line}{wrong.message}")
        return cleaned
