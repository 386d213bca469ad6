"""Small background jobs with the mistakes that code scanners look for; read, never run."""

import os
import subprocess
import tempfile

import requests
import yaml

DEBUG = True


def read_settings(text):
    """Settings from YAML that can construct any object."""
    return yaml.load(text, Loader=yaml.Loader)


def archive(name):
    """A shell command built from a name, into a temporary file with a known name."""
    subprocess.call(f"tar czf {tempfile.mktemp()} {name}", shell=True)
    os.system("chmod 777 " + name)


def report(address, body):
    """A request that trusts any certificate."""
    return requests.post(address, data=body, verify=False)


def find_user(cursor, name):
    """SQL built by formatting."""
    cursor.execute("select * from users where name = '%s'" % name)
    return cursor.fetchone()
