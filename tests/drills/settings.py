"""The product's settings, and what drills do to it: `tests.drills.hooks`."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.drills.hooks.Harm"]
