"""Questions asked of findings."""

from projects.querysets import InProjectQuerySet


class FindingQuerySet(InProjectQuerySet):
    pass
