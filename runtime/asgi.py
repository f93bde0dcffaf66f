"""API 进程。The API as a server starts it: its services opened from the settings."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI

from api.apart import Apart
from api.app import create_app as put_together
from api.attestor import Attestor
from api.temporal import Cases
from api.web.services import Services
from api.web.tokens import TokenVerifier
from gateways.http import build_client
from gateways.registration import Registration
from gateways.sms import Sms
from gateways.statistics import Statistics
from gateways.tax import Tax
from models.session import Database
from policy.letters.bodies import Account, Bodies
from runtime import logging
from runtime.addresses import LOOPBACK
from runtime.business_register import AskedRegister
from runtime.container import connect
from runtime.encryption import SealedCodec
from runtime.evidence import StoredEvidence
from runtime.figures_today import AskedFigures
from runtime.serving_settings import ApiSettings, read_serving_settings
from runtime.settings import Settings
from runtime.texting import SentMails, SentTexts, mail_of


def create_app() -> FastAPI:
    """Return the API; `uvicorn runtime.asgi:create_app --factory` serves it."""
    settings = read_serving_settings(ApiSettings)
    logging.configure(settings.log_format)
    web_ui = tuple(f"http://{host}:{settings.temporal_ui_port}" for host in ("127.0.0.1", "localhost"))

    @asynccontextmanager
    async def serve() -> AsyncIterator[Services]:
        async with services(settings) as opened:
            # What is loaded stays: whoever sends a large body does not have all of it searched for rubbish again and again.
            gc.collect()
            gc.freeze()
            yield opened

    return put_together(serve, origins=(*web_ui, *settings.cors_origins), hosts=named_hosts(settings))


def named_hosts(settings: Settings) -> frozenset[str]:
    """Return what requests may be meant for: our public address, and this machine, where health is asked; anything in a demonstration."""
    if settings.profile == "demo":
        return frozenset()
    return frozenset({urlsplit(settings.public_base_url).hostname or "", LOOPBACK, "::1", "localhost"})


def named_bodies(settings: Settings) -> Bodies:
    """Return whom and what papers name by these settings."""
    account = Account(**settings.repayment_account) if settings.repayment_account else None
    return Bodies(settings.reviewing_body, settings.court, settings.case_by_case_body, account, settings.department_contacts)


@asynccontextmanager
async def services(settings: Settings) -> AsyncIterator[Services]:
    """Open what the API works with, and close it at the end."""
    database = Database(settings.database_url, settings.payload_key_list())
    async with (
        httpx.AsyncClient(timeout=10, trust_env=False) as http,
        build_client() as authorities,
    ):
        tokens = TokenVerifier(http, issuer=settings.oidc_issuer, audience=settings.oidc_audience, jwks_url=settings.oidc_jwks_url)
        secret = settings.treasury_secret.get_secret_value()
        attestor = Attestor(settings.attestation_key.get_secret_value(), settings.oidc_issuer)
        apart = Apart()
        await apart.start()
        try:
            yield Services(
                database=database,
                # Lazily: the API has to start, and to say what is wrong, while Temporal is away.
                cases=Cases(await connect(settings, lazy=True), settings.task_queue, database, attestor),
                tokens=tokens,
                register=AskedRegister(Registration(authorities, settings.registration_base_url, token=settings.token_of("registration"))),
                figures=AskedFigures(
                    database,
                    Statistics(authorities, settings.statistics_base_url, token=settings.token_of("statistics")),
                    Tax(authorities, settings.tax_base_url, token=settings.token_of("tax")),
                ),
                texts=SentTexts(Sms(authorities, settings.sms_base_url, token=settings.token_of("sms"))),
                mails=SentMails(mail_of(settings)),
                evidence=StoredEvidence(settings.evidence_url),
                evidence_max_bytes=settings.evidence_max_bytes,
                evidence_daily_bytes=settings.evidence_daily_bytes,
                treasury_secret=secret,
                bodies=named_bodies(settings),
                cursor_key=hashlib.sha256(b"cursor" + secret.encode()).digest(),
                decode_payloads=SealedCodec(settings.payload_key_list()).open_all,
                commitment_department=settings.commitment_department,
                working_day_seconds=settings.working_day_seconds,
                reckon=apart,
                webhooks_at_loopback=settings.profile == "demo",
            )
        finally:
            await apart.close()
            await database.close()
