// The worst findings of a scan.

import { api } from "./api.js";
import { UNFINISHED } from "./words.js";

const MOST = 12;

/** Read the worst findings of `scan` again, and show them. Throws what `api` throws. */
export async function showFindings(scan) {
  const { results } = await api(`/api/v1/findings?scan=${scan.id}&limit=${MOST}`);
  const list = document.getElementById("findings");
  list.replaceChildren(...results.map((finding) => item(finding, list.dataset.desk)));
  const none = document.getElementById("no-findings");
  none.hidden = results.length > 0;
  none.textContent = whyNone(scan);
}

function whyNone({ status, tool_runs }) {
  if (UNFINISHED.includes(status)) return "None yet.";
  const haveAllLooked = !tool_runs.some((run) => run.outcome === "breaker_open");
  if (status === "completed" && haveAllLooked) return "The tools reported none.";
  return "None were reported; not every tool has looked.";
}

// `desk` is the findings' list in the admin, for those who may open it.
function item(finding, desk) {
  const line = document.createElement("div");
  line.className = "row-line";
  const severity = document.createElement("span");
  severity.className = "severity";
  severity.dataset.severity = finding.severity;
  severity.textContent = finding.severity;
  const title = document.createElement(desk ? "a" : "span");
  if (desk) title.href = `${desk}${finding.id}/change/`;
  title.className = "grow";
  title.textContent = finding.title;
  line.append(severity, title);
  const place = document.createElement("span");
  place.className = "hint mono";
  place.textContent = [finding.location || finding.resource, finding.rule_id].filter(Boolean).join(" · ");
  const row = document.createElement("li");
  row.append(line, place);
  return row;
}
