"""Histories are append-only.

The database itself refuses to delete from the audit log and the cases' histories, and to change them; the only change
allowed is the seal that an audit entry does not have yet.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEALING = "OLD.seal IS NULL AND " + " AND ".join(
    f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in ("id", "at", "staff_id", "actor", "action", "subject")
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite("audit_entry", SEALING.replace("IS NOT DISTINCT FROM", "IS") + " AND NEW.codes IS OLD.codes")
        _sqlite("case_event", "0")
    else:
        _postgresql("audit_entry", SEALING + " AND NEW.codes::text = OLD.codes::text")
        _postgresql("case_event", "FALSE")


def _sqlite(table: str, allowed: str) -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
    op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({allowed}) {refuse}")


def _postgresql(table: str, allowed: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {allowed} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
