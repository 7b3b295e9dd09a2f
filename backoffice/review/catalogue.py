"""Which services have a desk: every module of `backoffice/review/services` that is called like a service."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec

from backoffice.review.comparison import ServiceDesk
from domain.services import ServiceSlug


def _desks() -> dict[ServiceSlug, ServiceDesk]:
    names = {slug: f"backoffice.review.services.{slug}" for slug in ServiceSlug}
    return {slug: import_module(name).DESK for slug, name in names.items() if find_spec(name)}


DESKS: Mapping[ServiceSlug, ServiceDesk] = _desks()
