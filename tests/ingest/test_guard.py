"""The guard: nothing that came out of content reaches anything but the public internet."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest.guard
from ingest.client import Client, open_client
from ingest.errors import Refused, TryLater
from ingest.guard import Guard, is_public
from tests.ingest.server import serving


def client(tmp_path: Path, *allow: str) -> Client:
    return open_client(
        platform="test", pace_dir=tmp_path, as_of=datetime.now(UTC), user_agent="earshot-test", allow_hosts=allow,
        pace_seconds=0, patience=0, connect_seconds=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.192", "192.168.1.1", "192.88.99.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "168.63.129.16",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
        "2001:0:7f00:1::", "fe80::1", "fe80::1%eth0", "fec0::1", "fd00:ec2::254", "fc00::1", "ff02::1", "2001:db8::1",
        "3fff::1", "5f00::1", "100::1",
    ],
)  # fmt: skip
def test_no_private_address_of_any_kind_is_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "192.0.1.1", "2606:4700::1111", "2a00:1450:4001::1"]
)
def test_public_addresses_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_whatever_is_public_is_global_and_for_one_host(address: Any) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_private


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)", "http:///x", "//a.example/",
        "http://user@a.example/", "http://user:word@a.example/", "http://a.example:22/", "http://a.example:6379/",
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/",
        "http://a.example:99999/", "http://[fe80::1%25eth0]/",
    ],
)  # fmt: skip
def test_addresses_that_are_reason_enough_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        Guard().check(url)


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "0", "localhost", "127.0.0.1.", "[0:0:0:0:0:0:0:1]"]
)
def test_odd_spellings_of_loopback_reach_nothing(tmp_path: Path, host: str) -> None:
    with serving() as site, pytest.raises((Refused, TryLater)):
        site.pages["/"] = (200, {}, b"secret")
        client(tmp_path).get(f"http://{host}:8080/", untrusted=True)
    assert site.asked == []


def test_a_host_on_the_list_is_asked_by_name_and_port(tmp_path: Path) -> None:
    with serving() as site:
        site.pages["/"] = (200, {}, b"{}")
        with pytest.raises(Refused, match="names port"):
            client(tmp_path).get(f"{site.url}/", untrusted=True)
        with pytest.raises(Refused):
            client(tmp_path, f"127.0.0.1:{site.port + 1}").get(f"{site.url}/", untrusted=True)
        assert site.asked == []
        for allowed in (f"127.0.0.1:{site.port}", "127.0.0.1"):
            assert client(tmp_path, allowed).get(f"{site.url}/", untrusted=True).json() == {}


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Name look-ups give these answers one after the other, the last for ever; returns the list of what was looked up."""
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
        looked_up.append(host)
        found = answers[min(len(looked_up), len(answers)) - 1]
        families = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in found]
        return [(family, socket.SOCK_STREAM, 6, "", (one, port)) for family, one in zip(families, found, strict=True)]

    monkeypatch.setattr(ingest.guard, "resolve", resolve)
    return looked_up


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["fd00::1"], ["::ffff:10.0.0.1"]])
def test_a_name_with_any_private_address_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    names(monkeypatch, found)
    with pytest.raises(Refused, match=r"rebind\.example \(.*\) is not on the public internet.*EARSHOT_ALLOW_HOSTS"):
        client(tmp_path).get("http://rebind.example/", untrusted=True)


def test_the_address_that_was_looked_at_is_the_address_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    connected: list[tuple[str, int]] = []

    class Socket:
        def __init__(self, *_: Any) -> None: ...
        def settimeout(self, _: float) -> None: ...
        def close(self) -> None: ...
        def connect(self, where: tuple[str, int]) -> None:
            connected.append(where)
            if len(connected) == 1:
                raise ConnectionRefusedError

    looked_up = names(monkeypatch, ["8.8.8.8", "8.8.4.4"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "socket", Socket)
    Guard().connect("rebind.example", 80, 1.0)
    assert looked_up == ["rebind.example"]
    assert connected == [("8.8.8.8", 80), ("8.8.4.4", 80)]


def test_every_redirect_is_guarded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as site, serving() as inside:
        inside.pages["/"] = (200, {}, b"secret")
        for target in (
            f"{inside.url}/",
            "http://169.254.169.254/",
            "file:///etc/passwd",
            "http://user:word@a.example/",
        ):
            site.pages["/"] = (302, {"Location": target}, b"")
            for untrusted in (True, False):  # a platform's redirect elsewhere is no more trusted than content
                with pytest.raises(Refused):
                    client(tmp_path, f"localhost:{site.port}").get(
                        f"http://localhost:{site.port}/", untrusted=untrusted
                    )
    assert inside.asked == []


def test_a_connection_kept_open_for_the_platform_does_not_serve_content(tmp_path: Path) -> None:
    with serving() as site:
        site.pages["/"] = (200, {}, b"{}")
        asking = client(tmp_path)
        asking.get(f"{site.url}/")
        with pytest.raises(Refused):
            asking.get(f"{site.url}/", untrusted=True)


def _certificate(folder: Path, name: str) -> Path:
    x509 = pytest.importorskip("cryptography.x509", reason="cryptography is not installed; TLS is not tried")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    whom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(hours=1)
    made = (
        x509.CertificateBuilder().subject_name(whom).issuer_name(whom).public_key(key.public_key()).serial_number(7)
        .not_valid_before(start).not_valid_after(start + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "site.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_host_sni_and_certificate_are_those_of_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = _certificate(tmp_path, "site.example")
    asked_for: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: asked_for.append(name)
    names(monkeypatch, ["127.0.0.1"])
    with serving(lambda plain: context.wrap_socket(plain, server_side=True)) as site:
        site.pages["/"] = (200, {}, b"{}")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        asking = client(tmp_path / "pace", f"site.example:{site.port}", f"other.example:{site.port}")
        assert asking.get(f"https://site.example:{site.port}/", untrusted=True).status == 200
        assert asked_for == ["site.example"]
        assert site.asked[0][2]["host"] == f"site.example:{site.port}"
        with pytest.raises(TryLater, match="certificate is not accepted"):
            asking.get(f"https://other.example:{site.port}/", untrusted=True)
        asking.close()


def test_no_proxy_comes_between_the_guard_and_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        names(monkeypatch, ["10.0.0.1"])
        with pytest.raises(Refused):
            client(tmp_path).get("http://inside.example/", untrusted=True)
    assert proxy.asked == []


def test_what_is_no_host_name_is_refused(tmp_path: Path) -> None:
    for host in ("a..b", "a" * 70 + ".example", "..", "%00"):
        with pytest.raises((Refused, TryLater)):
            client(tmp_path).get(f"http://{host}/", untrusted=True)
