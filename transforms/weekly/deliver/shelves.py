"""Where reports are put and looked up: a folder, an S3 path. The newest replaces what was there."""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path
from typing import Any

from transforms.weekly.deliver.parcel import Endpoint, NotDelivered, Parcel, Way
from transforms.weekly.write import aside, put

_TYPES = {
    ".html": "text/html; charset=utf-8", ".md": "text/markdown; charset=utf-8", ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def to_folder(parcel: Parcel, way: Way, _: Endpoint) -> None:
    """A folder a period below the address, renamed whole into its place."""
    target = Path(way.address) / parcel.shelf
    if target.absolute() == parcel.folder.absolute():
        return  # it was written there
    try:
        part = aside(target)
        shutil.copytree(parcel.folder, part)
        put(part, target)
    except OSError as failure:
        raise NotDelivered(
            f"{failure.strerror or type(failure).__name__}; give this user the right to write there, or name another "
            "folder in brand.yaml, under delivery"
        ) from None


def to_s3(parcel: Parcel, way: Way, endpoint: Endpoint) -> None:
    """Every file below the path; report.html last, so that whoever sees it finds the rest."""
    from boto3.exceptions import S3UploadFailedError
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, _, prefix = way.address.removeprefix("s3://").partition("/")
    client = s3(endpoint)
    files = sorted(file for file in parcel.folder.rglob("*") if file.is_file())
    files.sort(key=lambda file: file == parcel.folder / "report.html")
    try:
        for file in files:
            key = "/".join(filter(None, (prefix.strip("/"), parcel.shelf, file.relative_to(parcel.folder).as_posix())))
            kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            client.upload_file(str(file), bucket, key, ExtraArgs={"ContentType": kind})
    except (BotoCoreError, ClientError, S3UploadFailedError) as failure:
        # the words of S3 may quote what was sent, the keys' names among it: the code says what to do
        code = failure.response["Error"]["Code"] if isinstance(failure, ClientError) else type(failure).__name__
        raise NotDelivered(
            f"S3 answered {code}; check the path in brand.yaml and the connection {way.connection}"
        ) from None


def s3(endpoint: Endpoint) -> Any:
    """A client of the connection's keys and address; without them boto3 looks where it always does."""
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3",
        aws_access_key_id=endpoint.login or None,
        aws_secret_access_key=endpoint.password or None,
        endpoint_url=endpoint.extra.get("endpoint_url") or endpoint.url or None,
        region_name=endpoint.extra.get("region_name") or None,
        config=Config(connect_timeout=15, read_timeout=60, retries={"max_attempts": 3}),
    )
