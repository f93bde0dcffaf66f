"""服务设置。The settings of a process that serves: all there, and in production none that only a demonstration may have.

Whoever starts it hears of every fault at once, a line each, and nothing is started.
"""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Iterable, Mapping
from typing import Final, NoReturn, TypeVar
from urllib.parse import urlsplit

from pydantic import AliasChoices, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import SettingsConfigDict

from gateways.mail import Security
from models.queries.health import is_url, unfitness
from policy.errors import Refusal
from runtime.addresses import PREFIX, SECRETS_DIR, is_loopback, secret_files
from runtime.schedules import SCHEDULES
from runtime.settings import AUTHORITIES, Settings, aes_keys, plain
from runtime.temporal_connection import require_protected, told

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
_ABOUT_SETTINGS = {SECRETS_DIR}
# What every reader of an address takes for the same host: another sign may end it for one of them, and not for the other.
_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+])(?::\d{1,5})?(?:/[!-\[\]-~]*)?")
_TEMPORAL_ADDRESS = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+]):\d{1,5}")


_Value = TypeVar("_Value", str, SecretStr, str | SecretStr)


class RecordSettings(Settings):
    """Settings of whoever needs only the database."""

    model_config = SettingsConfigDict(validate_default=True)

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, value: str) -> str:
        if _there(value) and not is_url(value):
            msg = "must be a PostgreSQL URL (postgresql+psycopg://user:password@host:port/database)"
            raise ValueError(msg)
        return value


