"""Rows that every app writes: ids only, no foreign keys, so that the cellar stays below all."""

from typing import Any, Never

from django.db import models

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
