"""Terminal and office are never upgraded in one instant: each understands the other one version back.

`released.json` holds the forms as they were last released: for each its fields, and which of them must be there. A field that
was released is never taken away and never becomes necessary later; a new one has a default. Who breaks that makes another wire
version. ``python -m tests.domain.wire.test_released_forms`` writes the file anew when a release is made.
"""

import importlib
import json
import pkgutil
from collections.abc import Mapping
from pathlib import Path

import pytest

import domain.wire
from domain.wire.message import Message

RELEASED = Path(__file__).with_name("released.json")
Shape = Mapping[str, bool]  # field -> must be there


def present_forms() -> Mapping[str, Shape]:
    """Return every form of the wire as it is now."""
    found: dict[str, Shape] = {}
    for module in sorted(one.name for one in pkgutil.iter_modules(domain.wire.__path__)):
        loaded = importlib.import_module(f"domain.wire.{module}")
        for name, kind in sorted(vars(loaded).items()):
            if isinstance(kind, type) and issubclass(kind, Message) and kind.__module__ == loaded.__name__:
                found[f"{module}.{name}"] = {field: info.is_required() for field, info in kind.model_fields.items()}
    return found


def released_forms() -> Mapping[str, Shape]:
    forms: Mapping[str, Shape] = json.loads(RELEASED.read_text("utf-8")) if RELEASED.exists() else {}
    return forms


@pytest.mark.parametrize("form", released_forms())
def test_a_released_form_is_still_understood(form: str) -> None:
    was, now = released_forms()[form], present_forms().get(form)
    assert now is not None, "a form that is spoken out there is gone"
    assert not was.keys() - now.keys(), "a field that is sent out there is gone: it would be refused"
    added = {field for field, required in now.items() if required and field not in was}
    assert not added, "what is out there does not send this"
    assert not {field for field, required in was.items() if not required and now[field]}, "it was left out before"


def test_the_released_forms_are_those_that_are_talked_of() -> None:
    assert {"v1.ApplicationBody", "v1.SealedApplication", "v1.Heartbeat", "v1.HeartbeatAnswer"} <= released_forms().keys()


def write() -> None:
    RELEASED.write_text(json.dumps(present_forms(), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    write()
