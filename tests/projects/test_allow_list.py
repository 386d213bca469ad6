"""What may be scanned, tried with everything that has fooled such lists before."""

import ipaddress
import socket
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from hypothesis import example, given
from hypothesis import strategies as st

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError
from projects.allow_list import Checked, check_allowed, check_endpoint

PROJECT = SimpleNamespace(pk="019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00")
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]
NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "shop.test": ["127.0.0.9"],
    "outside.test": ["93.184.216.34"],
    "both.test": ["127.0.0.1", "169.254.169.254"],
    "own.test": ["127.0.0.1"],
    "listed.test": ["10.1.2.3"],
    "mapped.test": ["::ffff:127.0.0.1"],
    "empty.test": [],
}


def resolve(name: str) -> list[str]:
    if name not in NAMES:
        raise socket.gaierror(-2, "Name or service not known")
    return NAMES[name]


@pytest.fixture(autouse=True)
def _limits(settings, tmp_path):
    settings.SCAN_ALLOWED_HOSTS = ["127.0.0.0/8", "::1", "localhost", "listed.test"]
    settings.SERVER_PORTS = [8000, 5432]
    settings.DATA_DIR = tmp_path / "data"
    settings.SCAN_ALLOWED_PATHS = [tmp_path / "allowed"]
    for folder in ("allowed/app", "elsewhere", "data/keys", f"data/targets/{PROJECT.pk}/app"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data/targets/other").mkdir()


def check(kind: str, locator: str) -> Checked:
    return check_allowed(kind, locator, PROJECT, resolve=resolve)


def refusal(kind: str, locator: str) -> str:
    with pytest.raises(ApiError) as caught:
        check(kind, locator)
    assert caught.value.code is ErrorCode.TARGET_NOT_ALLOWED
    assert caught.value.details
    return caught.value.details


@pytest.mark.parametrize(
    ("kind", "locator", "normal", "address"),
    [
        ("web", "http://127.0.0.1:8071/", "http://127.0.0.1:8071/", "127.0.0.1"),
        ("web", "HTTPS://LocalHost/a?b=c#d", "https://localhost/a?b=c", "127.0.0.1"),
        ("web", "http://[::1]:9000", "http://[::1]:9000", "::1"),
        ("web", "http://[0:0:0:0:0:0:0:1]/", "http://[::1]/", "::1"),
        ("web", "http://shop.test./x", "http://shop.test/x", "127.0.0.9"),
        ("web", "http://listed.test/", "http://listed.test/", "10.1.2.3"),
        ("web", "http://mapped.test/", "http://mapped.test/", "127.0.0.1"),
        ("host", "127.0.0.1", "127.0.0.1", "127.0.0.1"),
        ("host", "::1", "::1", "::1"),
        ("host", "[::1]:9000", "[::1]:9000", "::1"),
        ("host", "localhost:9000", "localhost:9000", "127.0.0.1"),
        ("repository", "https://localhost/a/b.git", "https://localhost/a/b.git", "127.0.0.1"),
        ("repository", "ssh://git@localhost/a.git", "ssh://git@localhost/a.git", "127.0.0.1"),
        ("image", "localhost:5000/shop:1.2", "localhost:5000/shop:1.2", "127.0.0.1"),
        ("cloud_account", "aws:123456789012", "aws:123456789012", None),
        ("cloud_account", "aws", "aws", None),
        (
            "cloud_account",
            "azure:0b1f6471-1bf0-4dda-aec3-cb9272f09590",
            "azure:0b1f6471-1bf0-4dda-aec3-cb9272f09590",
            None,
        ),
        ("cloud_account", "gcp:shop-prod-1", "gcp:shop-prod-1", None),
        ("cloud_account", "kubernetes", "kubernetes", None),
        ("cloud_account", "kubernetes:admin@shop", "kubernetes:admin@shop", None),
    ],
)
def test_what_lies_inside_is_allowed_in_its_normal_form(kind, locator, normal, address):
    checked = check(kind, locator)
    assert (checked.locator, checked.address) == (normal, address)


@pytest.mark.parametrize(
    "locator",
    [
        "http://93.184.216.34/",
        "http://outside.test/",
        "http://both.test/",  # one address inside is not enough
        "http://empty.test/",
        "http://unknown.test/",
        "http://127.0.0.1:8000/",
        "http://localhost:5432/",
        "http://own.test:8000/",
        "http://[::1]:8000/",
        "http://[::ffff:127.0.0.1]:8000/",
        "http://0.0.0.0/",
        "http://[::]/",
        "http://0/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://127.0.0.1.0x1/",
        "http://127.0.0.256/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1@outside.test/",
        "http://user:secret@127.0.0.1/",
        "http://outside.test\\@127.0.0.1/",
        "http://127.0.0.1\\@outside.test/",
        "http://127.0.0.1:80@outside.test/",
        "http://127.0.0.1%2eoutside.test/",
        "http://127.0.0.1%00.outside.test/",
        "http://\uff11\uff12\uff17.0.0.1/",  # full-width digits
        "http://l\u043ecalhost/",  # a Cyrillic o
        "http://127.0.0.1:0/",
        "http://127.0.0.1:65536/",
        "http://127.0.0.1:080800/",
        "http://127.0.0.1:٨٠/",
        "http://127.0.0.1:+80/",
        "http://127.0.0.1 /",
        "http://127.0.0.1\n/",
        "http://127.0.0.1\t/",
        "http:// 127.0.0.1/",
        "http:/127.0.0.1/",
        "http:127.0.0.1",
        "//127.0.0.1/",
        "127.0.0.1",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "javascript:alert(1)",
        "http://[::1%25lo]/",
        "http://[::1%lo]/",
        "http://::1/",
        "http://[127.0.0.1]/",
        "http://[::1/",
        "http:///",
        "http://",
        "http://-localhost/",
        "http://localhost-/",
        "http://.localhost/",
        "http://a..b/",
        "http://" + "a" * 64 + ".test/",
        "http://" + "a." * 130 + "test/",
        "-http://127.0.0.1/",
        "--config=/etc/passwd",
        "",
        "http://127.0.0.1/" + "a" * 2000,
    ],
)
def test_urls_that_lie_outside_or_are_not_understood_are_refused(locator):
    refusal("web", locator)


@pytest.mark.parametrize(
    ("kind", "locator"),
    [
        ("host", "http://127.0.0.1/"),
        ("host", "127.0.0.0/8"),
        ("host", "127.0.0.1-255"),
        ("host", "127.0.0.1,93.184.216.34"),
        ("host", "127.0.0.1 93.184.216.34"),
        ("host", "outside.test"),
        ("host", "-iL/etc/passwd"),
        ("host", "127.0.0.1:8000"),
        ("repository", "http://localhost/a.git"),
        ("repository", "git://localhost/a.git"),
        ("repository", "file:///etc"),
        ("repository", "ext::sh -c id"),
        ("repository", "git@localhost:a.git"),
        ("repository", "https://git@localhost/a.git"),
        ("repository", "ssh://root@localhost/a.git"),
        ("repository", "ssh://git:secret@localhost/a.git"),
        ("repository", "ssh://-oProxyCommand=id/a"),
        ("repository", "ssh://git@-oProxyCommand=id/a"),
        ("repository", "https://outside.test/a.git"),
        ("repository", "relative/path"),
        ("repository", "~/secrets"),
        ("iac", "https://localhost/a.git"),
        ("image", "nginx:latest"),  # Docker's registry is not listed
        ("image", "outside.test/nginx"),
        ("image", "localhost:8000/nginx"),
        ("image", "localhost/NGINX;id"),
        ("cloud_account", "digitalocean:1"),
        ("cloud_account", "aws:1 --profile x"),
        ("cloud_account", "aws:prod"),  # an alias is the target's name
        ("cloud_account", "aws:"),
        ("cloud_account", "AWS:123456789012"),
        ("cloud_account", "azure:shop"),
        ("cloud_account", "gcp:Shop"),
        ("cloud_account", "kubernetes:--all"),
        ("mainframe", "127.0.0.1"),
    ],
)
def test_other_kinds_have_their_own_grammar(kind, locator):
    refusal(kind, locator)


def test_refusal_names_what_is_outside_and_what_is_allowed():
    details = refusal("web", "http://both.test/")
    assert "169.254.169.254" in details
    assert "127.0.0.0/8" in details


def test_a_listed_name_still_does_not_open_the_servers_ports(settings):
    settings.SCAN_ALLOWED_HOSTS = ["own.test", "0.0.0.0/0"]
    assert "belongs to this server" in refusal("web", "http://own.test:8000/")
    assert "belongs to this server" in refusal("web", "http://0.0.0.0:8000/")


def test_the_servers_default_port_counts_too(settings):
    settings.SERVER_PORTS = [80]
    assert "belongs to this server" in refusal("web", "http://127.0.0.1/")
    assert check("web", "https://127.0.0.1/").address == "127.0.0.1"


def test_an_interface_address_is_this_machine(settings, monkeypatch):
    entry = SimpleNamespace(address="10.9.8.7")
    monkeypatch.setattr("projects.allow_list.psutil.net_if_addrs", lambda: {"eth0": [entry]})
    settings.SCAN_ALLOWED_HOSTS = ["10.0.0.0/8"]
    assert "belongs to this server" in refusal("web", "http://10.9.8.7:8000/")
    assert check("web", "http://10.9.8.8:8000/").address == "10.9.8.8"


def test_a_host_without_port_excludes_the_servers_ports():
    assert check("host", "127.0.0.1").excluded_ports == (8000, 5432)
    assert check("host", "listed.test").excluded_ports == ()
    assert check("host", "127.0.0.1:9000").excluded_ports == ()


def test_endpoint_overrides_are_checked_like_hosts():
    assert check_endpoint("http://127.0.0.1:4566").address == "127.0.0.1"
    with pytest.raises(ApiError):
        check_endpoint("http://169.254.169.254/latest")


@given(st.text(max_size=60))
@example("http://127.0.0.1")
def test_any_text_is_refused_or_leads_to_an_allowed_address(text):
    for kind, prefix in (("web", "http://"), ("web", ""), ("host", ""), ("repository", "ssh://")):
        try:
            checked = check(kind, prefix + text)
        except ApiError:
            continue
        assert checked.address in ("127.0.0.1", "127.0.0.9", "10.1.2.3", "::1") or any(
            ipaddress.ip_address(checked.address) in network for network in LOOPBACK
        )


_PIECES = st.sampled_from(
    [
        "127.0.0.1",
        "localhost",
        "93.184.216.34",
        "outside.test",
        "::1",
        "[::1]",
        "@",
        ":",
        "/",
        "\\",
        "?",
        "#",
        "%40",
        "%2f",
        ".",
        "0x7f",
        "8000",
        "80",
        "a:b",
        "0",
        " ",
        "\t",
        "。",
        "-",
    ]
)


@given(st.lists(_PIECES, min_size=1, max_size=7).map("".join))
def test_no_mix_of_separators_reaches_another_host(text):
    """Whatever passes has, read by the standard library, the host that was checked."""
    try:
        checked = check("web", f"http://{text}")
    except ApiError:
        return
    parts = urlsplit(checked.locator)
    assert parts.username is None
    assert parts.port not in (8000, 5432)
    host = parts.hostname
    addresses = NAMES.get(host) or [host]
    assert checked.address in addresses
    assert all(
        any(ipaddress.ip_address(one) in network for network in LOOPBACK) for one in addresses
    )


_ADDRESSES = st.one_of(
    st.ip_addresses(),
    st.ip_addresses(network="127.0.0.0/8"),
    st.ip_addresses(network="::ffff:127.0.0.0/104"),
    st.ip_addresses(network="::/126"),
)


@given(_ADDRESSES, st.one_of(st.integers(1, 65535), st.sampled_from([8000, 5432])))
def test_addresses_pass_exactly_when_a_listed_network_has_them(address, port):
    shown = f"[{address}]" if address.version == 6 else str(address)
    mapped = getattr(address, "ipv4_mapped", None) or address
    inside = any(mapped.version == net.version and mapped in net for net in LOOPBACK)
    try:
        checked = check("web", f"http://{shown}:{port}/")
    except ApiError:
        assert not inside or port in (8000, 5432)
    else:
        assert inside
        assert port not in (8000, 5432)
        assert checked.address == str(mapped)


def test_paths_inside_are_allowed_by_their_real_path(tmp_path):
    (tmp_path / "allowed/link").symlink_to(tmp_path / "allowed/app")
    assert check("iac", f"{tmp_path}/allowed/link").locator == f"{tmp_path}/allowed/app"
    assert check("repository", f"{tmp_path}/allowed/x/../app").locator == f"{tmp_path}/allowed/app"
    assert check("image", f"{tmp_path}/allowed/app/image.tar").address is None


def test_a_project_may_scan_its_own_folder_and_no_others(tmp_path):
    own = f"{tmp_path}/data/targets/{PROJECT.pk}/app"
    assert check("repository", own).locator == own
    refusal("repository", f"{tmp_path}/data/targets/other")
    refusal("repository", f"{tmp_path}/data/targets")


@pytest.mark.parametrize(
    "path",
    [
        "elsewhere",
        "allowed/../elsewhere",
        "allowed/../data/keys",
        "allowedsuffix",
        "data",
        "data/keys",
        ".",
    ],
)
def test_paths_outside_are_refused(tmp_path, path):
    refusal("iac", f"{tmp_path}/{path}")


def test_a_link_out_of_the_allowed_folder_is_refused(tmp_path):
    (tmp_path / "allowed/out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "allowed/app/up").symlink_to("../../data")
    assert "really" in refusal("iac", f"{tmp_path}/allowed/out")
    refusal("iac", f"{tmp_path}/allowed/app/up/keys")


def test_an_own_folder_that_is_a_link_opens_nothing(tmp_path):
    own = tmp_path / "data/targets" / PROJECT.pk
    own.rename(tmp_path / "moved")
    own.symlink_to(tmp_path / "elsewhere")
    refusal("repository", str(own))


def test_a_loop_of_links_is_refused(tmp_path):
    (tmp_path / "elsewhere/loop").symlink_to(tmp_path / "elsewhere/loop")
    refusal("iac", f"{tmp_path}/elsewhere/loop")


def test_an_allowed_folder_around_the_data_folder_does_not_open_it(tmp_path, settings):
    settings.SCAN_ALLOWED_PATHS = [tmp_path]
    assert check("iac", f"{tmp_path}/elsewhere").locator == f"{tmp_path}/elsewhere"
    refusal("iac", f"{tmp_path}/data/keys")
    refusal("iac", f"{tmp_path}/data")
    assert "contains the server's data folder" in refusal("iac", str(tmp_path))


def test_an_operator_can_open_a_folder_inside_the_data_folder(tmp_path, settings):
    (tmp_path / "data/uploads/x").mkdir(parents=True)
    settings.SCAN_ALLOWED_PATHS = [tmp_path / "data/uploads"]
    assert check("iac", f"{tmp_path}/data/uploads/x").locator.endswith("/uploads/x")
    refusal("iac", f"{tmp_path}/data/keys")


@given(st.lists(st.sampled_from(["..", ".", "app", "keys", "", "data", "link", "x"]), max_size=6))
def test_no_path_trick_leaves_the_allowed_folders(steps):
    allowed = Path(configured.SCAN_ALLOWED_PATHS[0])
    link = allowed / "link"
    if not link.is_symlink():
        link.symlink_to(configured.DATA_DIR)
    try:
        checked = check("repository", f"{allowed}/{'/'.join(steps)}")
    except ApiError:
        return
    assert Path(checked.locator).is_relative_to(allowed)
    assert not Path(checked.locator).is_relative_to(configured.DATA_DIR)
