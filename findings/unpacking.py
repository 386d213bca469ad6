"""A file that came packed, unpacked as a stream: gzip, or zip with one report inside.

Everything that a packed file says of itself is doubted: sizes are counted as the bytes come, and
nothing is ever written under a name from inside. Memory stays flat.
"""

from __future__ import annotations

import gzip
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from django.conf import settings

GZIP, ZIP = "gzip", "zip"
MAX_RATIO = 200  # unpacked to packed; reports of scanners come to 5 to 60
FREE_BYTES = 64 << 20  # however small it was packed
MAX_MEMBERS = 1000
MAX_DIRECTORY_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
READ_BYTES = 64 << 10  # of a packed stream; a bomb makes 64 MiB of it at the most

_MAGIC = {b"\x1f\x8b": GZIP, b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP}
_OTHERS = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "rar",
}
# What systems put beside the files of an archive.
_BESIDE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class BadArchive(Exception):
    """The file cannot be unpacked, or must not be; `where` names the place."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


def packing_of(head: bytes) -> str:
    """How a file that begins with `head` is packed: "gzip", "zip", or "" for not at all.

    Raises `BadArchive` for packings that are not read here.
    """
    for magic, name in _OTHERS.items():
        if head.startswith(magic):
            raise BadArchive(f"it is packed with {name}; send it plain, as gzip or as zip")
    if head[257:262] == b"ustar":
        raise BadArchive("it is a tar archive; send the report alone, as gzip or as zip")
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


@contextmanager
def opened(path: Path, packing: str) -> Iterator[Unpacked]:
    """The report in `path`, to be read as far as one wants. Raises `BadArchive`."""
    with path.open("rb") as file:
        if packing == GZIP:
            with gzip.GzipFile(fileobj=file) as stream:
                yield Unpacked(stream, path.stat().st_size)
        elif packing == ZIP:
            with _member(file) as (stream, packed):
                yield Unpacked(stream, packed)
        else:
            yield Unpacked(file, 0)


def unpack(
    path: Path, packing: str, into: BinaryIO, told: Callable[[int], None] = lambda count: None
) -> int:
    """Write the report in `path` to `into`; how many bytes. `told` hears of each mebibyte.

    Raises `BadArchive`.
    """
    with opened(path, packing) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            into.write(chunk)
            told(stream.came)
        return stream.came


class Unpacked:
    """A stream that counts what comes. `packed` is the size it came from, 0 for plain files."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, packed: int) -> None:
        self._stream = stream
        self._packed = packed
        self.came = 0

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; b"" at the end. Raises `BadArchive`."""
        try:
            data = self._stream.read(min(size, CHUNK_BYTES))
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
            raise BadArchive(
                f"it cannot be unpacked: {_words(error)}", f"byte {self.came}"
            ) from None
        except (NotImplementedError, RuntimeError) as error:
            raise BadArchive(f"it cannot be unpacked: {error}") from None
        if self._packed and not self.came and packing_of(data):
            raise BadArchive("there is an archive inside the archive", "the start")
        self.came += len(data)
        if self.came > settings.IMPORT_BYTES:
            raise BadArchive(f"it holds more than {settings.IMPORT_BYTES} bytes", "unpacked")
        if self._packed and self.came > max(FREE_BYTES, MAX_RATIO * self._packed):
            raise BadArchive(
                f"it grows to more than {MAX_RATIO} times its size", f"byte {self.came}"
            )
        return data


def _words(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "it ends in the middle"
    return str(error).rstrip(".") or type(error).__name__


@contextmanager
def _member(file: BinaryIO) -> Iterator[tuple[IO[bytes], int]]:
    """The one report of a zip archive, and its packed size."""
    _refuse_large_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadArchive(f"it cannot be unpacked: {_words(error)}") from None
    with archive:
        info = _only(archive.infolist())
        try:
            stream = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise BadArchive(f"it cannot be unpacked: {_words(error)}", shown(info)) from None
        with stream:
            yield stream, max(1, info.compress_size)


def _refuse_large_directory(file: BinaryIO) -> None:
    """zipfile reads the directory of an archive into memory, whatever its size: it is looked up
    before (APPNOTE.TXT 4.3.14 to 4.3.16; the one for large archives counts where there is one)."""
    size = file.seek(0, 2)
    file.seek(max(0, size - (22 + 0xFFFF + 20 + 56)))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        raise BadArchive("it cannot be unpacked: it has no directory, as if it were cut", "the end")
    (bytes_of_directory,) = struct.unpack_from("<L", tail, at + 12)
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") and at >= 76:
        (bytes_of_directory,) = struct.unpack_from("<Q", tail, at - 76 + 40)
    if bytes_of_directory > MAX_DIRECTORY_BYTES:
        raise BadArchive(f"it holds more than {MAX_MEMBERS} files")
    file.seek(0)


def _only(infos: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The report among the members. One that could be a trick refuses the whole archive."""
    if len(infos) > MAX_MEMBERS:
        raise BadArchive(f"it holds more than {MAX_MEMBERS} files")
    for info in infos:
        name = info.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name[:2] or ".." in PurePosixPath(name).parts:
            raise BadArchive("a name in it leaves the archive", shown(info))
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise BadArchive("it holds a link or device", shown(info))
        if info.flag_bits & 0x1:
            raise BadArchive("it is encrypted", shown(info))
    reports = [info for info in infos if not info.is_dir() and not _is_beside(info.filename)]
    if not reports:
        raise BadArchive("there is no file in it")
    if len(reports) > 1:
        raise BadArchive(
            f"it holds {len(reports)} files, and one report is imported at a time: "
            "send each by itself"
        )
    return reports[0]


def _is_beside(name: str) -> bool:
    return name.startswith(_BESIDE[0]) or PurePosixPath(name).name in _BESIDE[1:]


def shown(info: zipfile.ZipInfo) -> str:
    """A name from inside, fit to be printed."""
    return shown_name(info.filename)


def shown_name(name: str, most: int = 200) -> str:
    """The last part of a file's name as its owner gave it: printable, cut, never a path."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "?" for letter in last)[:most]
