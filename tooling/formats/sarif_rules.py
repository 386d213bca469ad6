"""What a SARIF run says of its tool, apart from the results: rules, artifacts, base paths.

SARIF 2.1.0, sections 3.14, 3.18, 3.19, 3.24, 3.49; names of 2.0.0 beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tooling.reading import cves, cwes, items, mapping, text, texts
from tooling.tool_names import tool_named

from .wording import links, title

# Where tools put ids and scores in a rule's or a result's property bag.
CWE_KEYS = ("cwe", "cwes", "cweId", "cwe_id", "cwe-id", "cweIds", "cwe_ids")
CVE_KEYS = ("cve", "cves", "cveId", "cve_id", "cveIds", "vulnerabilityId", "vuln_id", "aliases")
CVSS_KEYS = ("cvssv3_baseScore", "cvssV3Score", "cvss_score", "cvssScore", "cvss", "cvssv2_score")
REFERENCE_KEYS = ("references", "reference", "links", "urls", "source")
_LISTED_CWE = re.compile(r"cwe\.mitre\.org/data/definitions/(\d{1,5})", re.IGNORECASE)

_PATTERN = re.compile(r"\(\?i\)|\[[^\]\s]*\w-\w[^\]\s]*\]\s*[{*+)]")

# Checkov's help names the resource of the first result only.
_RESOURCE_LINE = re.compile(r"^Resource: .*$", re.MULTILINE)
MOST_NAMES = 10_000  # of rules, that are found without looking again
_SHORT = frozenset({str, int, type(None)})  # not True, which equals 1
# The list of links that Semgrep's help ends with: they are the references.
_REFERENCES = re.compile(r"<b>References:</b>(?:\s+- \[[^\]\n]*\]\([^)\n]*\))*\s*\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule (`reportingDescriptor`): what a result of it need not repeat."""

    id: str = ""
    name: str = ""
    title: str = ""  # of its results: `short`, where that says more than a name
    short: str = ""
    full: str = ""
    help: str = ""  # without what `short` and `full` say
    level: str = ""
    score: str = ""  # `security-severity`: a number, of some tools a word
    cwe: tuple[str, ...] = ()
    cve: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, Any] = field(default_factory=dict)
    scores: tuple[Any, ...] = ()  # of CVSS, where the properties name one
    precision: str = ""


@dataclass(slots=True)
class Component:
    """The driver or an extension, with its rules by index, id and guid."""

    name: str = ""
    guid: str = ""
    messages: Mapping[str, str] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    by_id: dict[str, Rule] = field(default_factory=dict)
    by_guid: dict[str, Rule] = field(default_factory=dict)

    def add(self, raw: Any, key: str = "") -> None:
        """A rule; also what is none takes its index."""
        rule = _rule(mapping(raw), key)
        self.rules.append(rule)
        if rule.id:
            self.by_id.setdefault(rule.id, rule)
        if guid := text(mapping(raw).get("guid")).lower():
            self.by_guid.setdefault(guid, rule)

    def find(self, identifier: str) -> Rule | None:
        """The rule of an id, or of the id's part before a slash: CA1000/1 is of CA1000."""
        while identifier:
            if rule := self.by_id.get(identifier):
                return rule
            identifier = identifier.rpartition("/")[0]
        return None


