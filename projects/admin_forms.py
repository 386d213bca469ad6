"""Forms of the admin whose fields are not the model's own: members and scopes."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from .models import ApiKey, Membership, User
from .roles import Scope


class MembershipForm(forms.ModelForm):
    """A member is named, not chosen from a list: an owner need not see all accounts."""

    username = forms.CharField(max_length=150, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Membership
        fields = ["role"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding and "username" in self.fields:
            self.fields["username"].initial = self.instance.user.get_username()
            self.fields["username"].disabled = True

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if self.instance._state.adding:
            user = User.objects.filter(username=username, is_active=True).first()
            if user is None:
                raise forms.ValidationError("There is no active user of that name.")
            self.instance.user = user
        return username


class ApiKeyForm(forms.ModelForm):
    """What a new key may be used for."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, required=True
    )

    class Meta:
        model = ApiKey
        fields = ["name", "project", "scopes", "expires"]

    def clean_scopes(self) -> list[Any]:
        return sorted(self.cleaned_data["scopes"])
