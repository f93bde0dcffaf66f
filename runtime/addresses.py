"""地址。Where the parts of one machine's system are: all that a command needs which only asks one of them, without loading the law."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX: Final = "ETOWN_"
SECRETS_DIR: Final = PREFIX + "SECRETS_DIR"
LOOPBACK: Final = "127.0.0.1"
# What hosting services call it.
DATABASE_URL: Final = "DATABASE_URL"

Port = Annotated[int, Field(ge=1, le=65535)]


class _Variables(EnvSettingsSource):
    """The variables of this process; what should be JSON and is not goes on as it is, for its field to refuse beside all other faults."""

    def prepare_field_value(
        self,
        field_name: str,
        field: FieldInfo,
        value: Any,  # noqa: ANN401 - the framework's
        value_is_complex: bool,  # noqa: FBT001 - likewise
    ) -> Any:  # noqa: ANN401 - likewise
        try:
            return super().prepare_field_value(field_name, field, value, value_is_complex)
        except ValueError:
            return value


class _SecretFiles(_Variables):
    """The files of the folder of secrets, each read as the variable of its name."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): text for name, text in secret_files()[0].items() if text}


def secret_files() -> tuple[dict[str, str], list[str]]:
    """Return what the files say in the folder that the environment names, by their names, and what is wrong with it, a line each."""
    folder = os.environ.get(SECRETS_DIR)
    if not folder:
        return {}, []
    try:
        paths = sorted(Path(folder).iterdir())
    except OSError:
        return {}, [f"{SECRETS_DIR}: is no folder that can be read"]
    said, faults = {}, []
    for path in paths:
        if path.name.upper().startswith(PREFIX) or path.name.upper() == DATABASE_URL:
            try:
                said[path.name] = path.read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                faults.append(f"{path.name}: is no file that can be read, as text in UTF-8")
    return said, faults


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, however it is written."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback or (mapped or address).is_unspecified


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
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by one that leaves every fault to its field
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the order is the framework's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - replaced by one whose folder the environment names
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _Variables(settings_cls), _SecretFiles(settings_cls)


def sandbox_url(addresses: Addresses) -> str:
    """Return the address of the sandbox."""
    return f"http://{LOOPBACK}:{addresses.sandbox_port}"
