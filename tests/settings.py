"""Settings of the tests: the product's own, on a database and data folder of their own.

`WARDROOM_TEST_DATABASE_URL` runs the same tests on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="wardroom-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["WARDROOM_DATA_DIR"] = _folder
for _name in ("DATABASE_URL", "WARDROOM_PRODUCTION", "DEBUG", "REDIS_URL", "TRUSTED_PROXIES"):
    os.environ.pop(_name, None)
if "WARDROOM_TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["WARDROOM_TEST_DATABASE_URL"]

from config.records import rates  # noqa: E402
from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, EMBEDDED  # noqa: E402

# A file, because the in-memory database answers threads with "table is locked".
if EMBEDDED:
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
# Counted like in the product, but no test is to stumble over another one's requests.
_MANY = "1000000/minute"
_LOOSE = ("general", "pages", "sign_ins", "credential_checks")
RATE_LIMITS = rates.table(dict.fromkeys(_LOOSE, _MANY))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WATCHING_THREAD = False
SCAN_ALLOWED_PATHS = [DATA_DIR, Path(__file__).parent]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
