"""`manage.py rotate_credentials`: encrypt every stored credential with the newest key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from projects import credentials


class Command(BaseCommand):
    help = "Encrypts every stored credential with the first key of FIELD_ENCRYPTION_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        rotated, closed = credentials.rotate_all()
        self.stdout.write(f"{rotated} credentials are encrypted with the first key.")
        if closed:
            names = ", ".join(f"{one} ({one.pk})" for one in closed)
            raise CommandError(f"No key of FIELD_ENCRYPTION_KEYS opens: {names}")
