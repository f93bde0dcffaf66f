"""服务设置的测试。From settings that may serve in production, one changed: it is refused by name, and its value is not repeated."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.addresses import PREFIX
from runtime.cli.main import main
from runtime.local.child_process import free_port
from runtime.serving_settings import NEEDED, REFUSED, ApiSettings, RecordSettings, read_serving_settings, read_settings
from runtime.settings import AUTHORITIES, attestation_keys, demo_settings, plain
from runtime.worker import NO_TEMPORAL

REPOSITORY = Path(__file__).parent.parent.parent
GOOD = {
    "ETOWN_DATABASE_URL": "postgresql://etown_app:p@postgres:5432/etown",
    "ETOWN_TEMPORAL_ADDRESS": "temporal:7233",
    "ETOWN_PUBLIC_BASE_URL": "https://grants.example",
    "ETOWN_OIDC_ISSUER": "https://issuer.example",
    **{f"ETOWN_{name.upper()}_BASE_URL": f"https://{name}.example/api" for name in AUTHORITIES},
    **{f"ETOWN_{name.upper()}_TOKEN": f"{name}-0123456789abcdefghijklmnopqrstuv" for name in AUTHORITIES},
    "ETOWN_TREASURY_SECRET": "0123456789abcdefghijklmnopqrstuv",
    "ETOWN_PAYLOAD_KEYS": base64.b64encode(bytes(range(32))).decode(),
    "ETOWN_ATTESTATION_PUBLIC_KEYS": attestation_keys()["attestation_public_keys"],
    "ETOWN_EVIDENCE_URL": "s3://evidence-of-etown/files",
    "ETOWN_REVIEWING_BODY": "某复议机关",
    "ETOWN_COURT": "某人民法院",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment of production, and nothing else of ours in it."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TEMPORAL_API_KEY", "as-temporal-knows-us")


def refused() -> list[str]:
    """Return the faults a serving process names as it refuses to start."""
    with pytest.raises(SystemExit) as stopped:
        read_serving_settings()
    heading, *faults = str(stopped.value.code).splitlines()
    assert heading == REFUSED
    return [fault.strip() for fault in faults]


def test_production_serves_when_nothing_is_wrong() -> None:
    assert read_serving_settings().public_base_url == "https://grants.example"


@pytest.mark.parametrize("name", NEEDED)
def test_production_is_refused_when_one_setting_is_missing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PREFIX + name.upper())
    assert refused() == [f"{PREFIX}{name.upper()}: is missing"]


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("TAX_BASE_URL", "http://tax.example", "must be https"),
        ("TREASURY_BASE_URL", "http://10.0.0.7", "must be https"),
        ("PUBLIC_BASE_URL", "http://grants.example", "must be https"),
        ("PUBLIC_BASE_URL", "grants.example", "must be an address"),
        ("OIDC_JWKS_URL", "http://issuer.example/keys", "must be https"),
        ("OIDC_ISSUER", "http://127.0.0.1:8900", "only a sandbox"),
        ("OIDC_ISSUER", "https://localhost:8900", "only a sandbox"),
        ("TREASURY_SECRET", "0123456789abcdefghijklmnopqrstu", "32 random characters"),
        ("TAX_TOKEN", "x" * 64, "32 random characters"),
        ("TAX_TOKEN", GOOD["ETOWN_CREDIT_TOKEN"], "is the same as ETOWN_CREDIT_TOKEN"),
        ("TREASURY_TOKEN", GOOD["ETOWN_TREASURY_SECRET"], "is the same as ETOWN_TREASURY_SECRET"),
        ("PAYLOAD_KEYS", base64.b64encode(bytes(32)).decode(), "random bytes"),
        ("TAX_TOKEN", "tax-0123456789abcdefghijklm nopqr", "without blanks"),
        ("TAX_TOKEN", "tax-0123456789abcdefghijklmnopqr\n", "without blanks"),
        ("TREASURY_SECRET", "密钥-0123456789abcdefghijklmnopqrstuv", "signs of ASCII"),
        ("DATABASE_URL", "postgresql://u:p@[::1/etown", "must be a PostgreSQL URL"),
        ("DATABASE_URL", "postgresql://u:p@postgres:port/etown", "must be a PostgreSQL URL"),
        ("DATABASE_URL", "postgresql://u:p@postgres/etown?sslmod=require", "must be a PostgreSQL URL"),
        ("TEMPORAL_ADDRESS", "temporal.inside", "must be a host and a port"),
        ("TEMPORAL_ADDRESS", "http://temporal.inside:7233", "must be a host and a port"),
        ("TEMPORAL_ADDRESS", "127.0.0.1@temporal.inside:7233", "must be a host and a port"),
        ("PAUSED_SCHEDULES", '["rd-growth", "rd-grwth"]', "known Schedules are rd-growth"),
        ("PAUSED_SCHEDULES", "rd-growth", "should be a valid list"),
        ("CORS_ORIGINS", '["http://portal.example"]', "must be https"),
        ("CORS_ORIGINS", '["http://127.0.0.1.evil.example"]', "must be https"),
        ("CORS_ORIGINS", '["*"]', "must be a list of origins"),
        ("CORS_ORIGINS", '["https://portal.example/"]', "must be a list of origins"),
        ("CORS_ORIGINS", '["https://somebody@portal.example"]', "must be a list of origins"),
        ("CORS_ORIGINS", '["https://portal.example", "portal.example"]', "must be a list of origins"),
        ("EVIDENCE_URL", "/var/lib/etown", "must be file:///folder or s3://bucket"),
        ("EVIDENCE_URL", "s3:///files", "must be file:///folder or s3://bucket"),
        ("EVIDENCE_URL", "memory:///", "must be file:///folder or s3://bucket"),
        ("EVIDENCE_URL", "file://elsewhere/evidence", "must be file:///folder or s3://bucket"),
        ("EVIDENCE_URL", "s3://key:secret@bucket/files", "must be file:///folder or s3://bucket"),
        ("PANEL_SIZE", "4", "must be odd"),
        ("COMMITMENT_DEPARTMENT", "nobody", "known departments are"),
        ("WORKING_DAY_SECONDS", "1", "legal calendar"),
        ("DURATIONS", '{"unheard_of": 1}', "unknown unheard_of"),
        ("DURATIONS", "{", "should be a valid dictionary"),
        ("DEPARTMENT_CONTACTS", '["sti"]', "should be a valid dictionary"),
        ("SMTP_HOST", "mail.example", "needs ETOWN_SMTP_FROM"),
        ("SMTP_SECURITY", "ssl", "'starttls', 'tls' or 'none'"),
        ("MESSAGE_URL", "http://portal.example/{id}", "must be https"),
        ("MESSAGE_URL", "https://portal.example/", "must have {id}"),
        ("MESSAGE_URL", "https://portal.example/{id}/{name}", "must have {id}"),
        ("GATEWAY_TOKEN", "an-earlier-setting", "unknown setting"),
    ],
)
def test_production_is_refused_when_one_setting_is_unsafe(name: str, value: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    (only,) = refused()
    assert fault in only
    assert value == "1" or value not in only


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"])
def test_production_may_ask_an_authority_of_this_machine_without_tls(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_TAX_BASE_URL", address)
    assert read_serving_settings().tax_base_url == address


@pytest.mark.parametrize(("host", "is_refused"), [("mail.example", True), ("127.0.0.1", False)])
def test_production_sends_no_mail_in_clear_but_on_this_machine(
    host: str,
    is_refused: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"HOST": host, "FROM": "noreply@grants.example", "SECURITY": "none"}.items():
        monkeypatch.setenv(f"ETOWN_SMTP_{name}", value)
    if is_refused:
        assert refused() == ["ETOWN_SMTP_SECURITY: must be starttls or tls, unless the server is on this machine"]
    else:
        assert read_serving_settings().smtp_host == host


@pytest.mark.parametrize("field", ["OIDC_ISSUER", "TAX_BASE_URL", "OIDC_JWKS_URL"])
@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://127.0.0.1.evil.example", "must be https"),
        ("http://localhost.evil.example", "must be https"),
        ("http://[2001:db8::1]", "must be https"),
        ("http://localhost@evil.example", "must name no user"),
        ("https://issuer:secret@issuer.example", "must name no user"),
        ("https://issuer.example\\@127.0.0.1", "must name no user"),
        ("http://127.0.0.1\\.evil.example", "must be an address"),
        ("http://[::1", "must be an address"),
        ("http://[abc]", "must be an address"),
        ("http://127.1", "must be an address"),
        ("http://0x7f000001", "must be an address"),
        ("https://2130706433", "must be an address"),
        ("https://issuer.example:99999999", "must be an address"),
        ("https://issuer.example /keys", "must be an address"),
        ("https://issuer.example\n", "must be an address"),
        ("https://issuer。example", "must be an address"),
        ("https://issuer.example?to=https://evil.example", "must be an address"),
        ("HTTPS//issuer.example", "must be an address"),
    ],
)
def test_production_is_refused_when_an_address_is_not_what_it_seems(
    field: str, address: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PREFIX + field, address)
    (only,) = refused()
    assert only.startswith(f"{PREFIX}{field}: ")
    assert fault in only
    assert address not in only


@pytest.mark.parametrize("host", ["[::1]", "[::ffff:127.0.0.1]", "127.9.9.9", "[::]", "LOCALHOST", "issuer.localhost"])
def test_production_takes_no_sandbox_when_its_host_is_written_otherwise(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_OIDC_ISSUER", f"https://{host}:8900")
    (only,) = refused()
    assert "only a sandbox" in only


def test_production_is_refused_when_anybody_could_speak_to_temporal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEMPORAL_API_KEY")
    (only,) = refused()
    assert "TEMPORAL_TLS_CLIENT_CERT_PATH" in only


@pytest.mark.parametrize(
    "variables",
    [
        {"TEMPORAL_CONFIG_FILE": __file__},
        {"TEMPORAL_TLS_CLIENT_CERT_PATH": "/nowhere/it.pem", "TEMPORAL_TLS_CLIENT_KEY_PATH": "/nowhere/it.key"},
    ],
)
def test_production_is_refused_when_what_temporal_is_reached_by_cannot_be_read(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    (only,) = refused()
    assert only.startswith("ETOWN_TEMPORAL_ADDRESS: ")
    assert "cannot be read" in only


def test_every_fault_is_named_when_one_setting_is_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DURATIONS": "{", "CORS_ORIGINS": "[", "PANEL_SIZE": "4", "OPEN_DATA": '{"colour": "red"}'}.items():
        monkeypatch.setenv(PREFIX + name, value)
    monkeypatch.delenv("ETOWN_COURT")
    monkeypatch.delenv("TEMPORAL_API_KEY")
    named = {fault.partition(":")[0].removeprefix(PREFIX).partition(".")[0] for fault in refused()}
    assert named == {"DURATIONS", "CORS_ORIGINS", "PANEL_SIZE", "OPEN_DATA", "COURT", "TEMPORAL_ADDRESS"}


def test_api_names_every_fault_when_what_it_alone_needs_is_missing_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ETOWN_COURT")
    with pytest.raises(SystemExit) as stopped:
        read_serving_settings(ApiSettings)
    named = [line.strip().partition(":")[0] for line in str(stopped.value.code).splitlines()[1:]]
    assert named == ["ETOWN_COURT", "ETOWN_ATTESTATION_KEY"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of secrets, with everything good in it, and nothing in variables."""
    for name, value in GOOD.items():
        monkeypatch.delenv(name)
        (tmp_path / name.lower()).write_text(value + "\n", encoding="utf-8")
    monkeypatch.setenv("ETOWN_SECRETS_DIR", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_secret_is_what_its_file_says_without_its_end_of_line(end: str, folder: Path) -> None:
    (folder / "etown_tax_token").write_bytes((GOOD["ETOWN_TAX_TOKEN"] + end).encode())
    assert read_serving_settings().token_of("tax") == GOOD["ETOWN_TAX_TOKEN"]


def test_every_fault_is_named_when_files_cannot_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "etown_tax_token").write_bytes(b"\xff\xfe")
    (folder / "etown_credit_token").unlink()
    (folder / "etown_credit_token").mkdir()
    (folder / "etown_sms_token").unlink()
    (folder / "etown_sms_token").symlink_to(folder / "gone")
    (folder / "etown_court").write_text("\n")
    monkeypatch.setenv("ETOWN_PANEL_SIZE", "4")
    found = refused()
    unread = [fault.partition(":")[0] for fault in found if "can be read" in fault]
    assert unread == ["etown_credit_token", "etown_sms_token", "etown_tax_token"]
    assert {"ETOWN_COURT: is missing", "ETOWN_PANEL_SIZE: must be odd"} <= set(found)


