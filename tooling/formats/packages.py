"""Package URLs of packages of which a report tells name and version, and where they are named.

Source: the names of lock files of each package manager.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from tooling import package_urls

_OF_FILE = {
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "package.json": "npm",
    "yarn.lock": "npm",
    "pnpm-lock.yaml": "npm",
    "requirements.txt": "pypi",
    "requirements.pip": "pypi",
    "pipfile": "pypi",
    "pipfile.lock": "pypi",
    "poetry.lock": "pypi",
    "uv.lock": "pypi",
    "setup.py": "pypi",
    "gemfile.lock": "gem",
    "gemfile": "gem",
    "gems.locked": "gem",
    "pom.xml": "maven",
    "build.gradle": "maven",
    "build.gradle.kts": "maven",
    "gradle.lockfile": "maven",
    "build.sbt": "maven",
    "go.sum": "golang",
    "go.mod": "golang",
    "composer.lock": "composer",
    "packages.lock.json": "nuget",
    "cargo.lock": "cargo",
    "conan.lock": "conan",
    "mix.lock": "hex",
    "pubspec.lock": "pub",
}
# Package managers of operating systems, where the report does not tell which system.
_OF_SYSTEMS = {
    "dpkg": "deb",
    "deb": "deb",
    "apt": "deb",
    "rpm": "rpm",
    "yum": "rpm",
    "dnf": "rpm",
    "apk": "apk",
}
_OTHER_NAMES = {"rhel": "redhat", "amzn": "amazon", "ol": "oracle"}


def package_url(
    name: str, version: str = "", *, manifest: str = "", manager: str = "", system: str = ""
) -> str:
    """The package URL, its type told by operating system, package manager or file, else
    `generic`; "" without a name."""
    if not name or name.startswith("pkg:"):
        return name
    file = re.split(r"[\\/]", manifest)[-1].lower()
    for word in (_distribution(system), manager, _OF_FILE.get(file, "")):
        found = package_urls.package_url(word, name, version)
        if not found.startswith("pkg:generic/"):
            return found
    if kind := _OF_SYSTEMS.get(manager.lower()):
        return f"pkg:{kind}/{quote(name)}" + (f"@{quote(version, safe=':')}" if version else "")
    return package_urls.package_url("", name, version)


def _distribution(system: str) -> str:
    """`debian` of "Debian 11.4"."""
    words = re.findall(r"[a-z-]+", system.lower())
    if " ".join(words[:2]) == "red hat":
        return "redhat"
    return _OTHER_NAMES.get(words[0], words[0]) if words else ""
