"""Watching errors: answers counted in memory, stored once a second, read as figures."""