class ServingSettings(RecordSettings):
    """Settings a process may serve by."""

    @field_validator(*NEEDED)
    @classmethod
    def _is_there(cls, value: str | SecretStr) -> str | SecretStr:
        return _there(value)

    @field_validator("database_url")
    @classmethod
    def _is_fit(cls, value: str, info: ValidationInfo) -> str:
        if _in_production(info) and (faults := unfitness(value)):
            raise ValueError("; ".join(faults))
        return value

    @field_validator("temporal_address")
    @classmethod
    def _is_protected(cls, value: str, info: ValidationInfo) -> str:
        """Refuse a Temporal that anybody could speak to."""
        if not _TEMPORAL_ADDRESS.fullmatch(value):
            msg = "must be a host and a port, such as temporal.example:7233"
            raise ValueError(msg)
        try:
            told()
            if _in_production(info):
                require_protected(value)
        except Refusal as refusal:
            msg = f"{refusal.detail.zh}{refusal.detail.en}"
            raise ValueError(msg) from None
        return value

    @field_validator(*ADDRESSES, "oidc_jwks_url", "message_url")
    @classmethod
    def _is_safe_to_call(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse an address whose answers anybody on the way could write."""
        if value:
            _require_safe(value, info)
        return value

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, value: list[str], info: ValidationInfo) -> list[str]:
        """Refuse what no browser ever sends as an origin, and pages that anybody on the way could write."""
        for origin in value:
            if not _ADDRESS.fullmatch(origin) or origin != origin.lower() or origin.count("/") != len("//"):
                msg = 'must be a list of origins such as ["https://portal.example"], without a path'
                raise ValueError(msg)
            _require_safe(origin, info)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_no_sandbox(cls, value: str, info: ValidationInfo) -> str:
        host = urlsplit(value).hostname or ""
        # Whoever looks it up may find this machine by such a name as well.
        if _in_production(info) and (is_loopback(host) or host.endswith(".localhost")):
            msg = "is on this machine, where only a sandbox signs people in without a password"
            raise ValueError(msg)
        return value

    @field_validator("paused_schedules")
    @classmethod
    def _are_schedules(cls, value: list[str]) -> list[str]:
        known = [entry.id for entry in SCHEDULES]
        if set(value) - set(known):
            msg = f"known Schedules are {', '.join(known)}"
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
            if not re.fullmatch("[!-~]+", text):
                msg = "must be of letters, digits and signs of ASCII, without blanks: it goes in a header"
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
        if _in_production(info) and value == "none" and host and not is_loopback(host):
            msg = "must be starttls or tls, unless the server is on this machine"
            raise ValueError(msg)
        return value

    @field_validator("evidence_url")
    @classmethod
    def _is_a_store(cls, value: str) -> str:
        parts = urlsplit(value)
        # A folder is on no other machine, and a bucket's credentials are in `AWS_*`.
        named = {"file": "" if parts.netloc else parts.path, "s3": "" if "@" in parts.netloc else parts.netloc}
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


class ApiSettings(ServingSettings):
    """Settings the API may serve by: it vouches for what people ask, and keeps their evidence."""

    @field_validator("attestation_key", "evidence_url")
    @classmethod
    def _is_there_too(cls, value: str | SecretStr) -> str | SecretStr:
        return _there(value)


SomeSettings = TypeVar("SomeSettings", bound=Settings)


def _there(value: _Value) -> _Value:
    if not plain(value):
        msg = "is missing"
        raise ValueError(msg)
    return value


def _require_safe(address: str, info: ValidationInfo) -> None:
    """Refuse an address that is none, that says who we are, or whose answers anybody on the way could write."""
    host = _host_of(address)
    if "@" in address.partition("://")[2].partition("/")[0]:
        msg = "must name no user and no password"
        raise ValueError(msg)
    if host is None:
        msg = "must be an address such as https://authority.example"
        raise ValueError(msg)
    if _in_production(info) and not address.startswith("https:") and not is_loopback(host):
        msg = "must be https, unless it is on this machine"
        raise ValueError(msg)


def _host_of(address: str) -> str | None:
    """Return the host that whoever calls an address asks, or None where two readers of it could ask two."""
    try:
        host = urlsplit(address).hostname if _ADDRESS.fullmatch(address) else None
        if host is None or is_loopback(host):
            return host
        # `127.1` and `0x7f000001` are numbers to some, and names to others.
        socket.inet_aton(host)
    except OSError:
        return host
    except ValueError:
        return None
    return host if host.count(".") == len("...") else None


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


def unknown_settings(environment: Mapping[str, str], files: Iterable[str] = ()) -> list[str]:
    """Return what looks like a setting of ours and is none, variables and secret files alike.

    Args:
        environment: Usually `os.environ`.
        files: The names of the secret files.
    """
    known = variables_of_settings() | _ABOUT_SETTINGS
    names = [*sorted(environment), *files]
    return [name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known]


def faults_of(error: ValidationError) -> list[str]:
    """Return what is wrong with the settings, a line each, never with a value in it."""
    return [
        f"{variable('.'.join(map(str, fault['loc']))).replace(PREFIX + PREFIX, PREFIX)}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_input=False, include_url=False)
    ]


def read_settings(kind: type[SomeSettings]) -> SomeSettings:
    """Read settings of a kind, of whichever process needs no more.

    Raises:
        SystemExit: Something is wrong; the message names all of it.
    """
    return _read(kind, secret_files()[1])


def read_serving_settings(kind: type[ServingSettings] = ServingSettings) -> ServingSettings:
    """Read the settings of this process.

    Args:
        kind: What it serves by.

    Raises:
        SystemExit: Something is missing, unknown or unsafe; the message names all of it.
    """
    files, unread = secret_files()
    return _read(kind, [*(f"{name}: unknown setting" for name in unknown_settings(os.environ, files)), *unread])


def _read(kind: type[SomeSettings], faults: list[str]) -> SomeSettings:
    try:
        settings = kind()
    except ValidationError as error:
        refuse([*faults, *faults_of(error)])
    if faults:
        refuse(faults)
    return settings


def refuse(faults: Iterable[str]) -> NoReturn:
    """End this process with what is wrong with its settings, a line each."""
    sys.exit("\n  ".join((REFUSED, *(" ".join(fault.split()) for fault in faults))))
