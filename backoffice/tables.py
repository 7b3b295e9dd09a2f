"""Every table of the office, in one metadata: importing a model is what registers its table."""

import importlib

from backoffice.database import Base

ROOMS_WITH_TABLES = (
    "backoffice.applicants.models",
    "backoffice.audit.models",
    "backoffice.board.models",
    "backoffice.dispatch.models",
    "backoffice.documents.models",
    "backoffice.errands",
    "backoffice.fleet.models",
    "backoffice.intake.models",
    "backoffice.jobs.models",
    "backoffice.notices.code_models",
    "backoffice.notices.models",
    "backoffice.passes.models",
    "backoffice.payments.fine_models",
    "backoffice.payments.models",
    "backoffice.payments.statement_models",
    "backoffice.production.models",
    "backoffice.retention.hold_models",
    "backoffice.retention.models",
    "backoffice.recovery.models",
    "backoffice.review.models",
    "backoffice.staff.models",
    "backoffice.statistics.models",
    "backoffice.troubles.models",
    "backoffice.violations.models",
    "backoffice.working_days.models",
)

for room in ROOMS_WITH_TABLES:
    importlib.import_module(room)

METADATA = Base.metadata
