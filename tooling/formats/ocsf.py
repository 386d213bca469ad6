"""OCSF findings (Open Cybersecurity Schema Framework 1.0 to 1.5): Vulnerability Finding 2002,
Compliance Finding 2003, Detection Finding 2004, and the deprecated Security Finding 2001.

Source: schema.ocsf.io, category 2. Prowler's is read by Prowler's own file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tooling.base import (
    CloudPlace,
    CodePlace,
    Examined,
    GenericPlace,
    NetworkPlace,
    PackagePlace,
    ParsedFinding,
    Place,
    Record,
    Rejected,
    Report,
    ReportFormat,
    Sample,
    UnreadableReport,
    WebPlace,
)
from tooling.reading import (
    Malformed,
    cves,
    cwes,
    documents,
    items,
    kind,
    mapping,
    nothing_examined,
    number,
    record,
    relative,
    text,
    texts,
)
from tooling.tool_names import tool_named

from .cvss import base_score, score
from .packages import package_url
from .wording import links, paragraphs, plain, sentence, title

# 2005 is an incident of several findings; 2006 and 2007 are of data and of application security
# posture, with the same finding_info.
_CLASSES = {
    2001: "Security Finding",
    2002: "Vulnerability Finding",
    2003: "Compliance Finding",
    2004: "Detection Finding",
    2006: "Data Security Finding",
    2007: "Application Security Posture Finding",
}
_SEVERITIES = {
    0: "Unknown",
    1: "Informational",
    2: "Low",
    3: "Medium",
    4: "High",
    5: "Critical",
    6: "Fatal",
}
# status_id: 3 Suppressed, 4 Resolved, 5 Archived (since 1.3), 6 Deleted (since 1.4).
_CLOSED_IDS = {
    3: "suppressed results",
    4: "resolved results",
    5: "archived results",
    6: "deleted results",
}
_CLOSED_WORDS = {what.split()[0]: what for what in _CLOSED_IDS.values()}
_NO_VERDICT = {"manual", "not_available", "not_applicable", "not applicable", "skipped"}
Vulnerability = Mapping[str, Any]


class Ocsf(ReportFormat):
    name = "ocsf"
    title = "OCSF findings"
    homepage = "https://schema.ocsf.io/"
    # The captions of severity_id; 99 (Other) comes with a word of the tool.
    severities = {
        "unknown": "info",
        "informational": "info",
        "low": "low",
        "medium": "medium",
        "high": "high",
        "critical": "critical",
        "fatal": "critical",
    }

    def recognise(self, sample: Sample) -> str | None:
        if sample.value("metadata/product/name").lower().startswith("prowler"):
            return None
        for at in ("", "[]/"):
            found = number(sample.values.get(f"{at}class_uid"))
            has_finding = {f"{at}finding_info", f"{at}finding"} & sample.values.keys()
            if found in _CLASSES and (has_finding or f"{at}category_uid" in sample.values):
                return f"it has class_uid {found}, OCSF's {_CLASSES[found]}"
            named = text(sample.values.get(f"{at}class_name"))
            if has_finding and named in _CLASSES.values() and f"{at}metadata" in sample.values:
                return f"it has finding_info and class_name {named}"
        return None

    def read(self, report: Report) -> Iterator[Record]:
        """A list, lines, or one event. What passed or is closed is counted and left out.

        A Vulnerability Finding becomes one finding for each vulnerability and affected package.
        """
        counts: Counter[str] = Counter()
        others = 0
        for position, raw in documents(report):
            event = mapping(raw)
            if isinstance(raw, Rejected):
                yield raw
                continue
            class_uid = number(event.get("class_uid"))
            has_finding = "finding_info" in event or "finding" in event
            if class_uid not in _CLASSES and not (class_uid is None and has_finding):
                others += 1
                what = f"its class_uid is {text(event.get('class_uid')) or 'missing'}"
                yield Rejected(position, what if event else f"it is {kind(raw)}, not an object")
                continue
            counts["results"] += 1
            if left_out := _left_out(event):
                counts[left_out] += 1
                continue
            for vulnerability, package in _affected(event):
                yield from record(self, position, raw, self._finding, vulnerability, package)
        if others and not counts:
            raise UnreadableReport("it holds no finding of OCSF", "the start")
        results = counts.pop("results", 0)
        yield Examined("results", results)
        yield from (Examined(what, count) for what, count in sorted(counts.items()))
        if not results:
            yield nothing_examined("it holds no event")

    def _finding(
        self, raw: Mapping[str, Any], vulnerability: Vulnerability, package: Mapping[str, Any]
    ) -> ParsedFinding:
        told = mapping(raw.get("finding_info")) or mapping(raw.get("finding"))
        cve = mapping(vulnerability.get("cve"))
        product = mapping(mapping(raw.get("metadata")).get("product"))
        cve_id = text(cve.get("uid"))
        advisory = mapping(vulnerability.get("advisory"))
        known_as = cve_id or text(advisory.get("uid")) or text(vulnerability.get("uid"))
        named = title(
            text(vulnerability.get("title")) or text(cve.get("title")) if vulnerability else "",
            known_as and package and f"{known_as} in {text(package.get('name'))}",
            told.get("title"),
            known_as,
            sentence(text(raw.get("message"))),
        )
        # A vulnerability without an id is known by its own title, not by what the event is of.
        own = text(vulnerability.get("title"))
        rule = known_as or own or _rule(raw, told) or named
        if not rule:
            raise Malformed("it has neither a title nor a rule")
        word = _severity_word(vulnerability) or _severity_word(raw)
        remedies = [
            mapping(one.get("remediation"))
            for one in (package, vulnerability, mapping(raw.get("finding")), raw)
        ]
        fixed_in = text(package.get("fixed_in_version"))
        weaknesses = [cve, vulnerability]
        return ParsedFinding(
            rule_id=rule,
            title=named or rule,
            severity=self.severity(word) or "info",
            tool_severity=word,
            place=_place(raw, vulnerability, package, rule),
            description=paragraphs(
                vulnerability.get("desc"),
                cve.get("desc"),
                told.get("desc"),
                raw.get("message"),
                raw.get("status_detail"),
                raw.get("risk_details"),
            ),
            remediation=paragraphs(
                *(remedy.get("desc") for remedy in remedies),
                f"Fixed in {fixed_in}." if fixed_in else "",
            ),
            cwe=cwes([uid for one in weaknesses for uid in _weaknesses(one)]),
            cve=cves([cve_id, *texts(vulnerability.get("related_cves"))]),
            cvss=_cvss(cve, vulnerability),
            attack_ids=_techniques(raw, told),
            references=_references(raw, told, vulnerability, cve, advisory, remedies),
            tags=texts([*items(told.get("types")), *_standards(raw), *_labels(raw)]),
            evidence=_evidence(raw, told, package),
            tool=tool_named(text(product.get("name")) or text(product.get("vendor_name"))),
        )


def _left_out(event: Mapping[str, Any]) -> str:
    """What the count is called of an event that is no finding; "" for one that is."""
    compliance = mapping(event.get("compliance"))
    verdicts = {
        text(one).lower()
        for one in (
            event.get("status_code"),
            compliance.get("status"),
            compliance.get("status_code"),
        )
    }
    if verdicts & {"pass", "passed"} or number(compliance.get("status_id")) == 1:
        return "passed results"
    if verdicts & _NO_VERDICT:
        return "results without a verdict"
    for name in ("status", "state"):  # `state` of 2001
        if what := _CLOSED_IDS.get(number(event.get(f"{name}_id")) or 0):
            return what
        if what := _CLOSED_WORDS.get(text(event.get(name)).lower()):
            return what
    return "closed results" if number(event.get("activity_id")) == 3 else ""


def _affected(event: Mapping[str, Any]) -> Iterator[tuple[Vulnerability, Mapping[str, Any]]]:
    """Each vulnerability with each package; one pair of empty ones where there is none."""
    found = False
    for one in items(event.get("vulnerabilities")):
        vulnerability = mapping(one)
        if not vulnerability:
            continue
        found = True
        packages = items(vulnerability.get("affected_packages"))
        packages = packages or items(vulnerability.get("packages"))  # until 1.1
        yield from ((vulnerability, mapping(package)) for package in packages or [{}])
    if not found:
        yield {}, {}


def _severity_word(raw: Mapping[str, Any]) -> str:
    """The caption of severity_id; the tool's own word where that is 99 or missing."""
    return _SEVERITIES.get(_id(raw.get("severity_id")), "") or text(raw.get("severity"))


