"""The police registry: one door, behind it one register for each matter (`registry_<matter>.py`), one memory for all.

A register of its own: a class with `mount` and `reset` (:class:`simulators.partners.registry_memory.Register`) that reads and
changes people in the memory; it is added to `self._registers` here.
"""

from collections.abc import Callable, Mapping

from domain.clock import Clock
from simulators.partners.gate import PartnerGate
from simulators.partners.registry_contacts import ContactRegister, FiledContact
from simulators.partners.registry_decisions import Decided, DecisionRegister
from simulators.partners.registry_fines import FineRegister, Voucher
from simulators.partners.registry_licences import Issued, LicenceRegister
from simulators.partners.registry_memory import Desk, Register, RegistryMemory
from simulators.partners.registry_vehicles import VehicleRegister
from simulators.partners.registry_violations import ViolationRegister
from simulators.world.people import Person


class PoliceRegistry:
    """Knows the synthetic people's licences, vehicles and violations, and what was ordered since the last reset."""

    def __init__(self, people: Mapping[str, Person], clock: Clock, changed: Callable[[str], None]) -> None:
        self.gate = PartnerGate("registry", changed)
        self._memory = RegistryMemory(people, clock)
        desk = Desk(self._memory, self.gate.changed)
        self._licences = LicenceRegister(desk)
        self._contacts = ContactRegister(desk)
        self._decisions, self._fines = DecisionRegister(desk), FineRegister(desk)
        self._registers: tuple[Register, ...] = (
            self._licences,
            VehicleRegister(desk),
            ViolationRegister(desk),
            self._decisions,
            self._fines,
            self._contacts,
        )
        for register in self._registers:
            register.mount(self.gate.app)

    @property
    def issued(self) -> tuple[Issued, ...]:
        """Every driving licence issued, oldest first."""
        return self._licences.issued

    @property
    def decided(self) -> tuple[Decided, ...]:
        """Every penalty decision issued, oldest first."""
        return self._decisions.decided

    @property
    def vouchers(self) -> tuple[Voucher, ...]:
        """Every fine paid, oldest first."""
        return self._fines.vouchers

    @property
    def contacts_filed(self) -> tuple[FiledContact, ...]:
        """Every filing of contact data, oldest first."""
        return self._contacts.filed

    def reset(self) -> None:
        """Forget every order and fault."""
        self._memory.reset()
        for register in self._registers:
            register.reset()
        self.gate.set_fault(None)
