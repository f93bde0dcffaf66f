"""设置。Everything the system is told from outside, and the only module that reads the environment.

Values come, strongest first, from arguments, `ETOWN_*` variables and secret files (one file a secret, in the folder `ETOWN_SECRETS_DIR`).
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import (
    AfterValidator,
    AliasChoices,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from gateways.mail import Security
from policy.language.items import DEPARTMENT_NAMES
from policy.money import MAX_FEN, Rate, parse_rate, wan
from policy.processes.registry import KINDS, WORKING_DAYS
from runtime.addresses import DATABASE_URL, LOOPBACK, PREFIX, Addresses, Port, sandbox_url

_PUBLIC_PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----", re.DOTALL)
AES_KEY_LENGTHS = (16, 24, 32)

DEFAULT_DURATIONS: dict[str, int] = dict(WORKING_DAYS)
"""Working days that kinds of task and periods take, where an operator sets nothing else."""

# A demo's working day lasts a second: a person walking through by hand must not lapse while reading.
_OFFICE_PATIENCE, _APPLICANT_PATIENCE = 300, 1200
DEMO_DURATIONS: dict[str, int] = (
    DEFAULT_DURATIONS
    | {kind.code: max(kind.working_days, _APPLICANT_PATIENCE if kind.applicants else _OFFICE_PATIENCE) for kind in KINDS.values()}
    | {
        "award_look": 10,
        # To have a bank return something by hand, and to see what follows once none does any more.
        "bank_return_watch": 40,
        "budget_retry": 10,
        "call_look": 2,
        # To claim once more by hand, and to see the project end.
        "last_claim": 25,
        "recovery_watch": 600,
        "repayment": 1200,
        "stuck": 300,
        "treasury_answer": 300,
        "upstream_retry": 10,
    }
)
_POLL_SECONDS, _DEMO_POLL_SECONDS = 60, 2
_DEMO_SMTP_PORT = 8925
QUALITY_SHARE = "0.05"
QUALITY_THRESHOLD_FEN = wan(500)
Delegated = Literal["officer", "approver", "committee", "finance"]
Authority = Literal["credit", "registration", "tax", "statistics", "upstream", "bank", "treasury", "sms"]
AUTHORITIES: Final[tuple[Authority, ...]] = ("credit", "registration", "tax", "statistics", "upstream", "bank", "treasury", "sms")
"""Authorities that are asked, each at an address of its own and with a credential of its own."""


def _odd(value: int) -> int:
    if value % 2 == 0:
        msg = "must be odd"
        raise ValueError(msg)
    return value


def _department(value: str) -> str:
    if value not in DEPARTMENT_NAMES:
        msg = f"known departments are {', '.join(DEPARTMENT_NAMES)}"
        raise ValueError(msg)
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Settings(Addresses):
    """What the system is told from outside.

    Nothing has to be given to build one, so that a migration needs only its database; a serving process reads `ServingSettings`.
    """

    profile: Literal["demo", "production"] = "production"
    log_format: Literal["console", "json"] = "json"

    database_url: str = Field("", validation_alias=AliasChoices(PREFIX + DATABASE_URL, DATABASE_URL), repr=False)

    temporal_address: str = ""
    temporal_namespace: str = "default"
    task_queue: str = "etown"
    api_host: str = LOOPBACK
    public_base_url: str = ""
    # Front-ends elsewhere, whose pages may ask from a browser, each as `https://host` with its port.
    cors_origins: list[str] = Field(default_factory=list)

    oidc_issuer: str = ""
    oidc_audience: str = "etown-grants"
    oidc_jwks_url: str | None = None
    credit_base_url: str = ""
    registration_base_url: str = ""
    tax_base_url: str = ""
    statistics_base_url: str = ""
    upstream_base_url: str = ""
    bank_base_url: str = Field("", validation_alias=AliasChoices(PREFIX + "BANK_URL", PREFIX + "BANK_BASE_URL"))
    treasury_base_url: str = ""
    sms_base_url: str = ""
    treasury_secret: SecretStr = SecretStr("")
    # What each authority knows us by.
    credit_token: SecretStr = SecretStr("")
    registration_token: SecretStr = SecretStr("")
    tax_token: SecretStr = SecretStr("")
    statistics_token: SecretStr = SecretStr("")
    upstream_token: SecretStr = SecretStr("")
    bank_token: SecretStr = SecretStr("")
    treasury_token: SecretStr = SecretStr("")
    sms_token: SecretStr = SecretStr("")

    # The server that takes our mail; without one nobody is written to.
    smtp_host: str = ""
    smtp_port: Port = 587
    smtp_from: str = ""
    smtp_security: Security = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    # Where a front-end shows a message, such as `https://portal.example/messages/{id}`; left out, where the API does.
    message_url: str = ""

    # Whom papers name: who reviews a decision, which court hears a lawsuit against it, who decides case by case.
    reviewing_body: str = ""
    court: str = ""
    case_by_case_body: str = "专题会"
    # Where a department is reached, its address and telephone, as a public notice names it; one left out is only named.
    department_contacts: dict[str, Line] = Field(default_factory=dict)
    delegates: dict[Delegated, Line] = Field(default_factory=dict)
    open_data: dict[Literal["prefix", "name", "uscc", "licence"], Line] = Field(default_factory=dict)
    # The treasury's account that what is paid back goes to; left out, a demand says to ask the department.
    repayment_account: dict[Literal["holder", "number", "bank"], Line] = Field(default_factory=dict)

    # A folder (`file:///…`) or a bucket (`s3://bucket/prefix`, its credentials in `AWS_*`) that all API processes share.
    evidence_url: str = ""
    evidence_max_bytes: Annotated[int, Field(gt=0)] = 20 * 1024 * 1024
    evidence_daily_bytes: Annotated[int, Field(gt=0)] = 2 * 1024**3
    payload_keys: SecretStr = SecretStr("")
    # The API vouches for what people ask with the one; workers read it with the others, and have no use for the one.
    attestation_key: SecretStr = SecretStr("")
    attestation_public_keys: str = ""

    working_day_seconds: Annotated[float, Field(gt=0)] | None = None
    # Working days of any kind of task or period, over those of the law and the profile.
    durations: dict[str, Annotated[int, Field(gt=0)]] = Field(default_factory=dict)
    # Between two questions to the treasury that has not answered; left out, the profile says.
    treasury_poll_seconds: Annotated[int, Field(gt=0)] = _POLL_SECONDS
    # Odd, so that no panel is divided in halves.
    panel_size: Annotated[int, Field(ge=1), AfterValidator(_odd)] = 3
    rectifications: Annotated[int, Field(ge=0)] = 2
    # A second look before payment: by chance ("0.05"), and above a threshold. Left out, production looks at 1 in 20 and all above 500万.
    quality_share: str | None = None
    quality_threshold_fen: Annotated[int, Field(ge=0, le=MAX_FEN)] | None = None
    # Schedules that are not to run: a pause that is made at Temporal alone is taken for a fault, and ended.
    paused_schedules: list[str] = Field(default_factory=list)
    # Who handles commitments to stay, whichever department awarded.
    commitment_department: Annotated[str, AfterValidator(_department)] = "bizcoop"

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, value: str) -> str:
        """Accept what hosting services hand out (`postgres://`, `postgresql://`) and name our driver in it."""
        for scheme in ("postgres://", "postgresql://"):
            if value.startswith(scheme):
                return "postgresql+psycopg://" + value.removeprefix(scheme)
        if value and not value.startswith("postgresql+psycopg://"):
            msg = "must be a PostgreSQL URL (postgresql+psycopg://user:password@host:port/database)"
            raise ValueError(msg)
        return value

    @field_validator("quality_share")
    @classmethod
    def _is_a_share(cls, value: str | None) -> str | None:
        share = Rate(0) if value is None else parse_rate(value)
        if share is None or share > 1:
            msg = 'must be a decimal between 0 and 1, such as "0.05"'
            raise ValueError(msg)
        return value

    @field_validator("department_contacts")
    @classmethod
    def _are_departments(cls, value: dict[str, str]) -> dict[str, str]:
        for code in value:
            _department(code)
        return value

    @field_validator("repayment_account")
    @classmethod
    def _is_whole(cls, value: dict[str, str]) -> dict[str, str]:
        if value and len(value) < len(("holder", "number", "bank")):
            msg = "must name holder, number and bank"
            raise ValueError(msg)
        return value

    @field_validator("message_url")
    @classmethod
    def _names_the_message(cls, value: str) -> str:
        if value and (value.count("{id}") != 1 or value.count("{") != 1 or value.count("}") != 1):
            msg = "must have {id} where the id of a message stands, once"
            raise ValueError(msg)
        return value

    @field_validator("payload_keys")
    @classmethod
    def _are_aes_keys(cls, value: SecretStr) -> SecretStr:
        aes_keys(value.get_secret_value())
        return value

    @field_validator("attestation_public_keys")
    @classmethod
    def _are_ed25519_keys(cls, value: str) -> str:
        try:
            found = [load_pem_public_key(pem.encode()) for pem in _PUBLIC_PEM.findall(value)]
        except ValueError:
            found = []
        if value and not (found and all(isinstance(key, Ed25519PublicKey) for key in found)):
            msg = "must be Ed25519 public keys as PEM, one after the other"
            raise ValueError(msg)
        return value

    @field_validator("attestation_key")
    @classmethod
    def _is_an_ed25519_key(cls, value: SecretStr) -> SecretStr:
        try:
            found = value.get_secret_value() and load_pem_private_key(value.get_secret_value().encode(), None)
        except ValueError:
            found = None
        if found != "" and not isinstance(found, Ed25519PrivateKey):
            msg = "must be an Ed25519 private key as PEM"
            raise ValueError(msg)
        return value

    @model_validator(mode="before")
    @classmethod
    def _fill_durations(cls, data: dict[str, Any]) -> dict[str, Any]:
        """Lay the given durations over those of the profile, so that readers always find every key."""
        given = data.get("durations") or {}
        if not isinstance(given, dict):
            return data
        demo = data.get("profile") == "demo"
        durations = (DEMO_DURATIONS if demo else DEFAULT_DURATIONS) | given
        quality = {} if demo else {"quality_share": QUALITY_SHARE, "quality_threshold_fen": QUALITY_THRESHOLD_FEN}
        poll = {"treasury_poll_seconds": _DEMO_POLL_SECONDS if demo else _POLL_SECONDS}
        mail = {"smtp_port": _DEMO_SMTP_PORT} if demo else {}
        return quality | poll | mail | data | {"durations": durations}

    @field_validator("durations")
    @classmethod
    def _are_kinds_of_task_or_period(cls, value: dict[str, int]) -> dict[str, int]:
        unknown = sorted(set(value) - set(DEFAULT_DURATIONS))
        if unknown:
            msg = f"unknown {', '.join(unknown)}; known are {', '.join(DEFAULT_DURATIONS)}"
            raise ValueError(msg)
        return value

    @field_validator("working_day_seconds")
    @classmethod
    def _no_short_days_in_production(cls, value: float | None, info: ValidationInfo) -> float | None:
        if info.data.get("profile") != "demo" and value is not None:
            msg = "is for the demo profile: in production the legal calendar decides"
            raise ValueError(msg)
        return value

    def address_of(self, authority: Authority) -> str:
        """Return where an authority is asked."""
        address: str = getattr(self, f"{authority}_base_url")
        return address

    def token_of(self, authority: Authority) -> str:
        """Return what an authority knows us by."""
        token: SecretStr = getattr(self, f"{authority}_token")
        return token.get_secret_value()

    def payload_key_list(self) -> list[bytes]:
        """Return the AES keys payloads are sealed with; the first seals, all of them open."""
        return aes_keys(self.payload_keys.get_secret_value())

    def to_environment(self) -> dict[str, str]:
        """Return the settings as variables for a child process, secrets included."""
        return {PREFIX + name.upper(): plain(getattr(self, name)) for name in type(self).model_fields if getattr(self, name) is not None}

    def child_environment(self) -> dict[str, str]:
        """Return the whole environment of a child process: ours, with these settings in place of whatever named them."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX) and name != DATABASE_URL}
        return inherited | self.to_environment() | {"PYTHONUNBUFFERED": "1"}


