"""How Alembic reaches the database and what it compares with."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from models.tables import Base
from runtime.serving_settings import RecordSettings, read_settings

engine = create_engine(read_settings(RecordSettings).database_url, poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_server_default=False)
    with context.begin_transaction():
        # Two deployments that migrate at once take turns.
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20220114)")
        context.run_migrations()
