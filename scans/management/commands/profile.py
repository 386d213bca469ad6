"""`manage.py profile`: list scan profiles, write one as YAML, read one from YAML."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import IO, Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from config.errors.exceptions import ApiError
from projects.models import Project
from scans import profile_files, profiles
from scans.models import Profile

COMMAND = "manage.py profile"  # who did it, on record


class Command(BaseCommand):
    help = "List scan profiles, write one as YAML, read one from YAML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="the shipped ones, and those of a project")
        listing.add_argument("--project", metavar="SLUG")
        export = actions.add_parser("export", help="write one as YAML to stdout")
        export.add_argument("name")
        export.add_argument("--project", metavar="SLUG", help="whose; default: shipped")
        read = actions.add_parser("import", help="create or replace one from YAML")
        read.add_argument("file", help="its path, or - for stdin")
        read.add_argument("--project", metavar="SLUG", required=True)
        read.add_argument(
            "--replace", action="store_true", help="change the one of that name, if there is one"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        project = self._project(given["project"])
        try:
            match given["action"]:
                case "list":
                    self._list(project)
                case "export":
                    self.stdout.write(profile_files.dump(self._found(project, given["name"])))
                case "import" if project is not None:
                    values = profile_files.load(_read(given["file"]))
                    made, _ = profile_files.store(COMMAND, project, values, given["replace"])
                    self.stdout.write(f"{made.name} of {project}, version {made.version}")
        except ApiError as error:
            raise CommandError(error.details or error.message) from error

    def _project(self, slug: str | None) -> Project | None:
        if slug is None:
            return None
        found = Project.objects.filter(slug=slug).first()
        if found is None:
            slugs = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)[:20])
            raise CommandError(f"no project is named {slug}; there are: {slugs or '(none)'}")
        return found

    def _found(self, project: Project | None, name: str) -> Profile:
        if project is not None:
            return profiles.find_profile(project, name)
        found = Profile.objects.filter(project=None, name=name).first()
        if found is None:
            raise CommandError(
                f"no shipped profile is named {name}; there are: {', '.join(profiles.shipped())}"
            )
        return found

    def _list(self, project: Project | None) -> None:
        shown = profiles.visible(project) if project else Profile.objects.filter(project=None)
        table = Table("name", "of", "version", "tools")
        for profile in shown.select_related("project").order_by("name"):
            names = ", ".join(entry["tool"] for entry in profile.tools)
            whose = str(profile.project) if profile.project else "shipped"
            table.add_row(profile.name, whose, str(profile.version), names)
        Console(file=cast(IO[str], self.stdout)).print(table)


def _read(path: str) -> bytes:
    """At most one byte more than a file may have."""
    most = profile_files.LARGEST_BYTES + 1
    if path == "-":
        stdin: BinaryIO = sys.stdin.buffer
        return stdin.read(most)
    try:
        with open(path, "rb") as file:
            return file.read(most)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
