"""The product's settings, with views that fail, for real servers under test."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE

ROOT_URLCONF = "tests.contract.routes"
MIDDLEWARE = [*MIDDLEWARE, "tests.config.doors.FailingMiddleware"]
LIVE = {"rights_seconds": 0.3, "heartbeat_seconds": 0.5, "outage_seconds": 0.3}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
