"""Tables of the sealed evidence: what exists, and the wrapped key that opens it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from backoffice.database import Base, words


class EvidenceKind(StrEnum):
    """What a sealed object holds."""

    APPLICATION = "application"  # the body as lodged
    REGISTRY = "registry"  # what the registry said, with its photograph
    ATTACHMENTS = "attachments"  # the pictures that came with the application
    DOCUMENT = "document"  # a signed PDF made of it


class EvidenceKey(Base):
    """The data key of one case, wrapped by the master key. Without it the case's objects are noise (crypto-erase)."""

    __tablename__ = "evidence_key"

    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary(128))  # None: destroyed
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class FaceEvidence(Base):
    """The live pictures of one case: an object in the face store, and its own data key wrapped by the face master key."""

    __tablename__ = "face_evidence"

    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), primary_key=True)
    object_name: Mapped[str] = mapped_column(String(64), unique=True)  # random; says nothing of the case
    sha256: Mapped[str] = mapped_column(String(64))  # hex, over the sealed bytes
    pictures: Mapped[int]
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary(128))  # None: destroyed
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class EvidenceObject(Base):
    """One sealed object of the evidence store. The newest of a kind counts; older ones stay as evidence."""

    __tablename__ = "evidence_object"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("review_case.number"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(words(EvidenceKind))
    object_name: Mapped[str] = mapped_column(String(64), unique=True)  # random; says nothing of the case
    sha256: Mapped[str] = mapped_column(String(64))  # hex, over the sealed bytes
    created_at: Mapped[datetime]
