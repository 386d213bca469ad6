"""The environment, read once: every variable Wardroom knows, its type, default and meaning.

A bad value stops start-up with its name. `docs/settings.md` is checked against `VARIABLES`.
"""

import logging
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

VARIABLES: dict[str, str] = {
    "WARDROOM_PRODUCTION": "1 turns on production mode: keys are required, cookies and redirects "
    "are for https only. Default 0.",
    "SECRET_KEY": "Django's signing key. Made in the data folder outside production mode.",
    "DEBUG": "1 shows technical error pages. Never in production mode. Default 0.",
    "ALLOWED_HOSTS": "Host names that the server answers to. Default: loopback.",
    "CSRF_TRUSTED_ORIGINS": "Origins that may post forms and open websockets besides the "
    "server's own.",
    "DATABASE_URL": "Default: SQLite in the data folder. postgres://user:password@host/name for "
    "the scaled shape.",
    "DB_POOL": "1 uses a connection pool (web processes on PostgreSQL; config.asgi sets it, "
    "workers ignore it).",
    "REDIS_URL": "Optional; shared cache of the scaled shape.",
    "WARDROOM_DATA_DIR": "Where keys, logs, reports and tool environments live. Default: var/.",
    "FIELD_ENCRYPTION_KEYS": "Comma-separated Fernet keys, newest first. Made in the data folder "
    "outside production mode.",
    "SCAN_ALLOWED_HOSTS": "Host names, addresses and networks that may be scanned. Default: "
    "loopback only.",
    "SCAN_ALLOWED_PATHS": "Folders whose content may be scanned. Default: docs/demo; "
    "targets/<project id>/ in the data folder is always allowed.",
    "WARDROOM_SERVER_PORTS": "Ports on this machine that are never scanned: the server's own.",
    "NUCLEI_PATH": "Path of the nuclei binary.",
    "TOOL_PATHS": "Paths of tools as name=path pairs.",
    "WARDROOM_WORKERS": "Worker processes of a cluster. Default 4.",
    "WARDROOM_LOG_LEVEL": "Log level. Default INFO.",
    "WARDROOM_BASE_URL": "Absolute URL of this server, for links that leave it.",
}


class Env(environ.Env):
    """django-environ with two more types."""

    def ports(self, name: str, default: list[int]) -> list[int]:
        ports = [int(port) for port in self.list(name, default=default)]
        if not all(0 < port < 65536 for port in ports):
            raise ValueError("ports lie between 1 and 65535")
        return ports

    def level(self, name: str, default: str) -> str:
        level = self.str(name, default=default).upper()
        if level not in logging.getLevelNamesMapping():
            raise ValueError(f"{level} is not a log level")
        return level


env = Env()


def setting(name: str, cast: str, default: Any) -> Any:
    """The variable `name` through django-environ's `cast`; a bad value names itself."""
    if name not in VARIABLES:
        raise ImproperlyConfigured(f"{name} is not described in config.env.VARIABLES")
    try:
        return getattr(env, cast)(name, default=default)
    except (ValueError, TypeError, ImproperlyConfigured) as error:
        raise ImproperlyConfigured(f"{name} has a bad value: {error}") from error


def generated_key(data_dir: Path, name: str, make: Any) -> str:
    """The key kept in `<data_dir>/keys/<name>`, mode 0600, made once by `make()`."""
    path = data_dir / "keys" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f"{name}.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_text(make(), encoding="ascii")
        try:
            path.hardlink_to(temporary)  # atomic: two processes that start at once share one key
        except FileExistsError:
            pass
        temporary.unlink()
    return path.read_text(encoding="ascii").strip()
