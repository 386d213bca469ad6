"""The backend that `DB_POOL=1` chooses; Django looks for it under this name.

Beside the pool it gives every connection two limits of PostgreSQL's own: a statement ends with the
request that asked for it (`WARDROOM_REQUEST_SECONDS`), and a lock is waited for `LOCK_SECONDS`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

from .pool import Pool

LOCK_SECONDS = 5


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with `Pool` in place of psycopg's."""

    @property
    def pool(self) -> Pool | None:
        options = self.settings_dict["OPTIONS"].get("pool")
        if self.alias == NO_DB_ALIAS or not options:
            return None
        pools: dict[str, Pool] = self._connection_pools  # type: ignore[attr-defined]
        if self.alias not in pools:
            parameters = {**self.get_connection_params(), "autocommit": True}
            # Of two threads that make one at once, the first sets it; none is open yet.
            pools.setdefault(self.alias, Pool(kwargs=parameters, configure=self._set_up, **options))
        return pools[self.alias]

    def _set_up(self, connection: Any) -> None:
        self._configure_connection(connection)  # type: ignore[attr-defined]
        connection.execute(f"SET statement_timeout = {settings.REQUEST_SECONDS * 1000:d}")
        connection.execute(f"SET lock_timeout = {LOCK_SECONDS * 1000}")
