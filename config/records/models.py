"""Rows that every app writes: ids only, no foreign keys, so that the cellar stays below all."""

from typing import Any, Never

from django.db import models
from django.utils import timezone

from .rows import Row


class AuditEntry(Row):
    """One change by a person or key, a sign-in or a refusal. Append-only."""

    actor = models.CharField(max_length=150, help_text="User name, or key name of a key.")
    actor_id = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=32, blank=True)
    action = models.CharField(max_length=64, help_text="Such as scan.start or member.remove.")
    object_type = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    project_id = models.UUIDField(null=True, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["-created"]),
            models.Index(fields=["project_id", "-created"]),
            models.Index(fields=["request_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.object_type} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("audit entries are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("audit entries are append-only")


class IdempotencyKey(Row):
    """A caller's key for one POST: being worked on while `status` is empty, else its answer."""

    caller = models.CharField(max_length=80, help_text="user:<id> or key:<id>.")
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=400)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64, help_text="SHA-256 of the request's body.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "method", "path", "key"], name="idempotency_key_once"
            )
        ]
        indexes = [models.Index(fields=["created"])]

    def __str__(self) -> str:
        return f"{self.caller} {self.method} {self.path} {self.key}"


class ApiCount(models.Model):
    """Answers of the API in one hour, by route and result; older hours are folded into `EPOCH`."""

    hour = models.DateTimeField(help_text="Start of the hour, UTC.")
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200, help_text="Pattern of the route, without values.")
    status = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=64, blank=True, help_text="Error code; empty: no error.")
    answers = models.PositiveBigIntegerField(default=0)
    milliseconds = models.PositiveBigIntegerField(default=0, help_text="Sum of response times.")
    retried = models.PositiveBigIntegerField(
        default=0, help_text="Requests that were the second attempt (X-Retry-Attempt: 2)."
    )
    repeats = models.PositiveBigIntegerField(
        default=0, help_text="Requests that were any later attempt than the first."
    )

    class Meta:
        verbose_name = "API count"
        constraints = [
            models.UniqueConstraint(
                fields=["hour", "method", "route", "status", "code"], name="api_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.method} {self.route} {self.status} {self.code}"


class RecentError(Row):
    """An error that the API answered with; in a storm one row stands for many alike."""

    created = models.DateTimeField(
        default=timezone.now, help_text="When it was answered, which is before it was stored."
    )
    request_id = models.CharField(max_length=128)
    code = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=8)
    route = models.CharField(max_length=200, help_text="Pattern of the route, without values.")
    path = models.CharField(max_length=400)
    message = models.CharField(max_length=200)
    details = models.CharField(max_length=1000, blank=True)
    cause = models.CharField(max_length=100, blank=True, help_text="Class of the exception.")
    user = models.CharField(max_length=150, blank=True, help_text="User or key name.")
    client_ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    trace_id = models.CharField(max_length=32, blank=True)
    attempt = models.PositiveSmallIntegerField(default=1, help_text="From X-Retry-Attempt.")
    response_time_ms = models.PositiveIntegerField(default=0)
    occurrences = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-created"]
        indexes = [
            models.Index(fields=["-created"]),
            models.Index(fields=["request_id"]),
            models.Index(fields=["code", "-created"]),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.code} {self.method} {self.path}"
