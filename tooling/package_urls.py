"""Package URLs (https://github.com/package-url/purl-spec) from what scanners call a package."""

from __future__ import annotations

from urllib.parse import quote

# What Trivy, Checkov and Semgrep call the kinds of packages, by type and namespace of
# the URL (packages of an operating system have one).
_TYPES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("npm", "yarn", "pnpm", "node-pkg", "bun", "javascript", "nodejs"), ("npm", "")
    ),
    **dict.fromkeys(
        ("pypi", "pip", "pipenv", "poetry", "python-pkg", "uv", "pylock", "python"), ("pypi", "")
    ),
    **dict.fromkeys(
        ("maven", "jar", "pom", "gradle", "gradle-lockfile", "sbt-lockfile", "java"), ("maven", "")
    ),
    **dict.fromkeys(("golang", "gomod", "gobinary", "go"), ("golang", "")),
    **dict.fromkeys(("gem", "bundler", "gemspec", "ruby"), ("gem", "")),
    **dict.fromkeys(("cargo", "rustbinary", "rust", "crates"), ("cargo", "")),
    **dict.fromkeys(("composer", "composer-vendor", "php"), ("composer", "")),
    **dict.fromkeys(
        ("nuget", "nuget-config", "dotnet-core", "packages-props", "dotnet"), ("nuget", "")
    ),
    **dict.fromkeys(("hex", "elixir"), ("hex", "")),
    **dict.fromkeys(("pub", "dart"), ("pub", "")),
    **dict.fromkeys(("conda", "conda-pkg", "conda-environment"), ("conda", "")),
    "conan": ("conan", ""),
    "swift": ("swift", ""),
    "cocoapods": ("cocoapods", ""),
    "julia": ("julia", ""),
    "bitnami": ("bitnami", ""),
    "k8s": ("k8s", ""),
    **{os: ("apk", os) for os in ("alpine", "wolfi", "chainguard", "minimos")},
    **{os: ("deb", os) for os in ("debian", "ubuntu", "echo")},
    **{
        os: ("rpm", os.partition(".")[0])
        for os in (
            *("redhat", "centos", "fedora", "rocky", "alma", "amazon", "oracle", "azurelinux"),
            *("cbl-mariner", "photon", "suse", "opensuse", "opensuse.leap", "opensuse.tumbleweed"),
            "suse linux enterprise server",
        )
    },
    "arch": ("alpm", "arch"),
}


def package_url(kind: str, name: str, version: str = "") -> str:
    """`pkg:npm/%40angular/core@12.3.1`; a kind that is not known becomes `generic`."""
    found, namespace = _TYPES.get(kind.strip().lower(), ("generic", ""))
    if found == "maven":
        name = name.replace(":", "/")
    elif found == "pypi":
        name = name.lower().replace("_", "-")
    elif found in ("golang", "composer"):
        name = name.lower()
    parts = [part for part in (namespace, *name.split("/")) if part]
    path = "/".join(quote(part, safe="") for part in parts)
    return f"pkg:{found}/{path}" + (f"@{quote(version, safe=':')}" if version else "")
