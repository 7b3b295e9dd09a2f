"""The desk of dispatch over HTTP, beside the operations themselves."""

from tests.backoffice.desk.conftest import desk_office, http, password_hash, served, signed_in

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]
