"""An S3-compatible store over HTTP (moto's server), with users, keys and buckets of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
from moto.server import ThreadedMotoServer

from backoffice.settings import EvidenceStoreSettings, StoreKind

REGION = "cn-north-1"
BUCKETS = ("evidence-bucket", "faces-bucket")
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
REQUESTS_BEFORE_KEYS_COUNT = 3  # user, policy, key


@dataclass(frozen=True)
class S3:
    """A running store and the keys of its one user."""

    url: str
    access_key: str
    secret_key: str

    def settings(self, folder: Path, **changes: Any) -> EvidenceStoreSettings:
        """Return the settings of an office that uses it; the credentials go into files."""
        access, secret = folder / "s3-access-key", folder / "s3-secret-key"
        access.write_text(changes.pop("access_key", self.access_key) + "\n")
        secret.write_text(changes.pop("secret_key", self.secret_key) + "\n")
        told = {"endpoint": self.url, "region": REGION, "bucket": BUCKETS[0], "faces_bucket": BUCKETS[1], **changes}
        return EvidenceStoreSettings(kind=StoreKind.S3, access_key_file=access, secret_key_file=secret, **told)


@contextmanager
def running_s3(port: int = 0) -> Iterator[S3]:
    """Serve a store in which only its own user may do anything."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        httpx.post(f"{url}/moto-api/reset", trust_env=False)
        httpx.post(f"{url}/moto-api/reset-auth", content=str(REQUESTS_BEFORE_KEYS_COUNT), trust_env=False)
        yield _with_user(url)
    finally:
        server.stop()


def _with_user(url: str) -> S3:
    told = {"endpoint_url": url, "region_name": REGION, "aws_access_key_id": "first", "aws_secret_access_key": "first"}
    iam = boto3.client("iam", **told)
    iam.create_user(UserName="office")
    iam.put_user_policy(UserName="office", PolicyName="objects", PolicyDocument=json.dumps(POLICY))
    key = iam.create_access_key(UserName="office")["AccessKey"]
    made = S3(url, key["AccessKeyId"], key["SecretAccessKey"])
    told |= {"aws_access_key_id": made.access_key, "aws_secret_access_key": made.secret_key}
    client = boto3.client("s3", **told)
    for bucket in BUCKETS:
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    return made
