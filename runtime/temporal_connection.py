"""连接流程服务。How Temporal is reached: where the settings say, protected as the SDK's own `TEMPORAL_*` variables or file say."""

from __future__ import annotations

import os

from temporalio.envconfig import ClientConfigProfile, ClientConnectConfig

from policy.errors import Code, Refusal
from policy.text import Text
from runtime.addresses import is_loopback
from runtime.settings import Settings

# Either will do; a file that TEMPORAL_CONFIG_FILE names may say the same.
_PROTECTING = "TEMPORAL_TLS_CLIENT_CERT_PATH + TEMPORAL_TLS_CLIENT_KEY_PATH | TEMPORAL_API_KEY"


def connection(settings: Settings) -> ClientConnectConfig:
    """Return what every client of ours connects with: address and namespace of the settings, TLS, client certificate and API key.

    Raises:
        Refusal: `incomplete`, in production, when whoever is on the way could listen or anybody could connect; `invalid_input`, when
            what the SDK's variables name cannot be read.
    """
    if settings.profile == "production":
        require_protected(settings.temporal_address)
    _, found = told()
    found["target_host"], found["namespace"] = settings.temporal_address, settings.temporal_namespace
    return found


def require_protected(address: str) -> None:
    """Refuse to speak to Temporal at an address where anybody on the way could listen, or anybody could connect.

    Raises:
        Refusal: `incomplete`; `invalid_input`, when what the SDK's variables name cannot be read.
    """
    if is_loopback(address.rpartition(":")[0].strip("[]")):
        return
    profile, _ = told()
    tls = profile.tls
    is_sealed = not tls.disabled if tls is not None else profile.api_key is not None
    is_known = profile.api_key is not None or (tls is not None and tls.client_cert is not None and tls.client_private_key is not None)
    if not (is_sealed and is_known):
        raise Refusal(
            Code.INCOMPLETE,
            Text(
                f"生产环境须加密并验明身份后方可连接流程服务，缺少设置：{_PROTECTING}",
                f"In production Temporal is reached by TLS and as somebody it knows. Settings are missing: {_PROTECTING}",
            ),
        )


def told() -> tuple[ClientConfigProfile, ClientConnectConfig]:
    """Return what the SDK's own variables and file say, and what a client connects with by them."""
    try:
        # A file that nobody named, such as a person's own for another server, has nothing to say here.
        profile = ClientConfigProfile.load(disable_file="TEMPORAL_CONFIG_FILE" not in os.environ)
        return profile, profile.to_client_connect_config()
    except (RuntimeError, OSError, ValueError) as error:
        # Its message may quote the file.
        said = Text("无法读取连接流程服务的设置。", f"What TEMPORAL_* variables name cannot be read: {type(error).__name__}.")
        raise Refusal(Code.INVALID_INPUT, said) from None
