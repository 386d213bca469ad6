"""A report is handed in: may it be, what is it, where does it go. Reading it is a job's work.

What can be told at once is told at once: who may, which tool or standard the file is of and why.
`check` leaves nothing behind; `start` stores the file, the row and the job in one transaction.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from config.errors import request_id
from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.records import audit
from config.records.rows import new_id
from projects.callers import Caller
from projects.models import Project, Target
from scans import queue
from tooling import recognition, registry
from tooling.base import ReportFormat, UnreadableReport
from tooling.recognition import Unrecognised
from tooling.sanitizer import Sanitizer
from tooling.tool_names import tool_named

from . import unpacking
from .models import Upload
from .unpacking import BadArchive

TASK = "findings.tasks.import_upload"
HEAD_BYTES = recognition.SAMPLE_BYTES[-1]
NAMED = "you named it"


@dataclass(frozen=True)
class Received:
    """A report that may be imported, still where it came to."""

    path: Path
    name: str
    project: Project
    target: Target | None
    size_bytes: int
    sha256: str
    packing: str
    asked_tool: str
    tool: str
    full_scope: bool
    reader: ReportFormat
    reason: str
    is_ours: bool


def check(
    path: Path,
    name: str,
    project: Project,
    *,
    is_ours: bool = True,
    tool: str = "",
    target: UUID | str | None = None,
    full_scope: bool = False,
) -> Received:
    """What the file at `path`, called `name` by its owner, is as a report for `project`.

    `is_ours`: `start` may move the file away, it need not be copied.
    Reads it once for its hash, and its first 16 MiB to recognise it. CONFLICT (archived project,
    retired target), NOT_FOUND (target), UNKNOWN_TOOL, PAYLOAD_TOO_LARGE, REPORT_UNREADABLE,
    UNKNOWN_REPORT_FORMAT.
    """
    if project.archived:
        raise ApiError(ErrorCode.CONFLICT, f"Project {project.slug} is archived")
    found = _target(project, target)
    size = path.stat().st_size
    if size > settings.IMPORT_BYTES:
        raise ApiError(
            ErrorCode.PAYLOAD_TOO_LARGE, f"The report is larger than {settings.IMPORT_BYTES} bytes"
        )
    asked = tool_named(tool)
    if tool.strip() and not asked:
        raise _unknown_tool(tool)
    packing, reader, reason = _recognised(path, name, asked)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return Received(
        path=path,
        name=Sanitizer(addresses=False).text(unpacking.shown_name(name)).strip()[:200] or "report",
        project=project,
        target=found,
        size_bytes=size,
        sha256=sha256,
        packing=packing,
        asked_tool=asked,
        tool="" if asked in registry.all_formats() else asked,
        full_scope=full_scope,
        reader=reader,
        reason=reason,
        is_ours=is_ours,
    )


def start(caller: Caller | str, received: Received) -> Upload:
    """Store and queue the report. `caller` may be the name of a machine part. QUEUE_UNAVAILABLE."""
    return store(caller, received, lambda upload: queue.hand_over(TASK, upload.pk))


def store(
    caller: Caller | str, received: Received, then: Callable[[Upload], None] = lambda upload: None
) -> Upload:
    """Store the report, and do `then` in the same transaction; the file goes with a failure."""
    pk = new_id()
    file = ""
    try:
        with (Moved if received.is_ours else _Copied)(received.path) as content:
            file = default_storage.save(f"imports/{pk}/original", content)
        with transaction.atomic():
            upload = _row(caller, received, pk, file)
            audit.record(
                caller, "import.start", upload, project=received.project, after=_told(upload)
            )
            then(upload)
    except BaseException:
        if file:
            default_storage.delete(file)
        raise
    return upload


def _row(caller: Caller | str, received: Received, pk: UUID, file: str) -> Upload:
    user = caller.user if isinstance(caller, Caller) and caller.user.is_authenticated else None
    return Upload.objects.create(
        pk=pk,
        project=received.project,
        target=received.target,
        file=file,
        name=received.name,
        size_bytes=received.size_bytes,
        sha256=received.sha256,
        packing=received.packing,
        asked_tool=received.asked_tool,
        tool=received.tool,
        full_scope=received.full_scope,
        format=received.reader.name,
        reason=received.reason,
        requested_by=user,
        request_id=request_id.current(),
    )


def _told(upload: Upload) -> dict[str, object]:
    return {
        "name": upload.name,
        "sha256": upload.sha256,
        "size_bytes": upload.size_bytes,
        "format": upload.format,
        "tool": upload.asked_tool,
        "target": str(upload.target_id) if upload.target_id else None,
        "full_scope": upload.full_scope,
    }


class _Copied(File):
    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=str(path))
        self._path = path


class Moved(_Copied):
    """A file that the storage moves where both lie on one disk: two gigabytes are not copied."""

    def temporary_file_path(self) -> str:
        return str(self._path)


def _target(project: Project, target: UUID | str | None) -> Target | None:
    if target in (None, ""):
        return None
    try:
        found = project.targets.filter(pk=UUID(str(target))).first()
    except ValueError:
        found = None
    if found is None:
        raise ApiError(ErrorCode.NOT_FOUND, f"The project has no target {str(target)[:40]}")
    if found.retired:
        raise ApiError(ErrorCode.CONFLICT, f"Target {found} is retired")
    return found


# --- Recognition ------------------------------------------------------------------------------


def unreadable(message: str, where: str = "") -> ApiError:
    """REPORT_UNREADABLE with the place, where it is known."""
    message = Sanitizer(addresses=False).text(message.replace("\0", ""))[:500]
    errors = [FieldError("file", f"{message} ({where})" if where else message, "unreadable")]
    details = f"The report cannot be read: {message}"
    return ApiError(
        ErrorCode.REPORT_UNREADABLE, f"{details} ({where})" if where else details, errors=errors
    )


def _recognised(path: Path, name: str, asked: str) -> tuple[str, ReportFormat, str]:
    """How the file is packed, who reads it, and why."""
    named = _named(asked)
    with tempfile.NamedTemporaryFile(prefix="wardroom-", dir=settings.INCOMING_DIR) as head:
        try:
            with path.open("rb") as file:
                packing = unpacking.packing_of(file.read(262))
            with unpacking.opened(path, packing) as stream:
                _copy(stream, head)
            if not head.tell():
                raise UnreadableReport("it is empty", "byte 0")
            head.flush()
            seen = recognition.recognise(Path(head.name), name)
        except (BadArchive, UnreadableReport) as error:
            raise _place(error) from None
        except Unrecognised as error:
            if named is None:
                raise _unknown(error, asked) from None
            return packing, named, NAMED
    return packing, *_agreed(asked, named, seen)


def _copy(stream: unpacking.Unpacked, head: object) -> None:
    while (room := HEAD_BYTES - stream.came) > 0 and (chunk := stream.read(room)):
        head.write(chunk)  # type: ignore[attr-defined]


def _place(error: BadArchive | UnreadableReport) -> ApiError:
    message = str(error).removesuffix(f" ({error.where})") if error.where else str(error)
    return unreadable(message, error.where)


def _named(asked: str) -> ReportFormat | None:
    """The reader that the caller names; None for none, or for a tool that writes a standard."""
    try:
        return registry.reader(asked)
    except KeyError:
        return None


def _agreed(
    asked: str, named: ReportFormat | None, seen: recognition.Recognised
) -> tuple[ReportFormat, str]:
    """The reader and the reason, where the file may be what the caller says that it is."""
    is_standard = seen.reader.name in registry.all_formats()
    if not asked or named is seen.reader:
        return seen.reader, seen.reason[:500]
    if is_standard and asked not in registry.all_formats():
        return seen.reader, seen.reason[:500]
    if named is None:
        raise _unknown_tool(asked)
    raise unreadable(f"it is not of {asked} but of {seen.reader.name}: {seen.reason}")


def _unknown_tool(asked: str) -> ApiError:
    return ApiError(
        ErrorCode.UNKNOWN_TOOL,
        f"{unpacking.shown_name(asked, 40)!r} is no tool here; there are "
        f"{', '.join([*registry.all_tools(), *registry.all_formats()])}. "
        "A report of another tool is imported where it is in one of the standards",
    )


def _unknown(error: Unrecognised, asked: str) -> ApiError:
    if asked:
        return _unknown_tool(asked)
    told = Sanitizer(addresses=False).text(str(error).replace("\0", ""))
    names = ", ".join([*registry.all_tools(), *registry.all_formats()])
    return ApiError(
        ErrorCode.UNKNOWN_REPORT_FORMAT,
        f"The report was looked at: {told[:300]}. Known are reports of {names}",
    )
