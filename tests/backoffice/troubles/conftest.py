"""The desk over HTTP, as the tests of the desk use it."""

from tests.backoffice.desk.conftest import desk_office, http, password_hash, served, signed_in

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]
