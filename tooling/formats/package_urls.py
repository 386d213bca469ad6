"""Package URLs of packages of which a report tells name and version, and where they are named.

Source: package-url specification, and the names of lock files of each package manager.
"""

from __future__ import annotations

import re
from urllib.parse import quote

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
_OF_MANAGER = {
    "npm": "npm",
    "yarn": "npm",
    "pnpm": "npm",
    "pip": "pypi",
    "pypi": "pypi",
    "python": "pypi",
    "pipenv": "pypi",
    "poetry": "pypi",
    "bundler": "gem",
    "gem": "gem",
    "rubygems": "gem",
    "maven": "maven",
    "gradle": "maven",
    "sbt": "maven",
    "go": "golang",
    "golang": "golang",
    "gomod": "golang",
    "composer": "composer",
    "packagist": "composer",
    "nuget": "nuget",
    "cargo": "cargo",
    "conan": "conan",
    "hex": "hex",
    "apk": "apk",
    "dpkg": "deb",
    "deb": "deb",
    "apt": "deb",
    "rpm": "rpm",
    "yum": "rpm",
    "dnf": "rpm",
}
_OF_SYSTEM = {
    "alpine": "apk",
    "wolfi": "apk",
    "debian": "deb",
    "ubuntu": "deb",
    "centos": "rpm",
    "redhat": "rpm",
    "red": "rpm",
    "rhel": "rpm",
    "amazon": "rpm",
    "fedora": "rpm",
    "oracle": "rpm",
    "rocky": "rpm",
    "alma": "rpm",
    "suse": "rpm",
    "photon": "rpm",
}


def package_url(
    name: str, version: str = "", *, manifest: str = "", manager: str = "", system: str = ""
) -> str:
    """The package URL where file, package manager or operating system tell the type, else
    `name@version`; "" without a name."""
    if not name or name.startswith("pkg:"):
        return name
    file = re.split(r"[\\/]", manifest)[-1].lower()
    distribution = (re.findall(r"[a-z]+", system.lower()) or [""])[0]
    kind = _OF_MANAGER.get(manager.lower()) or _OF_FILE.get(file) or _OF_SYSTEM.get(distribution)
    at = f"@{quote(version, safe='') if kind else version}" if version else ""
    if kind is None:
        return f"{name}{at}"
    if kind == "maven":
        name = name.replace(":", "/")
    if kind in ("deb", "rpm", "apk") and distribution:
        name = f"{distribution}/{name}"
    return f"pkg:{kind}/{quote(name, safe='/')}{at}"
