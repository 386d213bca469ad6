"""Package URLs from the words of several scanners."""

import pytest

from tooling.package_urls import package_url


@pytest.mark.parametrize(
    ("kind", "name", "version", "expected"),
    [
        ("npm", "@angular/core", "12.3.1", "pkg:npm/%40angular/core@12.3.1"),
        ("jar", "org.slf4j:slf4j-api", "2.0.0", "pkg:maven/org.slf4j/slf4j-api@2.0.0"),
        ("gomod", "golang.org/x/Text", "v0.3.0", "pkg:golang/golang.org/x/text@v0.3.0"),
        ("pipenv", "Flask_Login", "0.6", "pkg:pypi/flask-login@0.6"),
        ("debian", "openssl", "1:1.1.1d-0+deb10u3", "pkg:deb/debian/openssl@1:1.1.1d-0%2Bdeb10u3"),
        ("opensuse.leap", "zlib", "1.2", "pkg:rpm/opensuse/zlib@1.2"),
        ("composer", "Symfony/Http", "", "pkg:composer/symfony/http"),
        ("", "libc6", "2.28-10", "pkg:generic/libc6@2.28-10"),
    ],
)
def test_package_url(kind: str, name: str, version: str, expected: str) -> None:
    assert package_url(kind, name, version) == expected
