"""命令所对的系统。Which deployment a command is about: the one that its settings name, or the one that runs here."""

from __future__ import annotations

from runtime.local import embedded_postgres
from runtime.settings import Settings, demo_settings


def settings_of_deployment() -> Settings:
    """Return the settings from outside; where they name no database, those of the system that `etown run` has running on their home."""
    told = Settings()
    if told.database_url:
        return told
    url = embedded_postgres.running_url(told.home)
    return demo_settings(told.home, database_url=url) if url else told