@dataclass(slots=True)
class Run:
    """One run: all that its results refer to."""

    tool: str = ""
    components: list[Component] = field(default_factory=list)
    artifacts: dict[int, tuple[str, str]] = field(default_factory=dict)  # uri, uriBaseId
    bases: dict[str, tuple[str, str]] = field(default_factory=dict)  # uri, uriBaseId
    taxa: dict[tuple[str, int], str] = field(default_factory=dict)  # CWE ids by their place
    folder: str = ""  # where the tool was started
    has_tool: bool = False
    _by_name: dict[tuple[Any, Any], Rule] = field(default_factory=dict)  # by ruleId and ruleIndex

    def set_tool(self, raw: Any) -> None:
        """Driver and extensions; `tool.name` and no driver in 2.0.0."""
        told = mapping(raw)
        driver = mapping(told.get("driver")) or told
        self.components = [_component(driver), *map(_component, items(told.get("extensions")))]
        self.tool = tool_named(self.components[0].name)
        self.has_tool = True
        self._by_name.clear()

    def set_old_rules(self, raw: Any) -> None:
        """`resources.rules` of 2.0.0, `rules` of 1.0.0: by key, or a list."""
        if not self.components:
            self.components = [Component()]
        self._by_name.clear()
        rules = mapping(raw)
        for key, rule in rules.items() if rules else (("", rule) for rule in items(raw)):
            self.components[0].add(rule, text(key))

    def set_bases(self, raw: Any) -> None:
        """`originalUriBaseIds`; plain text of 2.0.0's drafts."""
        for name, base in mapping(raw).items():
            told = mapping(base)
            uri = text(told.get("uri") or base)
            # 3.14.14: it ends with a slash; where a tool leaves it out, a folder is meant too.
            uri += "" if not uri or uri.endswith(("/", "\\")) else "/"
            self.bases[name] = (uri, text(told.get("uriBaseId")))

    def add_artifact(self, index: int, raw: Any) -> None:
        location = mapping(mapping(raw).get("location"))
        if uri := text(location.get("uri")):
            self.artifacts[index] = (uri, text(location.get("uriBaseId")))

    def add_taxonomy(self, index: int, raw: Any) -> None:
        told = mapping(raw)
        if "cwe" not in text(told.get("name")).lower():
            return
        for place, taxon in enumerate(items(told.get("taxa"))):
            for cwe in cwes(mapping(taxon).get("id")):
                self.taxa[(str(index), place)] = cwe

    def rule_of(self, result: Mapping[str, Any]) -> Rule:
        """The rule of a result, an empty one where the report does not describe it.

        An index that leads to a rule of another id is not believed.
        """
        if "rule" in result or "ruleKey" in result:
            return self._rule_of(result)
        named = result.get("ruleId"), result.get("ruleIndex")
        if type(named[0]) not in _SHORT or type(named[1]) not in _SHORT:
            return self._rule_of(result)
        if (rule := self._by_name.get(named)) is None:
            if len(self._by_name) >= MOST_NAMES:
                self._by_name.clear()
            rule = self._by_name[named] = self._rule_of(result)
        return rule

    def _rule_of(self, result: Mapping[str, Any]) -> Rule:
        reference = mapping(result.get("rule"))
        identifier = text(result.get("ruleId")) or text(reference.get("id"))
        home = self._component_of(mapping(reference.get("toolComponent")))
        index = _index(result.get("ruleIndex"), reference.get("index"))
        if home is not None and index is not None and index < len(home.rules):
            rule = home.rules[index]
            if not identifier or identifier == rule.id or identifier.startswith(f"{rule.id}/"):
                return rule
        guid = text(reference.get("guid")).lower()
        for component in [home, *self.components] if home else self.components:
            if found := component.by_guid.get(guid) or component.find(identifier):
                return found
        key = text(result.get("ruleKey"))  # 2.0.0's: the key where several rules have one id
        for component in self.components:
            if found := component.find(key):
                return found
        return Rule()

    def message(self, identifier: str) -> str:
        """A text that all rules of the driver share."""
        return self.components[0].messages.get(identifier, "") if self.components else ""

    def taxon(self, raw: Any) -> tuple[str, ...]:
        """The CWE that a reference to a taxonomy names."""
        told = mapping(raw)
        component = mapping(told.get("toolComponent"))
        if "cwe" in text(component.get("name")).lower() or text(told.get("id")).startswith("CWE"):
            if named := cwes(told.get("id")):
                return named
        index, home = _index(told.get("index")), _index(component.get("index"))
        found = self.taxa.get((str(home or 0), index)) if index is not None else None
        return (found,) if found else ()

    def _component_of(self, reference: Mapping[str, Any]) -> Component | None:
        if not self.components:
            return None
        index = _index(reference.get("index"))
        if index is not None and index + 1 < len(self.components):
            return self.components[index + 1]
        guid, name = text(reference.get("guid")).lower(), text(reference.get("name"))
        for component in self.components:
            if (guid and component.guid == guid) or (name and component.name == name):
                return component
        return self.components[0]


