"""设置的测试。What is read from outside, what is refused, and what a child process gets."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr, ValidationError

from runtime.serving_settings import NEEDED
from runtime.settings import DEFAULT_DURATIONS, DEMO_DURATIONS, Settings, attestation_keys, demo_settings, plain

KEY = base64.b64encode(bytes(32)).decode()
OF_ANOTHER_KIND = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("url", ["postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"])
def test_a_plain_database_url_is_understood(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert Settings().database_url == "postgresql+psycopg://u:p@h/d"


def test_our_own_variable_wins_over_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/plain")
    monkeypatch.setenv("ETOWN_DATABASE_URL", "postgresql://h/ours")
    assert Settings().database_url.endswith("/ours")


def test_secrets_may_be_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "etown_treasury_secret").write_text("from-a-file\n")
    monkeypatch.setenv("ETOWN_SECRETS_DIR", str(tmp_path))
    assert Settings().treasury_secret.get_secret_value() == "from-a-file"


def test_given_durations_are_laid_over_those_of_the_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_DURATIONS", '{"desk_review": 7}')
    assert Settings().durations == DEFAULT_DURATIONS | {"desk_review": 7}
    assert Settings(profile="demo").durations == DEMO_DURATIONS | {"desk_review": 7}


@pytest.mark.parametrize(
    "given",
    [
        {"durations": {"unheard_of": 1}},
        {"durations": {"desk_review": 0}},
        {"database_url": "mysql://u:p@h/d"},
        {"payload_keys": "dG9vIHNob3J0"},
        {"payload_keys": "%%%"},
        {"attestation_key": "%%%"},
        {"attestation_key": attestation_keys()["attestation_public_keys"]},
        {"attestation_key": OF_ANOTHER_KIND},
        {"attestation_public_keys": "%%%"},
        {"attestation_public_keys": attestation_keys()["attestation_key"]},
        {"working_day_seconds": 1.0, "profile": "production"},
        {"api_port": 70000},
        {"panel_size": 888},
        {"commitment_department": "unheard-of"},
        {"quality_share": "1.01"},
        {"quality_share": "one in twenty"},
        {"quality_threshold_fen": -1},
        {"department_contacts": {"unheard-of": "某路1号"}},
        {"department_contacts": {"sti": " "}},
        {"repayment_account": {"holder": "某国库", "number": "110001"}},
        {"repayment_account": {"holder": "某国库", "number": "110001", "bank": " "}},
        {"repayment_account": {"holder": "某国库", "number": "110001", "bank": "某银行", "branch": "某支行"}},
    ],
)
def test_nonsense_is_refused_without_repeating_it(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**given)
    assert str(next(iter(given.values()))) not in str(refused.value)


def test_the_first_payload_key_is_the_current_one() -> None:
    other = base64.b64encode(bytes([1] * 16)).decode()
    assert Settings(payload_keys=SecretStr(f"{KEY},{other}")).payload_key_list() == [bytes(32), bytes([1] * 16)]


def test_a_demo_is_complete_but_for_the_database_and_stays_the_same(tmp_path: Path) -> None:
    first = demo_settings(tmp_path)
    assert [name for name in NEEDED if not plain(getattr(first, name))] == ["database_url"]
    assert demo_settings(tmp_path) == first
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert demo_settings(tmp_path / "other").payload_keys != first.payload_keys


def test_what_the_environment_names_is_not_derived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETOWN_API_PORT", "8111")
    monkeypatch.setenv("ETOWN_TEMPORAL_ADDRESS", "elsewhere:7233")
    settings = demo_settings(tmp_path)
    assert settings.public_base_url == "http://127.0.0.1:8111"
    assert settings.temporal_address == "elsewhere:7233"


def test_a_child_process_reads_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://h/outside")
    settings = demo_settings(tmp_path, database_url="postgresql://h/inside")
    environment = settings.child_environment()
    assert "DATABASE_URL" not in environment
    monkeypatch.delenv("DATABASE_URL")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_nothing_secret_is_printed(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, database_url="postgresql://u:hush@h/d")
    held = (settings.attestation_key, settings.treasury_secret, settings.payload_keys)
    for secret in ("hush", *(one.get_secret_value() for one in held)):
        assert secret not in repr(settings)


def test_production_takes_a_second_look_and_a_demonstration_does_not() -> None:
    production, demo = Settings(), Settings(profile="demo")
    assert (production.quality_share, production.quality_threshold_fen) == ("0.05", 500_000_000)
    assert (demo.quality_share, demo.quality_threshold_fen) == (None, None)
    assert Settings(quality_share="0.5").quality_share == "0.5"
