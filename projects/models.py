"""Projects, their members, targets and credentials, and the keys of programs."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from config.records.rows import Row, new_id, tag

from .encryption import EncryptedJSONField
from .querysets import CredentialQuerySet, InProjectQuerySet, ProjectQuerySet
from .roles import Role, Scope

if TYPE_CHECKING:
    from datetime import datetime


class User(AbstractUser):
    """A person. Object rights come from memberships, never from is_staff alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's answer, and what staff may do without being granted it: create projects."""
        if perm == "projects.add_project" and self.is_active and self.is_staff:
            return True
        return super().has_perm(perm, obj)


class Project(Row):
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    archived = models.BooleanField(default=False)
    max_runs = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Most tool runs at once; empty: the server's WARDROOM_PROJECT_RUNS.",
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(Row):
    project = models.ForeignKey(Project, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.VIEWER)
    is_default = models.BooleanField(default=False, help_text="Used where no project is named.")

    objects = InProjectQuerySet.as_manager()

    class Meta:
        ordering = ["project__name", "user__username"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_membership_a_user"),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_default=True), name="one_default_a_user"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"


class Credential(Row):
    """Secrets that tools need. Encrypted at rest, write-only; nobody reads the values back.

    `last_…` are of the last check on demand; they go when the values are replaced.
    """

    class Kind(models.TextChoices):
        AWS = "aws", "AWS"
        AZURE = "azure", "Azure service principal"
        GCP = "gcp", "GCP service account"
        KUBERNETES = "kubernetes", "Kubernetes config"
        GENERIC = "generic", "Environment variables"

    class Result(models.TextChoices):
        """Of a check: `ok`, that there is none for it, or the outcome that a tool would have."""

        OK = "ok", "OK"
        AUTH_FAILED = "auth_failed", "Refused"
        PERMISSION_DENIED = "permission_denied", "Not permitted"
        THROTTLED = "throttled", "Throttled"
        NETWORK = "network", "Not reached"
        NOT_CHECKABLE = "not_checkable", "Cannot be checked"

    project = models.ForeignKey(Project, models.CASCADE, related_name="credentials")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    values = EncryptedJSONField(
        help_text="Fields of the kind, and environment variables; handed to tools by environment "
        "and private files only."
    )
    expires = models.DateTimeField(null=True, blank=True)
    last_checked = models.DateTimeField(null=True, editable=False)
    last_result = models.CharField(
        max_length=20, choices=Result.choices, blank=True, default="", editable=False
    )
    last_error = models.CharField(max_length=300, blank=True, default="", editable=False)
    last_cause = models.CharField(max_length=300, blank=True, default="", editable=False)
    last_identity = models.CharField(max_length=300, blank=True, default="", editable=False)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_credential_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def etag(self) -> str:
        """Its project is shown with it."""
        return tag(self.updated, self.project.updated)

    def has_expired(self, now: datetime | None = None) -> bool:
        return self.expires is not None and self.expires <= (now or timezone.now())


class Target(Row):
    class Kind(models.TextChoices):
        REPOSITORY = "repository", "Repository"
        IAC = "iac", "Infrastructure as code"
        WEB = "web", "Web application"
        HOST = "host", "Host"
        CLOUD_ACCOUNT = "cloud_account", "Cloud account"
        IMAGE = "image", "Container image"
        IMPORTED = "imported", "Imported reports"

    project = models.ForeignKey(Project, models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    locator = models.CharField(max_length=2000, help_text="Path, URL, host or account.")
    name = models.CharField(max_length=200, blank=True)
    credential = models.ForeignKey(Credential, models.SET_NULL, null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)
    retired = models.BooleanField(default=False)

    objects = InProjectQuerySet.as_manager()

    class Meta:
        ordering = ["name", "locator"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "locator"], name="one_target")
        ]
        permissions = [("scan_host", "Can scan hosts")]

    def __str__(self) -> str:
        return self.name or self.locator

    @property
    def etag(self) -> str:
        """Its project is shown with it, and its credential goes without a word."""
        return tag(self.updated, self.project.updated, self.credential_id or 0)


class ApiKey(Row):
    """A program's key: prefix to find it by, SHA-256 to know it by; shown once when made.

    A key is 32 random bytes, so a fast hash is enough (no dictionary to try).
    """

    name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="api_keys"
    )
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list, help_text=", ".join(Scope.values))
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True, editable=False)

    objects = InProjectQuerySet.as_manager()

    class Meta:
        ordering = ["-created"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def make(cls, **fields: object) -> tuple[ApiKey, str]:
        """An unsaved key and its secret text `wr_<prefix>_<random>`, which is not kept."""
        prefix = secrets.token_hex(6)
        text = f"wr_{prefix}_{secrets.token_urlsafe(32)}"
        return cls(prefix=prefix, digest=cls.digest_of(text), **fields), text

    @staticmethod
    def digest_of(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    def is_usable(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return self.revoked is None and (self.expires is None or self.expires > now)
