"""The schema's history, as Alembic applies it."""
