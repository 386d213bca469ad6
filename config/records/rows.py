"""What every row has: a UUIDv7 id, which sorts by time, and when it was made and changed."""

import uuid

import uuid_utils.compat
from django.db import models


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562)."""
    return uuid_utils.compat.uuid7()


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created = models.DateTimeField(auto_now_add=True, db_index=False)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
