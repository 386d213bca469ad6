"""Files of a request on their way in: what a full disk broke off gives its room back at once."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler


class OwnedFileUploadHandler(TemporaryFileUploadHandler):
    """Django's, but a file that cannot be written is removed where that is noticed.

    Django leaves it open until the collector finds it: with the disk full, nothing else could be
    stored for as long.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError:
            self._drop()
            raise

    def file_complete(self, file_size: int) -> Any:
        try:
            return super().file_complete(file_size)
        except OSError:  # what was buffered has no room
            self._drop()
            raise

    def _drop(self) -> None:
        try:
            self.file.close()
        except OSError:  # it flushes first, in vain; the second time it only closes
            self.file.close()
