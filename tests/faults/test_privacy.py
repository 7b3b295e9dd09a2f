"""After a visit nothing of the person is left in a log, an audit row or a temporary file, nor readable in the terminal."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from domain.clock import SystemClock
from simulators.citizen import driver_licence_reissue_loss as loss
from simulators.stage.house import House
from simulators.world.bank_cards import load_bank_cards
from simulators.world.people import Person, load_people
from tests.houses import eventually, statuses_in_office, touched_terminal

PERSON = "chen_zhiyuan"
CARD = "debit"
LARGEST_AREA = 512 * 1024 * 1024  # bytes; what is larger is only reserved


@pytest.fixture(scope="module")
def planted() -> list[str]:
    """What must not be found: the person's name, number, address, phone numbers, archive number; the card's number."""
    person: Person = load_people(SystemClock().now().date())[PERSON]
    assert person.licence is not None
    street = str(person.card["address"]).removeprefix("重庆市")
    secrets = [person.name, person.number, street, loss.PHONE, person.licence.phone, person.licence.archive_number]
    secrets += [card_number()]
    assert all(len(secret) > 1 for secret in secrets)
    return secrets


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which one citizen has lodged an application; terminal and courier are gone again."""
    with House(tmp_path_factory.mktemp("privacy") / "stage") as house:
        courier = house.start_courier()
        house.start_payment()
        with touched_terminal(house) as terminal:
            number = loss.visit(terminal, house.cabinet, PERSON)
            memory = memory_of(house.children.find("terminal").process.pid)
            (house.root / "found_in_memory").write_text("\n".join(name for name, form in wanted().items() if form in memory))
        eventually("accepted", lambda: statuses_in_office(house).get(number) == "accepted")
        eventually("told", lambda: bool(house.cabinet.messages()))
        house.children.remove(courier)
        yield house


@pytest.mark.parametrize("place", ["logs", "tmp", "terminal"])
def test_nothing_of_the_person_is_left_in_files(lived_in: House, planted: list[str], place: str) -> None:
    assert found_in(files(lived_in.root / place), planted) == []


def test_nothing_of_the_person_is_left_readable_at_the_office(lived_in: House, planted: list[str]) -> None:
    """Evidence and registry records are encrypted at rest; what can be searched is masked or hashed; logs know nobody."""
    assert found_in(files(lived_in.root / "office"), planted) == []


def test_no_card_data_was_ever_in_the_terminals_memory(lived_in: House) -> None:
    """The search itself works: what the terminal may know of the card, and did show, is found."""
    assert (lived_in.root / "found_in_memory").read_text().split() == ["masked"]


def test_a_visit_without_trouble_leaves_no_warning_in_any_log(lived_in: House) -> None:
    """The programs of the house run outside this process: what they complain of stands in their logs only."""
    logs = [*files(lived_in.root / "logs"), *files(lived_in.root / "terminal" / "log")]
    assert len(logs) >= 5
    lines = [line for log in logs for line in log.read_text().splitlines() if line.strip()]
    assert [line for line in lines if " INFO " not in line and '"level": "info"' not in line] == []


@pytest.mark.parametrize(("database", "table"), [("terminal/terminal.db", "audit_log"), ("office/office.db", "audit_entry")])
def test_no_audit_row_knows_the_person(lived_in: House, planted: list[str], database: str, table: str) -> None:
    connection = sqlite3.connect(f"file:{lived_in.root / database}?mode=ro", uri=True)
    rows = [str(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 - table names from the line above
    connection.close()
    assert rows
    assert [secret for secret in planted if any(secret in row for row in rows)] == []


def test_the_search_would_find_what_is_there(lived_in: House, planted: list[str], tmp_path: Path) -> None:
    """The check can fail: planted in a file, in either encoding, every secret is found."""
    for index, secret in enumerate(planted):
        (tmp_path / f"{index}.utf8").write_bytes(secret.encode())
        (tmp_path / f"{index}.utf16").write_bytes(secret.encode("utf-16-le"))
        (tmp_path / f"{index}.escaped").write_bytes(secret.encode("unicode_escape"))
    assert len(found_in(files(tmp_path), planted)) == 3 * len(planted)


def card_number() -> str:
    """The number of the card that the citizen pays with."""
    return str(load_bank_cards()[CARD].applications[0].number)


def wanted() -> dict[str, bytes]:
    """Forms in which card data could lie in memory, and one that may."""
    number = card_number()
    packed = bytes.fromhex(number.ljust(len(number) + len(number) % 2, "F"))
    forms = {"number": number.encode(), "wide": number.encode("utf-16-le"), "packed": packed, "track2": f"{number}D".encode()}
    return {**forms, "masked": f"{number[:6]}{'∗' * (len(number) - 10)}{number[-4:]}".encode()}


def memory_of(pid: int) -> bytes:
    """Everything readable in a process's memory now."""
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_, name = [*line.split(maxsplit=5), ""][:7]
            begin, end = (int(part, 16) for part in place.split("-"))
            if "r" in rights and "[v" not in name and end - begin < LARGEST_AREA:
                with suppress(OSError, ValueError):
                    memory.seek(begin)
                    found.append(memory.read(end - begin))
    return b"".join(found)


def files(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def found_in(paths: list[Path], secrets: list[str]) -> list[str]:
    """Name the files in which a secret stands, as UTF-8, UTF-16, GB18030 or escaped; never the secret itself."""
    forms = {s.encode(code) for s in secrets for code in ("utf-8", "utf-16-le", "gb18030", "unicode_escape")}
    return sorted(f"{path.name}" for path in paths if any(form in path.read_bytes() for form in forms))
