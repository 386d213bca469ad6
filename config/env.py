"""The environment, read once: every variable Wardroom knows, its type, default and meaning.

A bad value stops start-up with its name. `docs/settings.md` is checked against `VARIABLES`.
"""

import ipaddress
import logging
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config.records import rates

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
    "DB_BUSY_SECONDS": "How long SQLite is waited for while another process writes. Default 20; 5 "
    "in web processes.",
    "REDIS_URL": "Optional; shared cache and rate limits of the scaled shape.",
    "WARDROOM_DATA_DIR": "Where keys, logs, reports and tool environments live. Default: var/.",
    "FIELD_ENCRYPTION_KEYS": "Comma-separated Fernet keys, newest first. Made in the data folder "
    "outside production mode.",
    "SCAN_ALLOWED_HOSTS": "Host names, addresses and networks that may be scanned. Default: "
    "loopback only.",
    "CREDENTIAL_CHECK_HOSTS": "Public hosts to which a credential may be shown when it is "
    "checked, beside SCAN_ALLOWED_HOSTS; * stands for one label. Default: the sign-in hosts of "
    "AWS, Azure and Google Cloud.",
    "SCAN_ALLOWED_PATHS": "Folders whose content may be scanned. Default: docs/demo; "
    "targets/<project id>/ in the data folder is always allowed.",
    "WARDROOM_SERVER_PORTS": "Ports on this machine that are never scanned: the server's own.",
    "NUCLEI_PATH": "Path of the nuclei binary.",
    "NUCLEI_TEMPLATES": "Folder of nuclei's templates. Default: /usr/share/nuclei-templates.",
    "TOOL_PATHS": "Paths of tools as name=path pairs.",
    "TOOL_EXECUTORS": "Where tools run, as name=local or name=container pairs; default=container "
    "is for all others. Default: local.",
    "TOOL_IMAGES": "Container images of tools as name=image pairs, in place of those in the "
    "tools' files.",
    "TOOL_LIMITS": "The most that a run may use, as name=number pairs, such as "
    "memory_bytes=4000000000,seconds=7200. Names and defaults: limits-and-executors.md.",
    "CONTAINER_ENGINE": "Command line of the container engine. Default: docker, else podman, from "
    "PATH.",
    "CONTAINER_PULL": "1 lets the engine fetch an image that is missing when a run needs it. "
    "Default 0.",
    "CONTAINER_KEEP_FAILED": "1 keeps the container of a run that failed, for `docker logs`; it "
    "holds the run's secrets. Default 0.",
    "WARDROOM_CGROUP": "A cgroup (version 2) folder that is Wardroom's own, for the runs' limits. "
    "Default: the worker's, where systemd delegated it.",
    "WARDROOM_WORKERS": "Tools that a cluster runs at once, a process each. Default 4; 1 in a "
    "cluster of the queue imports or default alone.",
    "WARDROOM_PROJECT_RUNS": "The most tools of a project that run at once, over all workers, "
    "where the project has no number of its own. Default 8.",
    "TOOL_RUNS": "The most runs of a tool at once, over all workers and projects, as name=number "
    "pairs; default=number is for all others. Default: no more than there are workers.",
    "Q_CLUSTER_NAME": "The only queue that a cluster serves: scans, imports or default. "
    "`manage.py qcluster --name` sets it. Default: all.",
    "RATE_LIMITS": "Rate limits as name=rate pairs, such as "
    "general=200/minute,playbooks=off,streams=5. Names and defaults: rate-limits.md.",
    "TRUSTED_PROXIES": "Addresses and networks of the proxies whose X-Forwarded-For is believed. "
    "Default: none.",
    "WARDROOM_LOG_LEVEL": "Log level. Default INFO.",
    "WARDROOM_ERROR_DAYS": "Days for which single API errors and hourly counts are kept. "
    "Default 30.",
    "WARDROOM_INCLUDE_STACK_TRACES": "1 adds the stack to a traced error (X-Trace) of a person of "
    "the staff, where DEBUG is on; without DEBUG it does nothing. Default 0.",
    "WARDROOM_REQUEST_SECONDS": "How long a request may take until its answer begins; then it is "
    "answered with 504. Default 60.",
    "WARDROOM_IMPORT_SECONDS": "How long the import of a report may take. Default 3600.",
    "WARDROOM_IMPORT_BYTES": "The largest report that is imported, as it comes and unpacked. "
    "Default 2000000000.",
    "WARDROOM_BASE_URL": "Absolute URL of this server, for links that leave it.",
}


class Env(environ.Env):
    """django-environ with two more types."""

    def ports(self, name: str, default: list[int]) -> list[int]:
        ports = [int(port) for port in self.list(name, default=default)]
        if not all(0 < port < 65536 for port in ports):
            raise ValueError("ports lie between 1 and 65535")
        return ports

    def seconds(self, name: str, default: int) -> int:
        return self.number(name, default)

    def number(self, name: str, default: int) -> int:
        number: int = self.int(name, default=default)
        if number < 1:
            raise ValueError("it must be at least 1")
        return number

    def numbers(self, name: str, default: dict[str, int]) -> dict[str, int]:
        """Names with whole numbers from 1."""
        read = {key: int(text) for key, text in self.dict(name, default=default).items()}
        if any(number < 1 for number in read.values()):
            raise ValueError("each number must be at least 1")
        return read

    def level(self, name: str, default: str) -> str:
        level = self.str(name, default=default).upper()
        if level not in logging.getLevelNamesMapping():
            raise ValueError(f"{level} is not a log level")
        return level

    def rates(self, name: str, default: dict[str, str]) -> rates.Table:
        return rates.table(self.dict(name, default=default))

    def networks(self, name: str, default: list[str]) -> list[Any]:
        return [ipaddress.ip_network(text) for text in self.list(name, default=default)]


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
