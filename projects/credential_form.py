"""The admin's form of a credential: fields by kind, typed in and never shown again."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from .credential_kinds import FIELDS, Field
from .models import Credential


class _Unshown(UnfoldAdminTextareaWidget):
    """A text that is not written back, not even where its form was refused."""

    def format_value(self, value: Any) -> str:
        return ""


def form_name(kind: str, field: Field) -> str:
    return f"{kind}__{field.name}"


def _form_field(field: Field) -> forms.CharField:
    off = {"autocomplete": "off", "spellcheck": "false"}
    widget: forms.Widget = UnfoldAdminTextInputWidget(attrs=off)
    if field.is_document:
        widget = _Unshown(attrs=off)
    elif field.is_secret:
        widget = UnfoldAdminPasswordWidget(attrs={**off, "autocomplete": "new-password"})
    return forms.CharField(
        label=field.label,
        help_text=field.help,
        widget=widget,
        required=False,
        strip=not field.is_document,
    )


_Values = type(
    "_Values",
    (forms.Form,),
    {form_name(k, field): _form_field(field) for k, fields in FIELDS.items() for field in fields},
)


class CredentialForm(forms.ModelForm, _Values):  # type: ignore[misc, valid-type]
    """What is left empty is not stored; with nothing filled in, what is stored stays."""

    variables = forms.CharField(
        widget=_Unshown(attrs={"autocomplete": "off", "spellcheck": "false"}),
        required=False,
        strip=False,
        help_text="Plain environment variables, one NAME=value a line.",
    )

    class Meta:
        model = Credential
        fields = ["project", "name", "kind", "expires"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Shown, since the fields that are shown depend on it, but not to be changed.
        self.fields["kind"].disabled = not self.instance._state.adding

    def clean_variables(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for number, line in enumerate(self.cleaned_data["variables"].splitlines(), start=1):
            name, equals, value = line.partition("=")
            if line.strip() and not (equals and name.strip()):
                raise forms.ValidationError(f"Line {number} is not NAME=value.")
            if line.strip():
                values[name.strip()] = value
        return values

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance._state.adding and not self.errors and not self.values():
            raise forms.ValidationError("A credential needs at least one value.")
        return cleaned

    def values(self) -> dict[str, str]:
        """What was typed in, for the kind that is chosen."""
        kind = self.cleaned_data.get("kind") or self.instance.kind
        typed = {f.name: self.cleaned_data.get(form_name(kind, f), "") for f in FIELDS[kind]}
        given = {name: value for name, value in typed.items() if value.strip()}
        return {**given, **self.cleaned_data.get("variables", {})}
