"""The page of credentials: what is configured, who it is, when it ends. Never a value."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projects.callers import Caller
from projects.credential_kinds import FIELDS, REQUIRED
from projects.models import Credential, Project, Target
from projects.roles import Action

KINDS = [
    {
        "name": kind.value,
        "label": kind.label,
        "fields": FIELDS[kind],
        "required": REQUIRED.get(kind, ()) if kind is not Credential.Kind.AWS else (),
    }
    for kind in Credential.Kind
]


@login_required
@require_GET
def credential_page(request: HttpRequest) -> HttpResponse:
    """The credentials of the projects that the caller configures; nobody else sees that there are
    any. Three queries, and nothing is decrypted."""
    in_use = Target.objects.filter(retired=False).order_by("name", "locator")
    rows = (
        Credential.objects.defer("values")
        .order_by("name")
        .prefetch_related(Prefetch("target_set", in_use, to_attr="used_by"))
    )
    projects = (
        Project.objects.for_caller(Caller.of(request), Action.CONFIGURE)
        .filter(archived=False)
        .order_by("name")
        .prefetch_related(Prefetch("credentials", rows, to_attr="shown_credentials"))
    )
    return render(request, "credentials.html", {"projects": projects, "kinds": KINDS})
