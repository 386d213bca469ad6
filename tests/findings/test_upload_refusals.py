"""Uploads that break off on their way in, and names that hold what nobody may see."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from config.upload_files import OwnedFileUploadHandler
from findings.models import Upload
from tests.findings.uploading import IMPORTS, fixture, post
from tests.make import make_member, make_project

BANDIT = "bandit/findings/report.json"
TOKEN = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"  # made up


@pytest.fixture
def client(api: Any, db: None) -> Any:
    return api.as_user(make_member(make_project("Shop"), "analyst", username="ada"))


def full(*_: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_told_and_leaves_nothing(client: Any, monkeypatch: Any) -> None:
    before = set(Path(settings.INCOMING_DIR).iterdir())
    monkeypatch.setattr(TemporaryUploadedFile, "write", full, raising=False)
    answer = post(client, fixture(BANDIT))
    assert (answer.status_code, answer.json()["code"]) == (503, "RESOURCE_EXHAUSTED")
    assert "disk" in answer.json()["details"]
    assert set(Path(settings.INCOMING_DIR).iterdir()) == before


def test_a_file_that_cannot_be_written_is_removed_at_once(monkeypatch: Any) -> None:
    handler = OwnedFileUploadHandler()
    handler.new_file("file", "a.json", "application/json", None)
    handler.receive_data_chunk(b"[", 0)
    path = Path(handler.file.temporary_file_path())
    assert path.exists()
    monkeypatch.setattr(handler.file.file, "write", full)
    with pytest.raises(OSError, match="No space"):
        handler.receive_data_chunk(b"]", 1)
    assert not path.exists()


def test_a_second_file_is_refused_in_words_of_ours(client: Any) -> None:
    files = {name: SimpleUploadedFile("a.json", b"{}") for name in ("file", "other")}
    answer = client.post(IMPORTS, files, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert answer.json()["details"] == "A request brings at most 1 file(s)"


@pytest.mark.parametrize(
    ("given", "shown"),
    [(f"{TOKEN}.json", "ghp_****"), ("a/ .json", ".json"), ("a/ ", "report")],
)
def test_a_files_name_is_masked_and_never_blank(client: Any, given: str, shown: str) -> None:
    post(client, fixture(BANDIT), given)
    assert Upload.objects.get().name == shown
