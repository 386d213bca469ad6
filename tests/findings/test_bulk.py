"""Rows written set by set: what goes in comes out, and sets are one parameter."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.records.rows import new_id
from findings import bulk
from findings.api.filters import holding
from findings.models import Finding
from tests.make import make_project

pytestmark = pytest.mark.django_db
COLUMNS = (
    "id", "created", "updated", "project_id", "fingerprint", "kind", "title", "severity",
    "severity_rank", "description", "cvss", "tags", "evidence", "first_seen", "last_seen",
    "fingerprint_version", "fingerprint_parts", "tool_severity", "rule_id", "remediation",
    "resource_kind", "resource", "location", "cwe", "cve", "attack_ids", "references",
    "facts_digest", "occurrences", "status", "import_status", "version",
)  # fmt: skip
ODD = 'tab\t back\\slash "quote" new\nline \\N \\. é \U0001f600 \x7f'


def row(project_id: Any, fingerprint: str, **other: Any) -> tuple[Any, ...]:
    now = timezone.now()
    values: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    values |= {
        "id": new_id(), "created": now, "updated": now, "project_id": project_id,
        "fingerprint": fingerprint, "kind": "code", "title": "A title", "severity": "high",
        "severity_rank": 1, "cvss": Decimal("8.1"), "tags": [], "evidence": {},
        "first_seen": now, "last_seen": now, "fingerprint_version": 1, "fingerprint_parts": [],
        "cwe": [], "cve": [], "attack_ids": [], "references": [], "occurrences": 1,
        "status": "open", "import_status": "open", "version": 1,
    }  # fmt: skip
    values |= other
    return tuple(values[name] for name in COLUMNS)


def test_odd_text_comes_back_as_it_was() -> None:
    project = make_project()
    evidence = {"é": [ODD, None, True, 1.5, 2**62], "deep": {"x": ODD}}
    rows = [row(project.pk, "f1", title=ODD, description=ODD, tags=[ODD], evidence=evidence)]
    bulk.insert(Finding, COLUMNS, rows)
    found = Finding.objects.get()
    assert (found.title, found.description, found.tags) == (ODD, ODD, [ODD])
    assert (found.evidence, found.cvss) == (evidence, Decimal("8.1"))

    bulk.update(Finding, ("id", "title", "tags", "cvss"), [(found.pk, "new", ["é", ODD], None)])
    found.refresh_from_db()
    assert (found.title, found.tags, found.cvss) == ("new", ["é", ODD], None)


@pytest.mark.parametrize(
    "odd", ["\x1f", "\x1e", "\x1d", "\\N", "\\.", "\r\n", "\t", "", "\u2028\x7f"]
)
def test_text_that_looks_like_the_format_of_the_load_comes_back(odd: str) -> None:
    project = make_project()
    rows = [
        row(project.pk, "f1", title=odd, location=f"{odd}{ODD}", tags=[odd], cvss=None),
        row(project.pk, "f2", title=f"a{odd}", evidence={odd: odd}),
    ]
    bulk.insert(Finding, COLUMNS, rows)
    first, second = Finding.objects.order_by("fingerprint")
    assert (first.title, first.location, first.tags) == (odd, f"{odd}{ODD}", [odd])
    assert (first.cvss, first.created, first.id) == (None, rows[0][1], rows[0][0])
    assert (second.title, second.evidence) == (f"a{odd}", {odd: odd})


@pytest.mark.parametrize("tag", ["é", "a b", 'quo"te', "\x7f", "\u2028"])
def test_filters_find_what_was_written_in_bulk(tag: str) -> None:
    project = make_project()
    bulk.insert(Finding, COLUMNS, [row(project.pk, "f1", tags=["x", tag]), row(project.pk, "f2")])
    assert [one.fingerprint for one in Finding.objects.filter(holding("tags", [tag]))] == ["f1"]


def test_a_set_of_any_size_is_one_parameter() -> None:
    project = make_project()
    bulk.insert(Finding, COLUMNS, [row(project.pk, f"f{number}") for number in range(9)])
    ids = list(Finding.objects.order_by("fingerprint").values_list("pk", flat=True))
    known = Finding.objects.order_by("fingerprint")
    assert [one.pk for one in known.filter(pk__in=bulk.these_ids(ids[2:4]))] == ids[2:4]
    texts = bulk.these_texts(["f1", "f7", "none"])
    assert [one.fingerprint for one in known.filter(fingerprint__in=texts)] == ["f1", "f7"]
    assert not known.filter(pk__in=bulk.these_ids([])).exists()
    assert not known.filter(fingerprint__in=bulk.these_texts([])).exists()
    with CaptureQueriesContext(
        connection,
    ) as context:
        updated = Finding.objects.filter(pk__in=bulk.these_ids(ids * 2000)).update(occurrences=2)
    assert (updated, len(context)) == (9, 1)  # 18,000 ids: more than a statement has places
