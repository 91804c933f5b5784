"""Alembic's entry: everything of weight stands in `vetrina.infra.db.migrations`."""

from alembic import context

from vetrina.infra.db import Base, import_models


def is_ours(thing, name, kind, reflected, compared) -> bool:
    """Leave the job queue's tables to their library."""
    return not (name or "").startswith("procrastinate_")


connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("run `vetrina migrate`: it finds the database and takes the lock")

import_models()
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    transaction_per_migration=True,
    include_object=is_ours,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
