"""Forward migrations of the terminal's database. Before a file with content is changed it is copied as a whole.

``PRAGMA user_version`` counts the steps taken. A step is never edited once it has shipped; a new one is added below it.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, text

from backend_client import contact, kept_changes, outbox
from backend_client.database import reading, writing

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE applications (
            id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE, service TEXT NOT NULL,
            status TEXT NOT NULL, order_id TEXT NOT NULL UNIQUE, fee_fen INTEGER NOT NULL,
            confirmed_at TEXT NOT NULL, lodged_at TEXT
        ) STRICT""",
        """CREATE TABLE counters (
            name TEXT NOT NULL, day TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (name, day)
        ) STRICT""",
        """CREATE TABLE print_ledger (
            id INTEGER PRIMARY KEY, application_key TEXT NOT NULL UNIQUE, submitted_at TEXT NOT NULL,
            outcome TEXT, failure TEXT, settled_at TEXT
        ) STRICT""",
        """CREATE TABLE audit_log (
            seq INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, details TEXT NOT NULL,
            previous TEXT NOT NULL, hash TEXT NOT NULL
        ) STRICT""",
        "CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'append only'); END",
        "CREATE TRIGGER audit_log_is_not_deleted BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'append only'); END",
        """CREATE TABLE self_tests (
            id INTEGER PRIMARY KEY, at TEXT NOT NULL, device TEXT NOT NULL, passed INTEGER NOT NULL, failure TEXT
        ) STRICT""",
    ),
    (),  # the outbox carries sealed faces: its columns are the courier's to add, this step makes the copy before
    (
        "ALTER TABLE applications ADD COLUMN paid_at TEXT",
        "ALTER TABLE applications ADD COLUMN abandoned_at TEXT",
    ),
    (  # documents on A4 beside the slips: known by their hash too, and there may be a second try
        """CREATE TABLE print_ledger_of_documents (
            id INTEGER PRIMARY KEY, application_key TEXT NOT NULL, document TEXT NOT NULL DEFAULT '',
            attempt INTEGER NOT NULL DEFAULT 1, job TEXT UNIQUE, sheets INTEGER, sheets_out INTEGER,
            submitted_at TEXT NOT NULL, outcome TEXT, failure TEXT, settled_at TEXT,
            UNIQUE (application_key, document, attempt)
        ) STRICT""",
        """INSERT INTO print_ledger_of_documents (id, application_key, submitted_at, outcome, failure, settled_at)
            SELECT id, application_key, submitted_at, outcome, failure, settled_at FROM print_ledger""",
        "DROP TABLE print_ledger",
        "ALTER TABLE print_ledger_of_documents RENAME TO print_ledger",
    ),
    (  # when a device was down, why, and for how long
        """CREATE TABLE device_outages (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, status TEXT NOT NULL, failure TEXT,
            began_at TEXT NOT NULL, ended_at TEXT, lasted_s REAL, cut_short INTEGER NOT NULL DEFAULT 0
        ) STRICT""",
        "CREATE INDEX device_outages_of_a_device ON device_outages (device, id)",
    ),
    ("CREATE TABLE refills (name TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT",),  # when staff put in paper or toner
)


TABLES_OF_THE_COURIER = (outbox.outbox, contact.office_contact, kept_changes.kept_change)


class NewerDatabase(RuntimeError):
    """The file was written by a later version of the software; it is left alone."""


def migrate(engine: Engine, path: Path) -> None:
    """Bring the file to the newest form, a copy of the old one beside it.

    Raises :class:`NewerDatabase`, or :class:`domain.failures.KnownFailure` (``store_failed``) when it cannot be written.
    """
    version = version_of(engine)
    if version > len(STEPS):
        raise NewerDatabase
    if 0 < version < len(STEPS):
        copy_file(path, path.with_name(f"{path.name}.before-{len(STEPS)}"))
    with writing(engine) as connection:
        outbox.metadata.create_all(connection, tables=TABLES_OF_THE_COURIER)
        outbox.add_columns(connection)
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(text(statement))
        connection.exec_driver_sql(f"PRAGMA user_version={len(STEPS)}")
    _drop_older_copies(path)


def _drop_older_copies(path: Path) -> None:
    """Keep the newest copy only: each is as large as the database."""
    copies = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda copy: copy.stat().st_mtime)
    for copy in copies[:-1]:
        copy.unlink()


def version_of(engine: Engine) -> int:
    """Return how many steps the file has taken."""
    with reading(engine) as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


def copy_file(path: Path, copy: Path) -> None:
    """Copy a database with its write-ahead log, consistently, readable by its owner only."""
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
