"""What every row has: a UUIDv7 id, which sorts by time, and when it was made and changed."""

import uuid
from datetime import UTC, datetime, timedelta

import uuid_utils.compat
from django.db import models

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562)."""
    return uuid_utils.compat.uuid7()


def first_id(moment: datetime) -> uuid.UUID:
    """Not above any id made since `moment`: finds a table's newest rows by its primary key."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def tag(*parts: object) -> str:
    """A strong entity tag made of `parts`: times to the microsecond, anything else as its text."""
    words = [
        f"{(part - _EPOCH) // timedelta(microseconds=1):x}"
        if isinstance(part, datetime)
        else str(part)
        for part in parts
    ]
    return f'"{"-".join(words)}"'


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created = models.DateTimeField(auto_now_add=True, db_index=False)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    @property
    def etag(self) -> str:
        """The strong entity tag of the row as it stands: another one after each change."""
        return tag(self.updated)
