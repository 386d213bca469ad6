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
for _name in ("DATABASE_URL", "WARDROOM_PRODUCTION", "DEBUG", "REDIS_URL"):
    os.environ.pop(_name, None)
if "WARDROOM_TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = os.environ["WARDROOM_TEST_DATABASE_URL"]

from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, EMBEDDED  # noqa: E402

# A file, because the in-memory database answers threads with "table is locked".
if EMBEDDED:
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SCAN_ALLOWED_PATHS = [DATA_DIR, Path(__file__).parent]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