def plain(value: object) -> str:
    """Return a value as a variable spells it."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def aes_keys(text: str) -> list[bytes]:
    """Return the AES keys a setting names, separated by commas."""
    try:
        keys = [base64.b64decode(part.strip(), validate=True) for part in text.split(",") if part.strip()]
    except binascii.Error:
        keys = [b""]
    if any(len(key) not in AES_KEY_LENGTHS for key in keys):
        # Never quote the value: validation errors end in logs.
        msg = "must be base64 AES keys of 16, 24 or 32 bytes, separated by commas, the current one first"
        raise ValueError(msg)
    return keys


def demo_settings(home: Path, **given: Any) -> Settings:  # noqa: ANN401 - each is validated by its field
    """Return consistent settings for the whole system on this machine.

    Args:
        home: Folder of the data, the logs and the generated secrets, which stay the same from one start to the next.
        given: Fields that are not to be derived. What the environment names is not derived either.
    """
    home = home.resolve()
    told = Settings(**(given | {"profile": "demo", "home": home}))
    sandbox = sandbox_url(told)
    # An address to listen on is not always one to call.
    callable_host = LOOPBACK if told.api_host in {"0.0.0.0", "::"} else told.api_host  # noqa: S104 - compared, not bound
    derived: dict[str, Any] = {
        "log_format": "console",
        "temporal_address": f"{LOOPBACK}:{told.temporal_port}",
        "public_base_url": f"http://{callable_host}:{told.api_port}",
        "oidc_issuer": sandbox,
        **{f"{authority}_base_url": sandbox for authority in AUTHORITIES},
        "evidence_url": (home / "evidence").as_uri(),
        "reviewing_body": "演示复议机关",
        "court": "演示人民法院",
        "department_contacts": dict.fromkeys(DEPARTMENT_NAMES, "演示地址1号，010-00000000"),
        "repayment_account": {"holder": "演示国库", "number": "0000000000000001", "bank": "演示代理银行"},
        "working_day_seconds": 1.0,
        "smtp_host": LOOPBACK,
        "smtp_from": "etown-grants <noreply@etown.example>",
        "smtp_security": "none",
    }
    explicit = {name: getattr(told, name) for name in told.model_fields_set}
    return Settings(**(derived | _generated_secrets(home) | explicit))


def _generated_secrets(home: Path) -> dict[str, str]:
    """Read the secrets of this home, or make them: payloads sealed before a restart must still open after it."""
    path = home / "secrets.json"
    stored: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    made = {
        "treasury_secret": secrets.token_urlsafe(32),
        **{f"{authority}_token": secrets.token_urlsafe(32) for authority in AUTHORITIES},
        "payload_keys": base64.b64encode(secrets.token_bytes(32)).decode(),
        **attestation_keys(),
    }
    if made.keys() - stored.keys():
        write_private(path, json.dumps(made | stored, indent=2))
    return made | stored


def attestation_keys() -> dict[str, str]:
    """Make a key that the API vouches with, and its public part, as PEM."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return {"attestation_key": private.decode(), "attestation_public_keys": public.decode()}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
