"""Profiles by the Python client: copied, written to a file, read back, and what each has said."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from wardroom_client import Wardroom, codes
from wardroom_client.api.scans import (
    profiles_copy,
    profiles_export,
    profiles_import,
    profiles_list,
    profiles_versions,
)
from wardroom_client.models import ProfileCopyRequest, ProfileFileRequest
from wardroom_client.types import File

from tests.running.server import Server

pytestmark = pytest.mark.slow


@pytest.fixture
def mara(server: Server) -> Iterator[Wardroom]:
    with Wardroom(server.url, token=server.do("token", username="mara")) as wardroom:
        yield wardroom


def test_a_profile_is_copied_exported_changed_and_imported(mara: Wardroom) -> None:
    shipped = next(one for one in profiles_list.sync(client=mara).results if one.name == "code")
    wanted = ProfileCopyRequest(project="harbour", name="python-nightly")
    copied = profiles_copy.sync(str(shipped.id), client=mara, body=wanted)
    assert (copied.name, copied.version) == ("python-nightly", 1)

    exported = profiles_export.sync(str(copied.id), client=mara)
    assert exported.startswith("# Profile python-nightly, version 1\nname: python-nightly\n")

    again = profiles_import.sync(client=mara, body=_file(exported))
    assert (again.id, again.version) == (copied.id, 1)  # it says what it said already
    changed = exported.replace("max_parallel: ", "max_parallel: 1 # ")
    assert profiles_import.sync(client=mara, body=_file(changed)).max_parallel == 1

    told = profiles_versions.sync(str(copied.id), client=mara)
    assert [one.version for one in told.results] == [2, 1]
    assert told.results[0].content.max_parallel == 1


def test_a_file_that_is_no_profile_is_an_error_of_its_code(mara: Wardroom) -> None:
    with pytest.raises(codes.ValidationError):
        profiles_import.sync(client=mara, body=_file("tools: 5\n"))


def _file(text: str) -> ProfileFileRequest:
    content = File(BytesIO(text.encode()), "nightly.yml", "application/yaml")
    return ProfileFileRequest(file=content, project="harbour", replace=True)
