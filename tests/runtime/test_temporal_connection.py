"""连接流程服务的测试。In production Temporal is reached by TLS as somebody it knows, and by nobody else."""

from __future__ import annotations

import asyncio
import base64
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from temporalio.service import TLSConfig
from temporalio.testing import WorkflowEnvironment

from policy.errors import Refusal
from runtime.container import connect
from runtime.settings import Settings
from runtime.temporal_connection import connection
from tests.office import settings_for
from tests.sealing import PAYLOAD_KEY

THERE = "temporal.example:7233"
CERTIFICATE = {"TEMPORAL_TLS_CLIENT_CERT_DATA": "certificate", "TEMPORAL_TLS_CLIENT_KEY_DATA": "key"}


def production(address: str = THERE) -> Settings:
    return Settings(profile="production", temporal_address=address, temporal_namespace="etown")


def given(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"TEMPORAL_TLS": "true"},
        {"TEMPORAL_TLS_CLIENT_CERT_DATA": "certificate"},
        {"TEMPORAL_TLS_CLIENT_KEY_DATA": "key"},
        {"TEMPORAL_TLS_SERVER_CA_CERT_DATA": "authority", "TEMPORAL_TLS_SERVER_NAME": "temporal"},
        CERTIFICATE | {"TEMPORAL_TLS": "false"},
        {"TEMPORAL_API_KEY": "key", "TEMPORAL_TLS": "false"},
    ],
)
def test_connection_is_refused_when_it_is_not_protected_in_production(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    given(monkeypatch, variables)
    with pytest.raises(Refusal, match="TLS"):
        connection(production())


@pytest.mark.parametrize("variables", [CERTIFICATE, {"TEMPORAL_API_KEY": "key"}, CERTIFICATE | {"TEMPORAL_API_KEY": "key"}])
def test_connection_is_made_when_it_is_protected_in_production(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    given(monkeypatch, variables)
    made = connection(production())
    assert (made["target_host"], made["namespace"]) == (THERE, "etown")
    assert made["tls"]
    assert made.get("api_key") == variables.get("TEMPORAL_API_KEY")
    if "TEMPORAL_API_KEY" not in variables:
        assert made["tls"] == TLSConfig(client_cert=b"certificate", client_private_key=b"key")


@pytest.mark.parametrize("address", ["127.0.0.1:7233", "localhost:7233", "[::1]:7233", "127.0.0.7:1"])
def test_connection_needs_no_protection_on_this_machine(address: str) -> None:
    assert "tls" not in connection(production(address))


@pytest.mark.parametrize(
    "address", ["127.0.0.1.example:7233", "localhost.example:7233", "10.0.0.1:7233", "temporal:7233", "[2001:db8::1]:7233"]
)
def test_connection_needs_protection_to_any_other_machine(address: str) -> None:
    with pytest.raises(Refusal):
        connection(production(address))


def test_demonstration_needs_no_protection() -> None:
    assert "tls" not in connection(Settings(profile="demo", temporal_address=THERE))


def test_where_temporal_is_our_settings_say_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, CERTIFICATE | {"TEMPORAL_ADDRESS": "elsewhere:1", "TEMPORAL_NAMESPACE": "other"})
    made = connection(production())
    assert (made["target_host"], made["namespace"]) == (THERE, "etown")


def test_file_protects_the_connection_when_it_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text('[profile.default]\napi_key = "from a file"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(Refusal):
        connection(production())
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(file))
    assert connection(production())["api_key"] == "from a file"


@dataclass
class Authority:
    """Who issues certificates."""

    folder: Path

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign("authority", self.key, None)
        self.file = self._keep("authority", self.certificate, self.key)[0]

    def issue(self, name: str) -> tuple[Path, Path]:
        """Issue a certificate, and return the files of it and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self._keep(name, self._sign(name, key, self.certificate), key)

    def _sign(self, name: str, key: ec.EllipticCurvePrivateKey, issuer: x509.Certificate | None) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        names = x509.SubjectAlternativeName([x509.DNSName("temporal"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
        return made.sign(self.key, SHA256())

    def _keep(self, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> tuple[Path, Path]:
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        files[0].write_bytes(certificate.public_bytes(Encoding.PEM))
        files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return files


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def guarded(authority: Authority, temporal_env: WorkflowEnvironment) -> AsyncIterator[str]:
    """The address of a Temporal server that is reached by TLS and knows the clients of its authority alone."""
    host, port = temporal_env.client.service_client.config.target_host.rsplit(":", 1)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority.file)
    context.load_cert_chain(*authority.issue("temporal"))
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(host, int(port))
        with suppress(ConnectionError, ssl.SSLError):
            await asyncio.gather(_copy(reader, behind_writer), _copy(behind_reader, writer))

    async with await asyncio.start_server(hand_on, "127.0.0.1", 0, ssl=context) as server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


def shown(monkeypatch: pytest.MonkeyPatch, authority: Authority, certificate: tuple[Path, Path] | None) -> None:
    given(
        monkeypatch,
        {"TEMPORAL_TLS": "true", "TEMPORAL_TLS_SERVER_CA_CERT_PATH": str(authority.file), "TEMPORAL_TLS_SERVER_NAME": "temporal"},
    )
    if certificate is not None:
        names = ("TEMPORAL_TLS_CLIENT_CERT_PATH", "TEMPORAL_TLS_CLIENT_KEY_PATH")
        given(monkeypatch, dict(zip(names, map(str, certificate), strict=True)))


def of(address: str) -> Settings:
    return settings_for("", temporal_address=address, payload_keys=base64.b64encode(PAYLOAD_KEY).decode())


async def test_client_is_let_in_when_it_shows_its_certificate(monkeypatch: pytest.MonkeyPatch, authority: Authority, guarded: str) -> None:
    shown(monkeypatch, authority, authority.issue("etown"))
    client = await connect(of(guarded))
    assert await client.service_client.check_health()


async def test_client_is_kept_out_when_it_shows_none(monkeypatch: pytest.MonkeyPatch, authority: Authority, guarded: str) -> None:
    shown(monkeypatch, authority, None)
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(connect(of(guarded)), 30)


async def test_client_is_kept_out_when_another_authority_issued_its_certificate(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, guarded: str, home: Path
) -> None:
    shown(monkeypatch, authority, Authority(home).issue("stranger"))
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(connect(of(guarded)), 30)


async def test_server_is_not_believed_when_another_authority_issued_its_certificate(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, guarded: str, home: Path
) -> None:
    shown(monkeypatch, Authority(home), authority.issue("etown"))
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(connect(of(guarded)), 30)
