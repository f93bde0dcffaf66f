"""地址。Where the parts of one machine's system are: all that a command needs which only asks one of them, without loading the law."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

PREFIX: Final = "ETOWN_"
LOOPBACK: Final = "127.0.0.1"

Port = Annotated[int, Field(ge=1, le=65535)]


class Addresses(BaseSettings):
    """Where the data of a system are on this machine, and which ports it answers at."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", populate_by_name=True, frozen=True, hide_input_in_errors=True
    )

    home: Path = Path(".etown")
    api_port: Port = 8000
    sandbox_port: Port = 8900
    temporal_port: Port = 7233
    temporal_ui_port: Port = 8233

    @classmethod
    def settings_customise_sources(  # noqa: D102 - documented by pydantic-settings
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the order is the framework's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by one whose folder the environment names
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        folder = os.environ.get(PREFIX + "SECRETS_DIR")
        files = (SecretsSettingsSource(settings_cls, secrets_dir=folder),) if folder else ()
        return (init_settings, env_settings, *files)


def sandbox_url(addresses: Addresses) -> str:
    """Return the address of the sandbox."""
    return f"http://{LOOPBACK}:{addresses.sandbox_port}"
