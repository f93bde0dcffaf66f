"""服务设置。The settings of a process that serves: all there, and in production none that only a demonstration may have.

Whoever starts it hears of every fault at once, a line each, and nothing is started.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import AliasChoices, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict, SettingsError

from gateways.mail import Security
from models.queries.health import unfitness
from policy.errors import Refusal
from runtime.addresses import PREFIX
from runtime.settings import AUTHORITIES, Settings, aes_keys, plain
from runtime.temporal_connection import connection

REFUSED: Final = "设置有误，未启动。Settings are refused, and nothing was started:"
SHORTEST_SECRET: Final = 32
# A key of one sign thirty-two times is long, and no secret.
FEWEST_SIGNS: Final = 8

ADDRESSES: Final = ("public_base_url", "oidc_issuer", *(f"{authority}_base_url" for authority in AUTHORITIES))
SHARED_SECRETS: Final = ("treasury_secret", *(f"{authority}_token" for authority in AUTHORITIES))
NEEDED: Final = (
    *("database_url", "temporal_address", *ADDRESSES, *SHARED_SECRETS, "payload_keys", "attestation_public_keys"),
    *("reviewing_body", "court"),
)

# Where the settings themselves are looked for.
_ABOUT_SETTINGS = {PREFIX + "SECRETS_DIR"}


class ServingSettings(Settings):
    """Settings a process may serve by."""

    model_config = SettingsConfigDict(validate_default=True)

    @field_validator(*NEEDED)
    @classmethod
    def _is_there(cls, value: str | SecretStr) -> str | SecretStr:
        if not plain(value):
            msg = "is missing"
            raise ValueError(msg)
        return value

    @field_validator(*ADDRESSES, "oidc_jwks_url", "message_url")
    @classmethod
    def _is_safe_to_call(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse an address whose answers anybody on the way could write."""
        if value:
            parts = urlsplit(value)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                msg = "must be an address such as https://authority.example"
                raise ValueError(msg)
            if _in_production(info) and parts.scheme != "https" and not _is_loopback(parts.hostname):
                msg = "must be https, unless it is on this machine"
                raise ValueError(msg)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: list[str], info: ValidationInfo) -> list[str]:
        """Refuse what no browser ever sends as an origin, and pages that anybody on the way could write."""
        for origin in value:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or "@" in origin or origin != f"{parts.scheme}://{parts.netloc}".lower():
                msg = 'must be a list of origins such as ["https://portal.example"], without a path'
                raise ValueError(msg)
            if _in_production(info) and parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
                msg = "must be https, unless it is on this machine"
                raise ValueError(msg)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_no_sandbox(cls, value: str, info: ValidationInfo) -> str:
        if _in_production(info) and _is_loopback(urlsplit(value).hostname or ""):
            msg = "is on this machine, where only a sandbox signs people in without a password"
            raise ValueError(msg)
        return value

    @field_validator(*SHARED_SECRETS)
    @classmethod
    def _is_a_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        text = value.get_secret_value()
        if _in_production(info) and text:
            if len(text) < SHORTEST_SECRET or len(set(text)) < FEWEST_SIGNS:
                msg = f"must be {SHORTEST_SECRET} random characters or more"
                raise ValueError(msg)
            same = [name for name in SHARED_SECRETS if name != info.field_name and info.data.get(name) == value]
            if same:
                msg = f"is the same as {variable(same[0])}: who knows one must not know the other"
                raise ValueError(msg)
        return value

    @field_validator("smtp_security")
    @classmethod
    def _is_encrypted(cls, value: Security, info: ValidationInfo) -> Security:
        host = info.data.get("smtp_host", "")
        if host and not info.data.get("smtp_from"):
            msg = f"needs {variable('smtp_from')}, the address mail is from"
            raise ValueError(msg)
        if _in_production(info) and value == "none" and host and not _is_loopback(host):
            msg = "must be starttls or tls, unless the server is on this machine"
            raise ValueError(msg)
        return value

    @field_validator("evidence_url")
    @classmethod
    def _is_a_store(cls, value: str) -> str:
        parts = urlsplit(value)
        named = {"file": parts.path, "s3": parts.netloc}
        if value and not named.get(parts.scheme):
            msg = "must be file:///folder or s3://bucket/prefix"
            raise ValueError(msg)
        return value

    @field_validator("payload_keys")
    @classmethod
    def _are_random(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        if _in_production(info) and any(len(set(key)) < FEWEST_SIGNS for key in aes_keys(value.get_secret_value())):
            msg = "must be random bytes"
            raise ValueError(msg)
        return value


def variable(name: str) -> str:
    """Return the variable a field is read from."""
    return PREFIX + name.upper()


def variables_of_settings() -> set[str]:
    """Return every variable that a field is read from; one field may have several."""
    aliases = (field.validation_alias for field in Settings.model_fields.values())
    others = {str(name) for alias in aliases if isinstance(alias, AliasChoices) for name in alias.choices}
    return {variable(name) for name in Settings.model_fields} | {name for name in others if name.startswith(PREFIX)}


def _in_production(info: ValidationInfo) -> bool:
    return info.data.get("profile") != "demo"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def unknown_settings(environment: Mapping[str, str]) -> list[str]:
    """Return what looks like a setting of ours and is none, variables and secret files alike.

    Args:
        environment: Usually `os.environ`.
    """
    known = variables_of_settings() | _ABOUT_SETTINGS
    folder = environment.get(PREFIX + "SECRETS_DIR")
    files = [path.name for path in sorted(Path(folder).iterdir())] if folder and Path(folder).is_dir() else []
    names = [*sorted(environment), *files]
    return [name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known]


def faults_of(error: ValidationError) -> list[str]:
    """Return what is wrong with the settings, a line each, never with a value in it."""
    return [
        f"{variable('.'.join(map(str, fault['loc']))).replace(PREFIX + PREFIX, PREFIX)}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_input=False, include_url=False)
    ]


def _open_to_others(settings: Settings) -> list[str]:
    try:
        connection(settings)
    except Refusal as refusal:
        return [f"{refusal.detail.zh}{refusal.detail.en}"]
    return []


def read_serving_settings(*besides: str) -> ServingSettings:
    """Read the settings of this process.

    Args:
        besides: What only this process needs.

    Raises:
        SystemExit: Something is missing, unknown or unsafe; the message names all of it.
    """
    faults = [f"{name}: unknown setting" for name in unknown_settings(os.environ)]
    try:
        settings = ServingSettings()
    except ValidationError as error:
        faults += faults_of(error)
    except SettingsError as error:
        # What is not JSON where JSON is wanted: it names the field, and not the value.
        faults.append(str(error))
    else:
        faults += [f"{variable(name)}: is missing" for name in besides if not plain(getattr(settings, name))]
        if settings.profile == "production":
            faults += unfitness(settings.database_url) + _open_to_others(settings)
        if not faults:
            return settings
    sys.exit("\n  ".join((REFUSED, *faults)))
