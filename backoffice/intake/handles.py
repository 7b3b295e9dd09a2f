"""Handles 车辆代号: what stands for one own vehicle outside of the office, so that a plate need not be shown to be chosen."""

from collections.abc import Iterable

from backoffice.retention.vault import Vault
from domain.vehicles import Vehicle

DIGITS = 32


def handle_of(vault: Vault, id_number: str, vehicle: Vehicle) -> str:
    """Return the handle of a person's vehicle: the same tomorrow, another one for another person."""
    return vault.person_hash(f"{id_number}|{vehicle.plate_kind}|{vehicle.plate}")[:DIGITS]


def find_by_handle(vault: Vault, id_number: str, vehicles: Iterable[Vehicle], handle: str | None) -> Vehicle | None:
    """Return the vehicle that `handle` stands for; None when this person has no such vehicle (any more)."""
    return next((vehicle for vehicle in vehicles if handle_of(vault, id_number, vehicle) == handle), None)
