"""Encryption at rest: a JSON field whose column holds Fernet text.

`cryptography`'s MultiFernet does the work: the first key of FIELD_ENCRYPTION_KEYS encrypts, every
key decrypts, so a key is rotated by putting a new one in front and running
`manage.py rotate_credentials`.
"""

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models


def cipher() -> MultiFernet:
    """The cipher of the configured keys, newest first."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])


def encrypt(value: Any) -> str:
    return cipher().encrypt(json.dumps(value, separators=(",", ":")).encode()).decode("ascii")


def decrypt(text: str) -> Any:
    """The value of `text`; `ImproperlyConfigured` when no configured key opens it."""
    try:
        return json.loads(cipher().decrypt(text.encode("ascii")))
    except InvalidToken as error:
        raise ImproperlyConfigured(
            "no key of FIELD_ENCRYPTION_KEYS opens a stored credential"
        ) from error


class EncryptedJSONField(models.TextField):
    """JSON in Python, Fernet text in the database; cannot be searched."""

    # What django-stubs asks for the types of the attribute; it would be text.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else decrypt(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def value_to_string(self, obj: models.Model) -> str:
        return encrypt(self.value_from_object(obj))
