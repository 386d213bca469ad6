"""Random histories of imports and decisions against a simple model of the rules.

The model is written down on purpose without looking at the product: for each finding it keeps who
reports it under which selection, and what a person said when.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from findings import triage
from findings.importing import import_run
from findings.models import Finding, ReportImport, TriageDecision
from projects.callers import Caller
from scans.states import RunState
from tests.findings.sample import OtherSample, Sample, ended_run
from tests.make import make_member, make_target
from tooling import registry
from tooling.base import Outcome

pytestmark = pytest.mark.slow
NAMES = ["a", "b", "c"]
START = datetime(2026, 1, 1, tzinfo=UTC)
# One finding that both tools report as the same thing; the others are each tool's own.
SHARED = {"place": "package", "package_url": "pkg:pypi/x@1", "vulnerability_id": "CVE-2024-1"}


@dataclass
class Run:
    tool: str
    names: frozenset[str]
    selection: str = ""
    outcome: str = "full"


@dataclass
class Word:
    name: str
    status: str


runs = st.builds(
    Run,
    st.sampled_from(["sample", "other"]),
    st.frozensets(st.sampled_from([*NAMES, "shared"])),
    st.sampled_from(["", "", "k1", "k2"]),
    st.sampled_from(["full", "full", "full", "partial", "failed", "errors"]),
)
decisions = st.builds(
    Word,
    st.sampled_from([*NAMES, "shared"]),
    st.sampled_from(["open", "accepted_risk", "false_positive", "fixed"]),
)


@dataclass
class Known:
    """What the model knows of one finding: tool -> [selection, reported], and a person's word."""

    reports: dict[str, list] = field(default_factory=dict)
    person: str | None = None
    imported: str = "open"

    @property
    def status(self) -> str:
        return self.person or self.imported

    def settle(self) -> None:
        if not any(reported for _, reported in self.reports.values()):
            self.imported = "fixed"


def key(run_tool: str, name: str) -> str:
    return name if name == "shared" else f"{run_tool}:{name}"


def model_run(known: dict[str, Known], run: Run) -> None:
    for name in run.names:
        finding = known.setdefault(key(run.tool, name), Known())
        finding.reports[run.tool] = [run.selection, True]
        finding.imported = "open"
        if finding.person in ("fixed", "open"):
            finding.person = None
    if run.outcome != "full":
        return
    for finding in known.values():
        report = finding.reports.get(run.tool)
        seen = report is not None and any(
            known.get(key(run.tool, name)) is finding for name in run.names
        )
        if report and report[1] and not seen and run.selection in ("", report[0]):
            report[1] = False
            finding.settle()


def model_word(known: dict[str, Known], word: Word) -> None:
    for name, finding in known.items():
        if name.split(":")[-1] == word.name:
            same = word.status == "open" and finding.imported == "open"
            finding.person = None if same else word.status


def product_run(target, run: Run, at: datetime) -> ReportImport:
    records = [SHARED if name == "shared" else name for name in sorted(run.names)]
    state, outcome, full = {
        "full": (RunState.SUCCEEDED, Outcome.FINDINGS if records else Outcome.CLEAN, True),
        "partial": (RunState.SUCCEEDED, Outcome.FINDINGS, False),
        "failed": (RunState.FAILED, Outcome.CRASHED, False),
        "errors": (RunState.SUCCEEDED, Outcome.FINDINGS_WITH_ERRORS, False),
    }[run.outcome]
    made = ended_run(
        *records,
        target=target,
        tool=run.tool,
        selection_key=run.selection,
        state=state,
        outcome=outcome,
        full_scope=full,
        started=at,
    )
    return import_run(made.pk)


def standing(target) -> dict[str, str]:
    rows = Finding.objects.filter(project=target.project).prefetch_related("attributions")
    found = {}
    for finding in rows:
        name = "shared"
        if finding.kind == "code":
            tool = finding.attributions.all()[0].tool
            name = f"{tool}:{finding.resource.removesuffix('.py')}"
        found[name] = finding.status
    return found


class LifecycleTest(TestCase):
    def setUp(self) -> None:
        for tool in (Sample(), OtherSample()):
            registry.all_tools()[tool.name] = tool

    def tearDown(self) -> None:
        for name in ("sample", "other"):
            registry.all_tools().pop(name, None)

    @settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(st.lists(st.one_of(runs, runs, decisions), max_size=10))
    def test_any_history_ends_as_the_rules_say(self, history) -> None:
        target = make_target()
        caller = Caller(make_member(target.project, "analyst"))
        known: dict[str, Known] = {}
        # Decisions are made at the real time, so runs are placed after it, one hour apart.
        at = datetime.now(UTC) + timedelta(minutes=1)
        for step in history:
            at += timedelta(hours=1)
            if isinstance(step, Run):
                model_run(known, step)
                product_run(target, step, at)
            else:
                model_word(known, step)
                self.say(target, step, caller)
            assert standing(target) == {name: one.status for name, one in known.items()}
        self.check_history(target)

    def say(self, target, word: Word, caller: Caller) -> None:
        for finding in Finding.objects.filter(project=target.project).select_related("project"):
            name = "shared" if finding.kind == "dependency" else finding.resource[:-3]
            if name == word.name:
                triage.decide(finding, word.status, by=caller, reason="said")

    def check_history(self, target) -> None:
        """Each finding's decisions lead without a gap from open to what it is."""
        for finding in Finding.objects.filter(project=target.project):
            status = "open"
            for decision in finding.decisions.order_by("created", "id"):
                assert decision.from_status == status
                status = decision.to_status
            assert status == finding.status
        said = TriageDecision.objects.filter(source="person")
        assert not said.exclude(reason="said").exists()

    @settings(
        max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
    )
    @given(st.lists(runs, min_size=2, max_size=5), st.data())
    def test_the_order_of_importing_does_not_matter(self, history, data) -> None:
        """Whatever order imports happen in, the order of looking decides."""
        plan = [(START + timedelta(hours=n), run) for n, run in enumerate(history)]
        shuffled = data.draw(st.permutations(plan))
        results = []
        for order in (plan, shuffled):
            target = make_target()
            for at, run in order:
                product_run(target, run, at)
            results.append((standing(target), facts(target)))
        assert results[0] == results[1]


def facts(target) -> dict:
    found = {}
    for finding in Finding.objects.filter(project=target.project):
        reports = sorted(finding.attributions.values_list("tool", "reported", "last_seen"))
        seen = (finding.first_seen, finding.last_seen, finding.occurrences)
        found[finding.kind, finding.resource, tuple(tool for tool, *_ in reports)] = (seen, reports)
    return found
