"""Every way in which a device of the cabinet can be broken here, and what must come of it: `faults.toml`, read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.failures import FailureCode

CATALOGUE = Path(__file__).with_name("faults.toml")
PROOF = "tests/drivers/contract/test_faults.py::test_a_fault_is_told_and_passes[{device}-{fault}]"


class Kind(StrEnum):
    """What every device must bear; `OWN` is a fault that only this device has."""

    UNPLUG = "unplug"
    SILENCE = "silence"
    GARBAGE = "garbage"
    SLOW = "slow"
    DEATH = "death"
    OWN = "own"


STANDARD = frozenset(Kind) - {Kind.OWN}


@dataclass(frozen=True)
class FaultRow:
    """One fault. `report` and `operation` are the failures that the device tells of; None: it says that all is well."""

    device: str
    fault: str  # its name in the dock
    kind: Kind
    hand: str  # how a person does the same to the real device
    report: FailureCode | None
    self_test: FailureCode | None
    operation: FailureCode | None
    warning: str | None  # the report's warning, where the device goes on
    citizen: str | None  # what the citizen sees where no failure says it
    recovery: str
    proof: str  # the test that shows all of this

    @property
    def name(self) -> str:
        """Device and fault, as tests are named."""
        return f"{self.device}-{self.fault}"


def load_faults(path: Path = CATALOGUE) -> list[FaultRow]:
    """Return the catalogue in its order; raises :class:`ValueError` for a failure that is none, :class:`KeyError` for gaps."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    recoveries, citizens = raw.pop("recovery"), raw.pop("citizen")
    return [
        _row(device, fault, {"citizen": citizens.get(device), "recovery": recoveries[table["kind"]], **table})
        for device, faults in raw.items()
        for fault, table in faults.items()
    ]


def _row(device: str, fault: str, table: Mapping[str, Any]) -> FaultRow:
    report = _failure(table.get("report"))
    return FaultRow(
        device=device,
        fault=fault,
        kind=Kind(table["kind"]),
        hand=table["hand"],
        report=report,
        self_test=_failure(table["self_test"]) if "self_test" in table else report,
        operation=_failure(table["operation"]) if "operation" in table else report,
        warning=table.get("warning"),
        citizen=table["citizen"],
        recovery=table["recovery"],
        proof=table.get("proof", PROOF.format(device=device, fault=fault)),
    )


def _failure(code: str | None) -> FailureCode | None:
    return FailureCode(code) if code else None