def _id(value: Any) -> int:
    found = number(value)
    return -1 if found is None else found


def _rule(raw: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """What found it: `finding_info.uid` is of the one instance, so it does not serve.

    Before controls had a field (1.1), Security Hub named them as the feature of its product. Types
    count together: the first alone is often only `malware_infection`.
    """
    analytic = mapping(told.get("analytic"))
    compliance, metadata = mapping(raw.get("compliance")), mapping(raw.get("metadata"))
    feature = mapping(mapping(metadata.get("product")).get("feature"))
    candidates = (
        metadata.get("event_code"),
        analytic.get("uid"),
        compliance.get("control"),
        feature.get("uid") if compliance else "",
        analytic.get("name"),
        ", ".join(texts(told.get("types"))[:5]),
    )
    return next((found for found in map(text, candidates) if found), "")


def _place(
    raw: Mapping[str, Any],
    vulnerability: Vulnerability,
    package: Mapping[str, Any],
    rule: str,
) -> Place:
    resource = _resources(raw)[0]
    cloud = mapping(raw.get("cloud"))
    uid = text(resource.get("uid")) or text(resource.get("name"))
    if package and (address := _package_url(package)):
        path = text(package.get("path"))
        manifest = ":".join(part for part in (uid, path) if part)
        return PackagePlace(address, rule, manifest)
    for code in items(vulnerability.get("affected_code")):
        file = mapping(mapping(code).get("file"))
        path = relative(text(file.get("path")) or text(file.get("name")), Report(None))
        if path:
            first, last = number(code.get("start_line")), number(code.get("end_line"))
            return CodePlace(path, first, last)
    provider = text(cloud.get("provider")) or ("AWS" if uid.startswith("arn:aws") else "")
    owner = mapping(mapping(resource.get("owner")).get("account"))
    if provider and uid:
        return CloudPlace(
            provider=provider.lower(),
            account=text(mapping(cloud.get("account")).get("uid"))
            or text(cloud.get("account_uid"))  # before 1.0
            or text(owner.get("uid")),
            region=text(resource.get("region")) or text(cloud.get("region")),
            resource_id=uid,
            resource_type=text(resource.get("type")),
        )
    if uid.lower().startswith(("http://", "https://")):
        return WebPlace(uid)
    device = mapping(raw.get("device"))
    for one in (resource, device):
        if host := text(one.get("hostname")) or text(one.get("ip")):
            return NetworkPlace(host)
    return GenericPlace(uid or text(device.get("name")), text(resource.get("type")))


def _resources(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """At least one; `resource`, not a list, is of 1.0 and 1.1."""
    told = [raw.get("resource"), *items(raw.get("resources"))]
    return [found for one in told if (found := mapping(one))] or [{}]


def _package_url(package: Mapping[str, Any]) -> str:
    return text(package.get("purl")) or package_url(
        text(package.get("name")),
        text(package.get("version")),
        manager=text(package.get("package_manager")) or text(package.get("type")),
    )


def _weaknesses(one: Mapping[str, Any]) -> Iterator[Any]:
    """`cwe`, `cwes` and `related_cwes` are objects; `cwe_uid` is of 1.0."""
    for key in ("cwe", "cwes", "related_cwes"):
        for weakness in items(one.get(key)) or [one.get(key)]:
            yield mapping(weakness).get("uid") or weakness
    yield one.get("cwe_uid")


def _cvss(cve: Mapping[str, Any], vulnerability: Vulnerability) -> float | None:
    """The base score of the newest version."""
    told = [
        mapping(one)
        for holder in (cve, vulnerability)
        for one in items(holder.get("cvss")) or [holder.get("cvss")]
    ]
    for one in sorted(told, key=lambda one: text(one.get("version")), reverse=True):
        found = score(one.get("base_score"))
        found = base_score(text(one.get("vector_string"))) if found is None else found
        if found is not None:
            return found
    return None


def _techniques(raw: Mapping[str, Any], told: Mapping[str, Any]) -> tuple[str, ...]:
    found: list[Any] = []
    for one in [*items(told.get("attacks")), *items(raw.get("attacks"))]:
        attack = mapping(one)
        finest = attack.get("sub_technique") or attack.get("technique")
        found += [mapping(technique).get("uid") for technique in items(finest) or [finest]]
    return texts(found)


def _references(
    raw: Mapping[str, Any],
    told: Mapping[str, Any],
    vulnerability: Vulnerability,
    cve: Mapping[str, Any],
    advisory: Mapping[str, Any],
    remedies: list[Mapping[str, Any]],
) -> tuple[str, ...]:
    given: list[Any] = [told.get("src_url"), advisory.get("src_url")]
    for one in (cve, vulnerability, advisory, *remedies):
        given += [*items(one.get("references"))]
        given += [mapping(article).get("src_url") for article in items(one.get("kb_article_list"))]
        given += [*items(one.get("kb_articles"))]
    compliance = mapping(raw.get("compliance"))
    given += [mapping(link).get("uri") for link in items(compliance.get("compliance_references"))]
    return links(*given)


def _standards(raw: Mapping[str, Any]) -> Iterator[str]:
    compliance = mapping(raw.get("compliance"))
    yield from texts(compliance.get("standards"))
    yield from texts(compliance.get("requirements"))


def _labels(raw: Mapping[str, Any]) -> Iterator[str]:
    for resource in _resources(raw)[:20]:
        yield from texts(resource.get("labels"))


def _evidence(
    raw: Mapping[str, Any], told: Mapping[str, Any], package: Mapping[str, Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "uid": text(told.get("uid")),
        "class": _CLASSES.get(number(raw.get("class_uid")) or 0, ""),
        "confidence": text(raw.get("confidence")),
        "risk": text(raw.get("risk_level")) or text(raw.get("risk_score")),
        "impact": text(raw.get("impact")),
        "resources": [
            text(one.get("uid")) or text(one.get("name")) for one in _resources(raw)[1:50]
        ],
        "compliance": dict(mapping(raw.get("compliance"))),
        "package": dict(package),
        "evidences": items(raw.get("evidences"))[:20],
        "unmapped": dict(mapping(raw.get("unmapped"))),
    }
    return {name: plain(value) for name, value in found.items() if value}
