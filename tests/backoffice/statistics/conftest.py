"""The desk over HTTP for the pages of the statistics."""

from tests.backoffice.desk.conftest import desk_office, http, password_hash, served, signed_in

__all__ = ["desk_office", "http", "password_hash", "served", "signed_in"]
