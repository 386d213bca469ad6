"""Django's settings, all from the environment (`config.env`), with safe defaults."""

import secrets
import sys
from datetime import timedelta
from pathlib import Path

from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from tooling import limits
from tooling.sanitizer import Sanitizer

from .env import BASE_DIR, generated_key, setting
from .logs import configure

PRODUCTION = setting("WARDROOM_PRODUCTION", "bool", False)
DEBUG = setting("DEBUG", "bool", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG cannot be on together with WARDROOM_PRODUCTION")

DATA_DIR = Path(setting("WARDROOM_DATA_DIR", "str", str(BASE_DIR / "var"))).absolute()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


def _key(name: str, file: str, make) -> str:  # type: ignore[no-untyped-def]
    value = setting(name, "str", "")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"{name} is required in production mode")
    return value or generated_key(DATA_DIR, file, make)


SECRET_KEY = _key("SECRET_KEY", "secret_key", lambda: secrets.token_urlsafe(64))
FIELD_ENCRYPTION_KEYS = [
    key.strip()
    for key in _key(
        "FIELD_ENCRYPTION_KEYS", "field_encryption_keys", lambda: Fernet.generate_key().decode()
    ).split(",")
]
try:
    for _value in FIELD_ENCRYPTION_KEYS:
        Fernet(_value)
except ValueError as error:
    raise ImproperlyConfigured(f"FIELD_ENCRYPTION_KEYS has a bad value: {error}") from error

