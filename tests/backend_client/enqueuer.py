"""Run as a process by the kill test: lodges applications one after the other and prints each number once it is committed."""

import sys
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from backend_client import outbox
from backend_client.database import database_path, open_database, writing
from backend_client.identity import load_identity
from backend_client.sealing import seal
from domain import numbers
from domain.clock import SystemClock
from tests.backend_client import samples


def lodge_forever(state_dir: Path) -> None:
    identity, clock = load_identity(state_dir), SystemClock()
    engine = open_database(database_path(state_dir))
    with writing(engine) as connection:
        outbox.create_tables(connection)
    while True:
        with writing(engine) as connection:
            now = clock.now()
            running = (connection.scalar(select(func.count()).select_from(outbox.outbox)) or 0) + 1
            number = numbers.allot(samples.NOON.date(), identity.terminal_number, running)
            body = samples.application_body(number, identity.terminal_id, now)
            outbox.put(connection, uuid4(), number, samples.SERVICE, seal(body, identity.sealing_key), now)
            outbox.release(connection, number, now, samples.paid_fee(samples.order_of(number)))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    lodge_forever(Path(sys.argv[1]))
