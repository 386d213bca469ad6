"""Projects and who belongs to them. A project always has an owner."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from config.errors.catalog import ErrorCode
from config.errors.exceptions import ApiError, FieldError
from config.etags import check, hold
from config.records import audit

from .models import Membership, Project, User
from .roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .callers import Caller


def may_create_project(caller: Caller) -> bool:
    """Whether `caller` has the permission projects.add_project; a key never does."""
    return caller.key is None and caller.user.has_perm("projects.add_project")


def may_share_out(caller: Caller) -> bool:
    """Whether `caller` may say how much of the server a project gets."""
    return caller.key is None and caller.user.is_superuser


def create_project(caller: Caller, name: str, slug: str = "") -> Project:
    """A new project of which `caller` is the owner.

    A slug is made from the name where none is given; one that is given and in use is
    `DUPLICATE_RESOURCE`.
    """
    if not may_create_project(caller):
        raise ApiError(
            ErrorCode.FORBIDDEN, "To create projects needs the permission projects.add_project"
        )
    user: Any = caller.user  # signed in, or the permission would lack
    if slug:
        candidates: Iterable[str] = (_checked(slug),)
    else:
        stem = slugify(name)[:70].strip("-") or "project"
        if _is_id(stem):
            stem = f"project-{stem}"
        candidates = (stem, *(f"{stem}-{number}" for number in range(2, 10)), _unique(stem))
    for candidate in candidates:
        if Project.objects.filter(slug=candidate).exists():
            continue
        try:
            with transaction.atomic():
                project = Project.objects.create(name=name, slug=candidate)
                Membership.objects.create(project=project, user=user, role=Role.OWNER)
                audit.record(
                    caller, "project.create", project, project=project, after=_shown(project)
                )
        except IntegrityError:  # the same slug at the same moment
            continue
        return project
    raise ApiError(ErrorCode.DUPLICATE_RESOURCE, f"A project with the slug {slug} exists")


def change_project(
    caller: Caller, project: Project, changes: dict[str, Any], if_match: str | None = None
) -> Project:
    """Sets name, slug, archived or max_runs, the last by superusers only: `FORBIDDEN`.

    `DUPLICATE_RESOURCE` for a slug in use, and what `hold` says.
    """
    if "max_runs" in changes and not may_share_out(caller):
        raise ApiError(
            ErrorCode.FORBIDDEN, "How many tools a project runs is for superusers to say"
        )
    if "slug" in changes:
        _checked(changes["slug"])
    try:
        with transaction.atomic():
            hold(project, if_match)
            before = _shown(project)
            for name, value in changes.items():
                setattr(project, name, value)
            project.save(update_fields=[*changes, "updated"])
            audit.record(
                caller,
                "project.change",
                project,
                project=project,
                before=before,
                after=_shown(project),
            )
    except IntegrityError:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE, f"A project with the slug {project.slug} exists"
        ) from None
    return project


def delete_project(caller: Caller, project: Project, if_match: str | None = None) -> None:
    """Deletes the project with all that belongs to it; the audit log keeps its entries."""
    with transaction.atomic():
        hold(project, if_match)
        audit.record(caller, "project.delete", project, project=project, before=_shown(project))
        project.delete()


def add_member(caller: Caller, project: Project, username: str, role: str) -> Membership:
    """Makes an active user a member; `DUPLICATE_RESOURCE` where they are one."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            f"There is no active user named {username}",
            errors=[FieldError("username", "There is no such user.", "does_not_exist")],
        )
    try:
        with transaction.atomic():
            membership = Membership.objects.create(project=project, user=user, role=role)
            audit.record(
                caller,
                "member.add",
                membership,
                project=project,
                after={"username": username, "role": role},
            )
    except IntegrityError:
        raise ApiError(
            ErrorCode.DUPLICATE_RESOURCE, f"{username} is already a member of {project.slug}"
        ) from None
    return membership


def change_role(
    caller: Caller, membership: Membership, role: str, if_match: str | None = None
) -> Membership:
    """Gives a member another role; `CONFLICT` where the project would lose its last owner."""
    with transaction.atomic():
        held = _held(membership, if_match)
        before = {"username": held.user.get_username(), "role": held.role}
        if role != Role.OWNER:
            _keep_an_owner(held)
        held.role = role
        held.save(update_fields=["role", "updated"])
        audit.record(
            caller,
            "member.change",
            held,
            project=held.project,
            before=before,
            after={**before, "role": role},
        )
    return held


def remove_member(caller: Caller, membership: Membership, if_match: str | None = None) -> None:
    """Ends a membership; `CONFLICT` where the project would lose its last owner."""
    with transaction.atomic():
        held = _held(membership, if_match)
        _keep_an_owner(held)
        audit.record(
            caller,
            "member.remove",
            held,
            project=held.project,
            before={"username": held.user.get_username(), "role": held.role},
        )
        held.delete()


def set_default(caller: Caller, project: Project) -> None:
    """Makes `project`, of which the caller is a member, the one used where none is named."""
    user: Any = caller.user
    with transaction.atomic():
        memberships = Membership.objects.filter(user=user)
        memberships.filter(is_default=True).exclude(project=project).update(is_default=False)
        if not memberships.filter(project=project).update(is_default=True):
            raise ApiError(ErrorCode.FORBIDDEN, "Only a member can make a project the default")
        audit.record(caller, "member.default", project, project=project)


def projects_owned_alone(user: User) -> list[Project]:
    """Projects that would have no owner without `user`. One query."""
    others = Membership.objects.filter(role=Role.OWNER).exclude(user=user)
    return list(
        Project.objects.filter(memberships__user=user, memberships__role=Role.OWNER).exclude(
            pk__in=others.values("project")
        )
    )


def _held(membership: Membership, if_match: str | None) -> Membership:
    """The membership as it is now, with its project's row locked: owners change one at a time."""
    Project.objects.select_for_update().get(pk=membership.project_id)
    held = Membership.objects.select_related("project", "user").filter(pk=membership.pk).first()
    if held is None:
        raise ApiError(ErrorCode.NOT_FOUND, "The membership has ended")
    check(held, if_match)
    return held


def _keep_an_owner(membership: Membership) -> None:
    owners = Membership.objects.filter(project=membership.project_id, role=Role.OWNER)
    if membership.role == Role.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise ApiError(
            ErrorCode.CONFLICT,
            f"{membership.user.get_username()} is the only owner of {membership.project.slug}; "
            "make somebody else an owner first",
        )


def _checked(slug: str) -> str:
    """Refuses a slug that reads as an id: routes take either."""
    if _is_id(slug):
        raise ApiError(
            ErrorCode.VALIDATION_ERROR,
            "A slug cannot have the form of a UUID",
            errors=[FieldError("slug", "A slug cannot have the form of a UUID.", "invalid")],
        )
    return slug


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _unique(stem: str) -> str:
    return f"{stem[:70]}-{uuid.uuid4().hex[:8]}"


def _shown(project: Project) -> dict[str, Any]:
    return {
        "name": project.name,
        "slug": project.slug,
        "archived": project.archived,
        "max_runs": project.max_runs,
    }