def _component(raw: Any) -> Component:
    told = mapping(raw)
    component = Component(
        name=text(told.get("name")) or text(told.get("fullName")),
        guid=text(told.get("guid")).lower(),
        messages=_messages(told.get("globalMessageStrings")),
    )
    rules = told.get("rules") or told.get("reportingDescriptors")
    for rule in items(rules):
        component.add(rule)
    return component


def _rule(raw: Mapping[str, Any], key: str) -> Rule:
    bag = mapping(raw.get("properties"))
    defaults = mapping(raw.get("defaultConfiguration")) or mapping(raw.get("configuration"))
    told_help = mapping(raw.get("help"))
    plain, marked = text(told_help.get("text") or raw.get("help")), text(told_help.get("markdown"))
    tags = texts(bag.get("tags"))
    short = said(raw.get("shortDescription"))
    full = said(raw.get("fullDescription"))
    identifier = text(raw.get("id")) or key
    related = [
        cwe
        for relation in items(raw.get("relationships"))
        for cwe in _related(mapping(mapping(relation).get("target")))
    ]
    uri = text(raw.get("helpUri") or raw.get("helpLocation"))
    weaknesses = [*related, *named(*tags, identifier), *_of(bag, CWE_KEYS)]
    name = text(raw.get("name")) or said(raw.get("name"))
    return Rule(
        id=identifier,
        name=name,
        title=title(_headline(short, name, identifier)),
        short=short,
        full=full,
        help=_help(marked if len(marked) > len(plain) else plain, full, short),
        level=text(defaults.get("level") or defaults.get("defaultLevel")).lower(),
        score=text(bag.get("security-severity")),
        cwe=cwes([*weaknesses, *_LISTED_CWE.findall(uri)]),
        cve=cves([identifier, raw.get("name"), *tags, *_of(bag, CVE_KEYS)])
        or cves(short)
        or cves(full[:30]),  # Snyk's begins with it
        references=links(uri, *_of(bag, REFERENCE_KEYS), marked),
        tags=tags,
        messages={
            **_messages(raw.get("messageTemplates")),
            **_messages(raw.get("messageStrings")),
        },
        properties={name: value for name, value in bag.items() if name != "tags"},
        scores=tuple(bag_scores(bag)),
        precision=text(bag.get("precision")),
    )


def _headline(short: str, name: str, identifier: str) -> str:
    """A description that only repeats the name, says who found it, or is the pattern that was
    looked for (Gitleaks 8.0 to 8.16), tells less than a message."""
    if short.startswith(("Semgrep Finding", identifier or "\0")) or _PATTERN.search(short):
        return ""
    return short if short.lower() != name.lower() or " " in short else ""


def _help(told: str, *known: str) -> str:
    told = text(_RESOURCE_LINE.sub("", told))
    for one in known:
        told = told.removeprefix(one).strip() if one else told
    return _REFERENCES.sub("", told)


def _related(target: Mapping[str, Any]) -> tuple[str, ...]:
    if "cwe" in text(mapping(target.get("toolComponent")).get("name")).lower():
        return cwes(target.get("id"))
    return cwes(named(text(target.get("id"))))


def named(*told: str) -> list[str]:
    """Those that speak of a CWE; other numbers, such as the year of a list, are none."""
    return [one for one in told if "cwe" in one.lower()]


def _of(bag: Mapping[str, Any], keys: tuple[str, ...]) -> list[Any]:
    """What the bag holds under `keys`, lists opened."""
    if not bag:
        return []
    return [one for key in keys if key in bag for one in (items(bag[key]) or [bag[key]])]


def bag_cwes(bag: Mapping[str, Any]) -> list[Any]:
    return _of(bag, CWE_KEYS)


def bag_cves(bag: Mapping[str, Any]) -> list[Any]:
    return _of(bag, CVE_KEYS)


def bag_scores(bag: Mapping[str, Any]) -> list[Any]:
    return _of(bag, CVSS_KEYS)


def said(raw: Any) -> str:
    """The text of a message, which older tools write as a plain string."""
    told = mapping(raw)
    return text(told.get("text")) or text(told.get("markdown")) or text(raw)


def _messages(raw: Any) -> dict[str, str]:
    return {name: said(message) for name, message in mapping(raw).items()}


def _index(*given: Any) -> int | None:
    """The first that is an index; -1 means none."""
    for value in given:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
            return value
    return None