ALLOWED_HOSTS = setting("ALLOWED_HOSTS", "list", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = setting("CSRF_TRUSTED_ORIGINS", "list", [])
BASE_URL = setting("WARDROOM_BASE_URL", "str", "")

# Applications, cellar first. `scans` stands before django_q to own the `qcluster` command.
INSTALLED_APPS = [
    "daphne",
    "unfold.apps.BasicAppConfig",  # the site is ours: config.admin
    "unfold.contrib.filters",
    "config.apps.WardroomAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "config",
    "config.records",
    "projects",
    "tooling",
    "scans",
    "findings",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "channels",
    "django_q",
]

MIDDLEWARE = [
    "config.errors.request_id.RequestIdMiddleware",
    "config.errors.tracing.TraceMiddleware",
    "config.records.watching.noting.WatchingMiddleware",
    "config.errors.handlers.ErrorContractMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# Database: SQLite that withstands several writers, or PostgreSQL.
DATABASES = {
    "default": setting("DATABASE_URL", "db_url", f"sqlite:///{DATA_DIR / 'wardroom.sqlite3'}")
}
_database = DATABASES["default"]
EMBEDDED = _database["ENGINE"] == "django.db.backends.sqlite3"
if EMBEDDED:
    # WAL alone makes lock errors worse; IMMEDIATE is the cure (measured, docs/decisions).
    _database["OPTIONS"] = {
        "timeout": setting("DB_BUSY_SECONDS", "int", 20),
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _options = _database.setdefault("OPTIONS", {})
    _options.setdefault("connect_timeout", 2)
    _options.setdefault("tcp_user_timeout", 5000)
    if setting("DB_POOL", "bool", False):
        _database["ENGINE"] = "config.postgresql"
        _options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
else:
    raise ImproperlyConfigured("DATABASE_URL must be sqlite:// or postgres://")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = setting("REDIS_URL", "str", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# People
AUTH_USER_MODEL = "projects.User"
AUTHENTICATION_BACKENDS = [
    "projects.sign_ins.SignInGuard",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"
REST_KNOX = {
    "TOKEN_TTL": timedelta(hours=10),
    "AUTH_HEADER_PREFIX": "Bearer",
    "TOKEN_LIMIT_PER_USER": None,
}

# Security
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "config.errors.handlers.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# The largest body, in bytes, by the beginning of the path; the longest that fits counts.
BODY_BYTES = {"/": DATA_UPLOAD_MAX_MEMORY_SIZE}
# Reports, also unpacked; their requests carry a little more than the file.
IMPORT_SECONDS: int = setting("WARDROOM_IMPORT_SECONDS", "number", 3600)
IMPORT_BYTES: int = setting("WARDROOM_IMPORT_BYTES", "number", 2_000_000_000)
for _path in ("/api/imports", "/api/v1/imports", "/admin/findings/upload/add/"):
    BODY_BYTES[_path] = IMPORT_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE
INCOMING_DIR = DATA_DIR / "incoming"  # on the disk of the storage, into which files are moved
INCOMING_DIR.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_TEMP_DIR = str(INCOMING_DIR)
FILE_UPLOAD_HANDLERS = ["config.upload_files.OwnedFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1
# A request that has no answer by then is answered with 504; streams and websockets go on.
REQUEST_SECONDS: int = setting("WARDROOM_REQUEST_SECONDS", "seconds", 60)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language, files
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(mode=0o755, exist_ok=True)  # whitenoise looks into it at start
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
WHITENOISE_USE_FINDERS = True  # a fresh checkout serves its static files without collectstatic
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# API
API_VERSION = "v1"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "projects.api.authentication.BearerAuthentication",
        "projects.api.authentication.ApiKeyAuthentication",
        "projects.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["projects.api.permissions.IsSignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["config.errors.negotiation.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "config.errors.parsers.JSONParser",
        "config.errors.parsers.FormParser",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.errors.negotiation.ContentNegotiation",
    "DEFAULT_SCHEMA_CLASS": "config.errors.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["config.queries.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.CursorPagination",
    "DATETIME_FORMAT": None,  # the renderer writes times: Z, milliseconds
    "URL_FORMAT_OVERRIDE": None,  # formats are negotiated by Accept; ?format= is a parameter
    "DEFAULT_THROTTLE_CLASSES": ["projects.api.throttling.RateThrottle"],
    "EXCEPTION_HANDLER": "projects.api.throttling.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Wardroom",
    "DESCRIPTION": "Runs security scanners, tells the truth about them, and keeps their findings.",
    "VERSION": "1.0.0",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SERVERS": [{"url": "/", "description": "The server that the document came from."}],
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "ENUM_NAME_OVERRIDES": {
        "TargetKind": "projects.models.Target.Kind",
        "CredentialKind": "projects.models.Credential.Kind",
        "CredentialResult": "projects.models.Credential.Result",
        "ProjectRole": "projects.roles.Role",
        "ScanStatus": "scans.states.ScanStatus",
        "RunState": "scans.states.RunState",
        "FindingStatus": "findings.models.Status",
        "ImportStatus": "findings.models.Upload.State",
        "Severity": "findings.models.Severity",
    },
    "SCHEMA_PATH_PREFIX": r"/api/v1|/p/[^/]+",
    "PREPROCESSING_HOOKS": ["config.errors.openapi.documented_paths"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.errors.openapi.add_error_components",
        "config.errors.openapi.drop_database_ranges",
    ],
}

# Limits. They count by client address where nobody is signed in.
RATE_LIMITS = setting("RATE_LIMITS", "rates", {})
TRUSTED_PROXIES = setting("TRUSTED_PROXIES", "networks", [])

# Work. A task only wakes a worker; leases of our own carry the truth (scans.leases).
MAX_RUN_SECONDS = 24 * 3600
PROJECT_RUNS: int = setting("WARDROOM_PROJECT_RUNS", "number", 8)
TOOL_RUNS: dict[str, int] = setting("TOOL_RUNS", "numbers", {})
# A cluster serves all queues, or the one that it is named for.
QUEUES = ("scans", "imports", "default")
_served = setting("Q_CLUSTER_NAME", "str", "")
if _served and _served not in QUEUES:
    raise ImproperlyConfigured(
        f"Q_CLUSTER_NAME has a bad value: {_served!r} is none of {', '.join(QUEUES)}"
    )
QUEUES_SERVED = (_served,) if _served else QUEUES
TOOLS_AT_ONCE: int = setting("WARDROOM_WORKERS", "number", 4 if "scans" in QUEUES_SERVED else 1)
Q_CLUSTER = {
    "name": "default",
    "ALT_CLUSTERS": {name: {} for name in QUEUES},
    "broker_class": "scans.broker.Broker",
    "orm": "default",
    # One more than tools may run, so that imports and small tasks never wait for a tool's end.
    "workers": TOOLS_AT_ONCE if _served else TOOLS_AT_ONCE + 1,
    "queue_limit": 1,
    "bulk": 1,
    "poll": 0.1,
    "timeout": MAX_RUN_SECONDS + 120,
    "retry": MAX_RUN_SECONDS + 720,
    "max_attempts": 1,
    "ack_failures": True,
    "save_limit": -1,
    "recycle": 200,
    "max_rss": 600_000,
    "catch_up": False,
    "guard_cycle": 1,
    "label": "Task queue",
}

# Scanning
SCAN_ALLOWED_HOSTS = setting("SCAN_ALLOWED_HOSTS", "list", ["127.0.0.0/8", "::1", "localhost"])
CREDENTIAL_CHECK_HOSTS = setting(
    "CREDENTIAL_CHECK_HOSTS",
    "list",
    [
        *("sts.amazonaws.com", "sts.*.amazonaws.com", "sts.*.amazonaws.com.cn"),
        *("login.microsoftonline.com", "login.microsoftonline.us"),
        *("login.partner.microsoftonline.cn", "oauth2.googleapis.com"),
    ],
)
SCAN_ALLOWED_PATHS = [
    Path(path) for path in setting("SCAN_ALLOWED_PATHS", "list", [str(BASE_DIR / "docs" / "demo")])
]
SERVER_PORTS: list[int] = setting("WARDROOM_SERVER_PORTS", "ports", [8000, 5432, 6379])
TOOL_PATHS: dict[str, str] = setting("TOOL_PATHS", "dict", {})
if setting("NUCLEI_PATH", "str", ""):
    TOOL_PATHS = {"nuclei": setting("NUCLEI_PATH", "str", ""), **TOOL_PATHS}

# How tools run: limits that none passes, here or in containers, and whose cgroup.
try:
    TOOL_LIMITS = limits.maximum(setting("TOOL_LIMITS", "dict", {}))
except ValueError as error:
    raise ImproperlyConfigured(f"TOOL_LIMITS has a bad value: {error}") from error
TOOL_EXECUTORS: dict[str, str] = setting("TOOL_EXECUTORS", "dict", {})
if _strange := sorted(set(TOOL_EXECUTORS.values()) - {"local", "container"}):
    raise ImproperlyConfigured(
        f"TOOL_EXECUTORS has a bad value: {_strange[0]!r} is neither local nor container"
    )
TOOL_IMAGES: dict[str, str] = setting("TOOL_IMAGES", "dict", {})
CONTAINER_ENGINE = setting("CONTAINER_ENGINE", "str", "")
CONTAINER_PULL = setting("CONTAINER_PULL", "bool", False)
CONTAINER_KEEP_FAILED = setting("CONTAINER_KEEP_FAILED", "bool", False)
WARDROOM_CGROUP = setting("WARDROOM_CGROUP", "str", "")

# Watching errors
ERROR_DAYS = setting("WARDROOM_ERROR_DAYS", "int", 30)
if ERROR_DAYS < 1:
    raise ImproperlyConfigured("WARDROOM_ERROR_DAYS has a bad value: it must be at least 1")
INCLUDE_STACK_TRACES = DEBUG and setting("WARDROOM_INCLUDE_STACK_TRACES", "bool", False)
WATCHING_THREAD = True  # writes counts once a second in web processes; tests write by hand
LOG_FILE = DATA_DIR / "logs" / "wardroom.jsonl"
LOGGING_CONFIG = None
configure(
    level=setting("WARDROOM_LOG_LEVEL", "level", "INFO"),
    stream=sys.stderr,
    file=LOG_FILE,
    mask=Sanitizer(addresses=False).text,  # addresses are who asked
)

UNFOLD = {
    "SITE_TITLE": "Wardroom",
    "SITE_HEADER": "Wardroom",
    "SITE_SYMBOL": "anchor",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("wardroom/icon.svg"),
        }
    ],
    "STYLES": [lambda request: static("wardroom/desk.css")],
    "SIDEBAR": {"show_search": True, "navigation": "config.desk.navigation"},
}
