"""Where sealed objects lie: a folder by default, an S3-compatible store by configuration (`[evidence_store]`).

An object is durable before :meth:`ObjectStore.put` returns, and its row is written afterwards: what breaks in between leaves an
object without a row, which nobody can open and `backoffice evidence sweep` removes; never a row without its object.
"""

import base64
import hashlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from backoffice.refusals import Reason, Refused
from backoffice.retention.durable_files import write_once
from backoffice.settings import EvidenceStoreSettings, Settings, StoreKind

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
ATTEMPTS = 2  # the caller is asked to come again anyway
CONNECTIONS = 32
GONE = frozenset({"NoSuchKey", "404", "NotFound"})

log = logging.getLogger(__name__)


class StoreDown(Refused):
    """The store does not answer, is full, or does not let the office in: nothing was changed, come again. `why` is one word."""

    def __init__(self, why: str) -> None:
        super().__init__(Reason.STORE_DOWN)
        self.why = why


@dataclass(frozen=True)
class Kept:
    """One object of a store: its name and since when it lies there."""

    name: str
    since: datetime


class ObjectStore(Protocol):
    """A place for sealed objects under random names. Every call may raise :class:`StoreDown`."""

    def put(self, name: str, sealed: bytes) -> None:
        """Keep an object durably before returning."""
        ...

    def get(self, name: str) -> bytes:
        """Return an object; raises :class:`LookupError`."""
        ...

    def delete(self, name: str) -> None:
        """Forget an object; quietly when it is not there."""
        ...

    def list_kept(self) -> Iterator[Kept]:
        """Go through all objects, in no particular order."""
        ...


class FolderStore:
    """Objects as files. One that a power cut left half-written has no row: rows are written after their objects."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _down(type(error).__name__) from error

    def put(self, name: str, sealed: bytes) -> None:
        """Keep an object durably before returning."""
        try:
            write_once(self._path(name), sealed)
        except OSError as error:
            raise _down(type(error).__name__) from error

    def get(self, name: str) -> bytes:
        """Return an object; raises :class:`LookupError`."""
        path = self._path(name)
        try:
            return path.read_bytes()
        except FileNotFoundError as gone:
            raise LookupError("object is not in the store") from gone
        except OSError as error:
            raise _down(type(error).__name__) from error

    def delete(self, name: str) -> None:
        """Forget an object; quietly when it is not there."""
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            raise _down(type(error).__name__) from error

    def list_kept(self) -> Iterator[Kept]:
        """Go through all objects, in no particular order."""
        for path in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):  # retention was faster
                yield Kept(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _path(self, name: str) -> Path:
        _require_name(name)
        return self._folder / name[:2] / name


class S3Store:
    """Objects of one bucket under one prefix. The credentials come from files and from nowhere else."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def put(self, name: str, sealed: bytes) -> None:
        """Keep an object durably before returning; the store compares the digest."""
        digest = base64.b64encode(hashlib.md5(sealed, usedforsecurity=False).digest()).decode()
        self._ask("put_object", Key=self._key(name), Body=sealed, ContentMD5=digest)

    def get(self, name: str) -> bytes:
        """Return an object; raises :class:`LookupError`."""
        from botocore.exceptions import BotoCoreError

        body = self._ask("get_object", Key=self._key(name))["Body"]
        try:
            content: bytes = body.read()
        except (BotoCoreError, OSError) as error:
            raise _down(type(error).__name__) from None
        return content

    def delete(self, name: str) -> None:
        """Forget an object; quietly when it is not there."""
        self._ask("delete_object", Key=self._key(name))

    def list_kept(self) -> Iterator[Kept]:
        """Go through all objects, a thousand per question."""
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=self._prefix, **more)
            for row in page.get("Contents", ()):
                yield Kept(row["Key"].removeprefix(self._prefix), row["LastModified"])
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _key(self, name: str) -> str:
        _require_name(name)
        return self._prefix + name

    def _ask(self, operation: str, **about: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return getattr(self._client, operation)(Bucket=self._bucket, **about)
        except ClientError as refused:
            code = str(refused.response.get("Error", {}).get("Code", "unknown"))
            if code in GONE:
                raise LookupError("object is not in the store") from None
            raise _down(code) from None
        except BotoCoreError as error:  # its text names addresses; its type is enough
            raise _down(type(error).__name__) from None


def open_stores(settings: Settings) -> tuple[ObjectStore, ObjectStore]:
    """Return the store of the evidence and the one of the live pictures."""
    told = settings.evidence_store
    if told.kind is StoreKind.FOLDER:
        return FolderStore(settings.evidence_dir), FolderStore(settings.faces_dir)
    client = _s3_client(told)
    return S3Store(client, told.bucket, "evidence/"), S3Store(client, told.faces_bucket, "faces/")


def _s3_client(told: EvidenceStoreSettings) -> Any:
    import boto3
    from botocore.config import Config

    session = boto3.session.Session(
        aws_access_key_id=_secret(told.access_key_file),
        aws_secret_access_key=_secret(told.secret_key_file),
        region_name=told.region,
    )
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        max_pool_connections=CONNECTIONS,
        proxies={},  # the settings alone say who is asked
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",  # compatible stores know Content-MD5, not all know the newer sums
        response_checksum_validation="when_required",
    )
    verify = str(told.ca_file) if told.ca_file else None
    return session.client("s3", endpoint_url=told.endpoint, verify=verify, config=config)


def _secret(path: Path | None) -> str:
    if path is None:
        raise ValueError("an S3 store needs the files of its credentials")
    return path.read_text(encoding="utf-8").strip()


def _down(why: str) -> StoreDown:
    log.error("evidence store: %s", why)
    return StoreDown(why)


def _require_name(name: str) -> None:
    if not name.isalnum():
        raise ValueError("object names are hexadecimal")
