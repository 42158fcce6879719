"""Which addresses an upstream may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.clients.gateway.contracts import UpstreamFailed
from telemetry.clients.gateway.guard import Target, check_address, check_url, standing_of

INTERNAL = [
    "127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
    "100.127.255.255", "::1", "fc00::1", "fd12:3456::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3", "2002:7f00:1::",
    "2002:a00:1::1", "64:ff9b::7f00:1", "64:ff9b::192.168.0.1",
]  # fmt: skip
NEVER = [
    "169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "0.0.0.0", "0.1.2.3", "::", "224.0.0.1",
    "239.255.255.255", "ff02::1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.51.100.1", "203.0.113.9",
    "198.18.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "::ffff:169.254.169.254",
    "2002:a9fe:a9fe::", "64:ff9b::a9fe:a9fe", "64:ff9b::6464:64c8", "64:ff9b:1::1", "2001:0:4136:e378::1",
    "::10.0.0.1", "fec0::1", "2001:db8::1", "::ffff:0.0.0.0", "::ffff:168.63.129.16",
]  # fmt: skip
PUBLIC = ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"]


@pytest.mark.parametrize(
    ("address", "standing"),
    [*((a, "internal") for a in INTERNAL), *((a, "never") for a in NEVER), *((a, "public") for a in PUBLIC)],
)
def test_every_address_has_its_standing(address: str, standing: str) -> None:
    assert standing_of(address) == standing


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1"])
def test_internal_addresses_are_for_the_owner_to_allow(address: str) -> None:
    check_address(address, allow_internal=True, plain=True)
    with pytest.raises(UpstreamFailed) as failed:
        check_address(address, allow_internal=False, plain=False)
    assert failed.value.code == "upstream_forbidden"


@pytest.mark.parametrize("allow", [True, False])
def test_metadata_services_are_refused_whatever_the_owner_allows(allow: bool) -> None:
    with pytest.raises(UpstreamFailed, match="metadata"):
        check_address("169.254.169.254", allow_internal=allow, plain=False)


def test_http_never_goes_to_a_public_address() -> None:
    check_address("1.1.1.1", allow_internal=True, plain=False)
    with pytest.raises(UpstreamFailed, match="https"):
        check_address("1.1.1.1", allow_internal=True, plain=True)
    with pytest.raises(UpstreamFailed, match="https"):
        check_url("http://models.example.com", allow_internal=False)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://models.example.com", Target("https", "models.example.com", 443, "")),
        ("https://models.example.com:8443/api/", Target("https", "models.example.com", 8443, "/api")),
        ("http://tabby:8080", Target("http", "tabby", 8080, "")),
        ("http://[::1]:8080/x", Target("http", "::1", 8080, "/x")),
        ("http://my_model_server", Target("http", "my_model_server", 80, "")),
    ],
)
def test_what_a_url_names(url: str, target: Target) -> None:
    assert check_url(url, allow_internal=True) == target


@pytest.mark.parametrize(
    "url",
    [
        "", "models.example.com", "ftp://models.example.com", "file:///etc/passwd", "gopher://x", "https://",
        "https://user@models.example.com", "https://user:secret@models.example.com", "https://models.example.com@evil.example",
        "https://models.example.com?x=1", "https://models.example.com/#x", "https://models.example.com:0",
        "https://models.example.com:99999", "https://models.example.com\\@evil.example", "https://a b",
        "https://models.example.com/\r\nX: 1", "https://models.example.com\n", "https://mödel.example", "https://[::1",
        "https://[::g]", "https://a/%0d%0a?x", "http://169.254.169.254/latest", "https://[::ffff:169.254.169.254]",
        "HTTPS//x", "https:///x", "https://0.0.0.0", "https://[fe80::1%25eth0]",
    ],
)  # fmt: skip
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(UpstreamFailed) as failed:
        check_url(url, allow_internal=True)
    assert failed.value.code == "upstream_forbidden"
    assert "secret" not in str(failed.value)


def test_a_literal_address_is_refused_before_anything_is_asked() -> None:
    for url in ("https://127.0.0.1", "https://[::1]", "https://10.0.0.1:8080", "https://[::ffff:7f00:1]"):
        with pytest.raises(UpstreamFailed, match="private network"):
            check_url(url, allow_internal=False)


@given(st.text() | st.from_regex(r"https?://[ -~]{0,40}", fullmatch=True), st.booleans())
def test_nothing_but_its_code_is_raised(url: str, allow: bool) -> None:
    try:
        target = check_url(url, allow_internal=allow)
    except UpstreamFailed as failed:
        code = failed.code
    else:
        code = ""
        assert target.host
        assert 0 < target.port < 65536
    assert code in {"", "upstream_forbidden"}


@given(st.ip_addresses())
def test_every_address_there_is_has_a_standing(address: object) -> None:
    assert standing_of(str(address)) in {"public", "internal", "never"}
