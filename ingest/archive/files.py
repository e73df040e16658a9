"""Where an export's files are: one file, a folder of them, or a ZIP. Nothing is ever unpacked to disk by name."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from ingest.errors import NotFound, NotUnderstood, Refused, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".js", ".xlsx", ".parquet")
MOST_BYTES = 8 << 30  # of one file, unpacked
MOST_MEMBERS = 200_000
# deflate cannot do better than 1032 to 1, text does 3 to 20
MOST_RATIO = 400
SMALL = 64 << 20  # below this no ratio is a danger


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an export. `name` is relative to the export; `inside` its ZIP, where it lies in one."""

    name: str
    path: Path
    inside: str | None = None

    @property
    def suffix(self) -> str:
        """`.csv` of `posts.csv.gz`."""
        return PurePosixPath(self.name.lower().removesuffix(".gz")).suffix

    def digest(self) -> str:
        """Changes when the content does."""
        if self.inside is not None:
            with zipfile.ZipFile(self.path) as archive:
                info = archive.getinfo(self.inside)
            return f"crc32:{info.CRC:08x}:{info.file_size}"
        with self.path.open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()[:32]

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes, unpacked, as a stream. Raises TooLarge behind MOST_BYTES and NotUnderstood where it is damaged."""
        with contextlib.ExitStack() as stack:
            try:
                if self.inside is not None:
                    archive = stack.enter_context(zipfile.ZipFile(self.path))
                    packed: IO[bytes] = stack.enter_context(archive.open(self.inside))
                else:
                    packed = stack.enter_context(self.path.open("rb"))
                if self.name.lower().endswith(".gz"):
                    packed = cast("IO[bytes]", stack.enter_context(gzip.GzipFile(fileobj=packed, mode="rb")))
                yield cast("BinaryIO", BufferedReader(_Capped(packed, self.name), 1 << 20))
            except RuntimeError as fault:
                if "encrypted" not in str(fault):
                    raise
                raise NotUnderstood(
                    f"{self.name} is locked with a password; unpack the ZIP and hand over the folder."
                ) from None
            except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError) as fault:
                raise NotUnderstood(f"{self.name} is damaged ({fault}); export or copy it again.") from None

    @contextlib.contextmanager
    def seekable(self) -> Iterator[BinaryIO]:
        """The same for formats that are read from their end (XLSX, Parquet)."""
        if self.inside is None and not self.name.lower().endswith(".gz"):
            with self.path.open("rb") as file:
                yield cast("BinaryIO", file)
            return
        with self.open() as packed, tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(packed, copy, 1 << 20)
            copy.seek(0)
            yield cast("BinaryIO", copy)


class _Capped(RawIOBase):
    """A stream that ends in TooLarge, whatever its header promised."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name, self._left = stream, name, MOST_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        content = self._stream.read(len(view))
        view[: len(content)] = content
        self._left -= len(content)
        if self._left < 0:
            raise TooLarge(
                f"{self._name} holds more than {MOST_BYTES >> 30} GiB unpacked; split it and import the parts."
            )
        return len(content)


def members(place: Path) -> list[Member]:
    """The files of an export that may hold posts, in the order of their names.

    Raises NotFound where nothing is there, Refused for a ZIP that leads outside itself or is a bomb.
    """
    if place.is_dir():
        root = place.resolve()
        found = (path for path in sorted(place.rglob("*")) if path.is_file() and path.resolve().is_relative_to(root))
        return [one for path in found if _may_hold(one := Member(path.relative_to(place).as_posix(), path))]
    if not place.is_file():
        raise NotFound(f"archive: there is no file or folder {place}; correct its path in config/accounts.csv.")
    if place.suffix.lower() == ".zip":
        return _of_zip(place)
    return [Member(place.name, place)]


def _may_hold(member: Member) -> bool:
    return member.suffix in SUFFIXES and not member.name.endswith((".map.yaml", ".metadata.json", ".metadata.json.gz"))


def _of_zip(place: Path) -> list[Member]:
    try:
        with zipfile.ZipFile(place) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as fault:
        raise NotUnderstood(f"archive: {place.name} is no ZIP that can be read ({fault}); download it again.") from None
    if len(infos) > MOST_MEMBERS:
        raise Refused(
            f"archive: {place.name} lists {len(infos):,} files; {MOST_MEMBERS:,} is the most. Hand over a folder."
        )
    found = []
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise Refused(f"archive: {place.name} names a file outside itself ({info.filename!r}); it was not opened.")
        member = Member(path.as_posix(), place, info.filename)
        if not _may_hold(member):
            continue
        if info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1):
            raise Refused(
                f"archive: {info.filename} in {place.name} would unpack to {info.file_size:,} bytes from "
                f"{info.compress_size:,}; that is a ZIP bomb, not an export. It was not opened."
            )
        found.append(member)
    return sorted(found, key=lambda member: member.name)