@pytest.mark.parametrize("kind", ["missing", "file"])
def test_settings_are_refused_when_the_folder_of_secrets_is_none(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / kind
    if kind == "file":
        path.write_text("")
    monkeypatch.setenv("ETOWN_SECRETS_DIR", str(path))
    assert refused() == ["ETOWN_SECRETS_DIR: is no folder that can be read"]


def test_secret_that_nobody_asks_for_is_named_when_it_lies_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etown_tresury_secret").write_text("misspelt")
    monkeypatch.setenv("ETOWN_SECRETS_DIR", str(tmp_path))
    assert refused() == ["etown_tresury_secret: unknown setting"]


@pytest.mark.parametrize(("url", "fault"), [("", "is missing"), ("postgresql://u:p@[::1/etown", "must be a PostgreSQL URL")])
def test_migration_is_refused_in_a_line_when_no_database_is_named(url: str, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_DATABASE_URL", url)
    with pytest.raises(SystemExit) as stopped:
        read_settings(RecordSettings)
    heading, *faults = str(stopped.value.code).splitlines()
    assert heading == REFUSED
    assert [line.strip() for line in faults] == [next(line.strip() for line in faults if fault in line)]


@pytest.mark.parametrize("variables", [{"API_PORT": "eighty"}, {"DURATIONS": "{"}, {"PANEL_SIZE": "4", "API_PORT": "70000"}])
def test_command_names_every_wrong_setting_when_it_is_called(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(PREFIX + name, value)
    monkeypatch.setattr(sys, "argv", ["etown", "vouched", "SQ-1"])
    with pytest.raises(SystemExit) as stopped:
        main()
    heading, *faults = str(stopped.value.code).splitlines()
    assert heading == REFUSED
    assert {line.strip().partition(":")[0] for line in faults} == {PREFIX + name for name in variables}


def test_worker_ends_in_a_line_when_temporal_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_TEMPORAL_ADDRESS", f"127.0.0.1:{free_port()}")
    done = subprocess.run([sys.executable, "-m", "runtime.worker"], check=False, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"{NO_TEMPORAL.zh}{NO_TEMPORAL.en}: RuntimeError"]


@pytest.mark.parametrize("name", ["attestation_key", "evidence_url"])
def test_api_alone_needs_what_it_vouches_with_and_where_it_keeps_evidence(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    assert not plain(getattr(read_serving_settings(), name))
    with pytest.raises(SystemExit, match=f"{PREFIX}{name.upper()}: is missing"):
        read_serving_settings(ApiSettings)


def test_demonstration_serves_by_the_settings_it_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(name)
    made = demo_settings(tmp_path, database_url="postgresql://u:p@h/d")
    for name, value in made.child_environment().items():
        monkeypatch.setenv(name, value)
    assert read_serving_settings().model_dump() == made.model_dump()


@pytest.mark.parametrize("command", [("runtime.worker",), ("uvicorn", "--factory", "runtime.asgi:create_app", "--port", "0")])
def test_process_exits_with_all_faults_when_several_settings_are_wrong(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_ATTESTATION_KEY", attestation_keys()["attestation_key"])
    monkeypatch.delenv("ETOWN_COURT")
    monkeypatch.setenv("ETOWN_TAX_BASE_URL", "http://tax.example")
    monkeypatch.setenv("ETOWN_UNHEARD_OF", "1")
    monkeypatch.setenv("ETOWN_API_PORT", "70000")
    done = subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True, text=True, cwd=REPOSITORY, timeout=60)
    assert done.returncode == 1
    assert done.stderr.splitlines()[:1] == [REFUSED]
    named = {line.strip().partition(":")[0] for line in done.stderr.splitlines()[1:]}
    assert named == {"ETOWN_COURT", "ETOWN_TAX_BASE_URL", "ETOWN_UNHEARD_OF", "ETOWN_API_PORT"}
