"""The trigger that makes an attempt's terminal state final, for both databases.

SQLite rebuilds a table to alter it and drops its triggers: a later migration that alters
`scans_attempt` installs this again (tests/scans/test_triggers.py fails otherwise).
"""

from typing import Any

from .states import TERMINAL

FINAL = ", ".join(f"'{state.value}'" for state in sorted(TERMINAL))
MESSAGE = "the terminal state of an attempt is final"

SQLITE = f"""
CREATE TRIGGER scans_attempt_final BEFORE UPDATE OF state ON scans_attempt
WHEN OLD.state IN ({FINAL}) AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION scans_attempt_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER scans_attempt_final BEFORE UPDATE OF state ON scans_attempt FOR EACH ROW
WHEN (OLD.state IN ({FINAL}) AND NEW.state IS DISTINCT FROM OLD.state)
EXECUTE FUNCTION scans_attempt_final()
"""


def install(apps: Any, schema_editor: Any) -> None:
    """For `RunPython`."""
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def remove(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS scans_attempt_final")
    else:
        schema_editor.execute("DROP FUNCTION IF EXISTS scans_attempt_final() CASCADE")
