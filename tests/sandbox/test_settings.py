from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.settings import Settings


def test_settings_are_read_when_all_variables_are_set() -> None:
    settings = Settings.from_environment(
        {
            "SANDBOX_BASE_URL": "http://127.0.0.1:9999/",
            "SANDBOX_HOME": "somewhere",
            "SANDBOX_TREASURY_SECRET": "s",
            "SANDBOX_TAX_TOKEN": "t",
            "SANDBOX_TREASURY_DELAY": "2",
            "SANDBOX_SMTP_PORT": "8925",
        }
    )
    expected = Settings("http://127.0.0.1:9999", Path("somewhere"), "s", {"tax": "t"}, treasury_delay_seconds=2.0, smtp_port=8925)
    assert settings == expected


def test_settings_keep_defaults_when_variables_are_empty() -> None:
    settings = Settings.from_environment({"SANDBOX_TAX_TOKEN": "", "SANDBOX_HOME": ""})
    assert (settings.base_url, settings.home, settings.tokens) == ("http://127.0.0.1:8900", None, {})


def test_treasury_secret_is_unguessable_when_unset() -> None:
    assert Settings.from_environment({}).treasury_secret != Settings.from_environment({}).treasury_secret


def test_settings_are_refused_when_a_duration_is_no_number() -> None:
    with pytest.raises(ValueError, match="soon"):
        Settings.from_environment({"SANDBOX_TREASURY_DELAY": "soon"})


def test_settings_hide_secrets_when_shown() -> None:
    assert "hidden" not in repr(Settings(treasury_secret="hidden", tokens={"tax": "hidden"}))
