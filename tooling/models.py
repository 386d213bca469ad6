"""What is remembered of tools."""

from django.db import models

from config.records.rows import Row


class ToolStatus(Row):
    """What was last seen of a registered tool on a host: installed or not, and its version."""

    tool = models.CharField(max_length=40)
    host = models.CharField(max_length=255)
    path = models.CharField(max_length=500, blank=True, help_text="Empty: not installed.")
    version = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=300, blank=True)
    checked = models.DateTimeField(null=True, help_text="Empty: looked for, never started.")

    class Meta:
        ordering = ["tool"]
        verbose_name_plural = "tool statuses"
        constraints = [
            models.UniqueConstraint(fields=["tool", "host"], name="one_status_a_tool_and_host")
        ]

    def __str__(self) -> str:
        return f"{self.tool} on {self.host}"

    @property
    def is_installed(self) -> bool:
        return bool(self.path)
