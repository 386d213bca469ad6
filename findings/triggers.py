"""The trigger that keeps decisions as they were written, for both databases.

Foreign keys may still become NULL (a user or run goes), and a decision goes with its finding.
SQLite rebuilds a table to alter it and drops its triggers: a later migration that alters
`findings_triagedecision` installs this again (tests/findings/test_constraints.py fails otherwise).
"""

from typing import Any

TABLE = "findings_triagedecision"
MESSAGE = "decisions are append-only"
WRITTEN = (
    "id",
    "created",
    "finding_id",
    "source",
    "from_status",
    "to_status",
    "by_name",
    "reason",
    "expires_at",
    "request_id",
)
REFERENCES = ("by_id", "run_id")


def _changed(differs: str) -> str:
    written = [f"OLD.{column} {differs} NEW.{column}" for column in WRITTEN]
    referred = [
        f"(NEW.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column})"
        for column in REFERENCES
    ]
    return " OR ".join([*written, *referred])


SQLITE = f"""
CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE ON {TABLE}
WHEN {_changed("IS NOT")}
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION {TABLE}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE ON {TABLE} FOR EACH ROW
WHEN ({_changed("IS DISTINCT FROM")})
EXECUTE FUNCTION {TABLE}_append_only()
"""


def install(apps: Any, schema_editor: Any) -> None:
    """For `RunPython`."""
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_append_only")
    else:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_append_only() CASCADE")
