"""Tables of staff and their sessions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backoffice.database import Base


class Role(StrEnum):
    """What a member of staff may do; several at once are possible."""

    ACCEPTOR = "acceptor"  # 受理
    REVIEWER = "reviewer"  # 审核
    PRODUCER = "producer"  # 制证
    DISPATCHER = "dispatcher"  # 寄递
    PENALTIES = "penalties"  # 违法处理: defences and objections
    SUPERVISOR = "supervisor"  # 主管
    AUDITOR = "auditor"  # 审计 (read only)
    ADMIN = "admin"  # 管理员 (no business data)


class Staff(Base):
    """One member of staff. Never deleted, only disabled: the audit log names them."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))  # argon2id
    roles: Mapped[list[str]]
    districts: Mapped[list[str]] = mapped_column(default=list)  # six-digit region codes; none: the whole city
    active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)  # somebody else has seen it
    one_time_until: Mapped[datetime | None]  # then that password opens nothing; none: it is their own, or older than this rule
    second_factor: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed secret; none: not set up yet
    second_factor_next: Mapped[bytes | None] = mapped_column(LargeBinary)  # waits for its first code
    second_factor_step: Mapped[int | None] = mapped_column(BigInteger)  # used last: no code is good twice
    second_factor_since: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def has_role(self, *roles: Role) -> bool:
        """Tell whether this person has at least one of `roles`."""
        return any(role in self.roles for role in roles)


class StaffSession(Base):
    """A browser that is signed in. The cookie carries the token, the table only its hash, so that it can be revoked."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # hex SHA-256
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(45), default="")  # where it was opened from
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]  # when a code (or the password) was last given
    revoked_at: Mapped[datetime | None]
    staff: Mapped[Staff] = relationship(lazy="joined")


class SignInCount(Base):
    """Failures to sign in by one name or from one address, known only by its keyed hash."""

    __tablename__ = "sign_in_count"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    counted_from: Mapped[datetime]
    newest_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]
