"""What alembic runs: the connection comes from :func:`backoffice.migrations.migrate`."""

from alembic import context

from backoffice.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
