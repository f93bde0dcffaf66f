"""连接流程服务。How Temporal is reached: where the settings say, protected as the SDK's own `TEMPORAL_*` variables or file say."""

from __future__ import annotations

import ipaddress
import os

from temporalio.envconfig import ClientConfigProfile, ClientConnectConfig

from policy.errors import Code, Refusal
from policy.text import Text
from runtime.settings import Settings

# Either will do; a file that TEMPORAL_CONFIG_FILE names may say the same.
_PROTECTING = "TEMPORAL_TLS_CLIENT_CERT_PATH + TEMPORAL_TLS_CLIENT_KEY_PATH | TEMPORAL_API_KEY"


def connection(settings: Settings) -> ClientConnectConfig:
    """Return what every client of ours connects with: address and namespace of the settings, TLS, client certificate and API key.

    Raises:
        Refusal: `incomplete`, in production, when whoever is on the way could listen or anybody could connect.
    """
    # A file that nobody named, such as a person's own for another server, has nothing to say here.
    profile = ClientConfigProfile.load(disable_file="TEMPORAL_CONFIG_FILE" not in os.environ)
    if settings.profile == "production" and not _is_here(settings.temporal_address):
        _require_protected(profile)
    found = profile.to_client_connect_config()
    found["target_host"], found["namespace"] = settings.temporal_address, settings.temporal_namespace
    return found


def _is_here(address: str) -> bool:
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_protected(profile: ClientConfigProfile) -> None:
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
