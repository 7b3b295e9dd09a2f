"""Where terminals stand; their certificates, pulse, alarms, commands, logs and configuration."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _moment(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=not needed)


def _terminal(*, primary_key: bool = False) -> sa.Column[str]:
    foreign = sa.ForeignKey("terminal.terminal_id")
    return sa.Column("terminal_id", sa.String(40), foreign, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    for name in ("terminal", "pairing_token"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("district", sa.String(12), nullable=False, server_default=""))
    with op.batch_alter_table("terminal_state") as table:
        table.add_column(sa.Column("every_seconds", sa.Integer(), nullable=False, server_default="60"))
        table.add_column(sa.Column("levels", sa.JSON(), nullable=False, server_default="{}"))
        for name in ("ups_percent", "disk_free_mb", "certificate_days"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in ("configuration", "rulebook"):
            table.add_column(sa.Column(name, sa.String(64), nullable=True))
    _certificates_and_pulse()
    _alarms()
    _commands()
    _configuration()


def _certificates_and_pulse() -> None:
    op.create_table(
        "terminal_certificate",
        sa.Column("fingerprint", sa.String(64), primary_key=True),
        _terminal(),
        sa.Column("serial", sa.String(40), nullable=False, unique=True),
        _moment("issued_at"),
        _moment("expires_at"),
        _moment("first_used_at", needed=False),
        _moment("revoked_at", needed=False),
    )
    op.create_index("ix_terminal_certificate_terminal_id", "terminal_certificate", ["terminal_id"])
    op.create_table(
        "heartbeat_cell",
        _terminal(primary_key=True),
        sa.Column("cell", sa.Integer(), primary_key=True),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
    )
    op.create_table("fleet_listening", sa.Column("id", sa.Integer(), primary_key=True), _moment("since"))


def _alarms() -> None:
    op.create_table(
        "fleet_alarm",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("terminal_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        _moment("since"),
        _moment("acknowledged_at", needed=False),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        _moment("escalated_at", needed=False),
        _moment("ended_at", needed=False),
    )
    op.create_index("ix_fleet_alarm_terminal_id", "fleet_alarm", ["terminal_id"])
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_fleet_alarm_open",
        "fleet_alarm",
        ["terminal_id", "kind", "part"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _commands() -> None:
    op.create_table(
        "terminal_command",
        sa.Column("command", sa.String(36), primary_key=True),
        _terminal(),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        _moment("asked_at"),
        sa.Column("asked_by", sa.String(80), nullable=False),
        _moment("expires_at"),
        _moment("taken_at", needed=False),
        _moment("ended_at", needed=False),
        sa.Column("result", sa.String(40), nullable=True),
        sa.Column("detail", sa.String(40), nullable=True),
    )
    op.create_index("ix_terminal_command_terminal_id", "terminal_command", ["terminal_id"])
    op.create_table(
        "terminal_log",
        sa.Column("command", sa.String(36), sa.ForeignKey("terminal_command.command"), primary_key=True),
        _terminal(),
        _moment("taken_at"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_terminal_log_terminal_id", "terminal_log", ["terminal_id"])


def _configuration() -> None:
    op.create_table(
        "fleet_configuration",
        sa.Column("version", sa.Integer(), primary_key=True),
        _moment("made_at"),
        sa.Column("made_by", sa.String(80), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("fragment", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )
    op.create_table(
        "configuration_rollout",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("version", sa.Integer(), sa.ForeignKey("fleet_configuration.version"), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("terminals", sa.Integer(), nullable=False),
        _moment("made_at"),
        sa.Column("made_by", sa.String(80), nullable=False),
    )
    op.create_table(
        "wanted_configuration",
        _terminal(primary_key=True),
        sa.Column("number", sa.Integer(), sa.ForeignKey("configuration_rollout.number"), nullable=False),
    )
