"""Staff operations: add, disable, sign in, sign out, find the session of a request."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from backoffice.office import Office, Work
from backoffice.staff.models import Role, Staff, StaffSession


class SignInRefused(Exception):
    """The answer to every wrong sign-in is the same sentence; `locked` may be said after five failures."""

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__("sign-in refused")
        self.locked = locked


@dataclass(frozen=True)
class SignedIn:
    """A fresh session: the token goes into the cookie, and nowhere else."""

    session: StaffSession
    token: str = field(repr=False)


def sign_in(office: Office, username: str, password: str) -> SignedIn:
    """Check the password and open a session; audited either way; raises SignInRefused."""
    raise NotImplementedError


def sign_out(work: Work, token: str) -> None:
    """Revoke the session of `token`."""
    raise NotImplementedError


def find_session(office: Office, token: str) -> StaffSession | None:
    """Return the live session of a token (idle 15 min, at most 12 h) and note that it was used."""
    raise NotImplementedError


def add_staff(work: Work, username: str, display_name: str, password: str, roles: tuple[Role, ...]) -> Staff:
    """Add a member of staff; raises ValueError for a name taken or a password under twelve characters."""
    raise NotImplementedError


def disable_staff(work: Work, username: str) -> Staff:
    """Disable a member of staff and revoke every session; raises LookupError."""
    raise NotImplementedError


def list_staff(session: Session) -> list[Staff]:
    """Return everybody by user name."""
    raise NotImplementedError
