// The page of one scan: follows its events, shows errors, findings and logs, cancels and retries.

import { api, handleApiError } from "./api.js";
import { showFindings } from "./findings.js";
import { LiveFeed, showConnection } from "./live.js";
import { LogView } from "./log.js";
import { toast } from "./toast.js";
import { duration, FAILURES, moment, OPEN, SEVERITIES, UNFINISHED, waiting, words } from "./words.js";

const REFRESH_MS = 700;

const byId = (id) => document.getElementById(id);
const scan = JSON.parse(byId("scan-state").textContent);
const base = `/api/v1/scans/${scan.id}`;
const dialog = byId("errors");
const startedAt = new Map(); // by tool, for runs that started while we watched

// --- What the state means --------------------------------------------------------------------

const runOf = (tool) => scan.tool_runs.find((run) => run.tool === tool);
const hasEnded = (tool) => !OPEN.includes(runOf(tool)?.state);
const hasFailed = (run) => FAILURES.includes(run.state) || (run.cause === "import_failed" && !OPEN.includes(run.state));
const wasExecuted = (run) =>
  !OPEN.includes(run.state) &&
  run.state !== "skipped" &&
  !(run.state === "cancelled" && !run.attempts.length);
const wasKeptBack = (run) => run.outcome === "breaker_open";
const troubledRuns = () => scan.tool_runs.filter((run) => (wasExecuted(run) && hasFailed(run)) || wasKeptBack(run));
const failedRuns = () => scan.tool_runs.filter((run) => wasExecuted(run) && hasFailed(run));

const log = byId("log") ? new LogView(base, byId("log"), byId("log-tool"), byId("log-follow"), hasEnded) : null;

// --- Showing it ------------------------------------------------------------------------------

function setText(selector, text, root = document) {
  for (const place of root.querySelectorAll(selector)) {
    if (place.textContent !== text) place.textContent = text;
  }
}

function show() {
  const isUnfinished = UNFINISHED.includes(scan.status);
  const executed = scan.tool_runs.filter(wasExecuted);
  const failed = failedRuns();
  byId("scan").dataset.status = scan.status;
  const badge = document.querySelector("#scan [data-field=status]");
  badge.dataset.state = scan.status;
  badge.textContent = words(scan.status);
  setText(".meta [data-field=started]", moment(scan.started));
  const kept = scan.tool_runs.filter(wasKeptBack).length;
  const isTroubled = failed.length + kept > 0;
  const verdict = [
    executed.length || !kept ? `${failed.length} of ${executed.length} tools failed` : "",
    kept ? `${kept} not started` : "",
  ];
  setText("[data-field=failures]", verdict.filter(Boolean).join(", "));
  const ended = scan.tool_runs.filter((run) => !OPEN.includes(run.state)).length;
  setText("[data-field=done]", `${ended} of ${scan.tool_runs.length} done`);
  byId("error-indicator").hidden = !isTroubled;
  setHidden("retry-failed", isUnfinished || !isTroubled);
  setHidden("cancel", !isUnfinished);
  for (const run of scan.tool_runs) {
    showStep(run);
    showVerdict(run);
  }
  for (const button of dialog.querySelectorAll("[data-retry='']")) button.hidden = !isTroubled;
  showCounts();
  showDurations();
}

function setHidden(id, isHidden) {
  const element = byId(id);
  if (element) element.hidden = isHidden;
}

function showStep(run) {
  const step = document.querySelector(`.step[data-tool="${CSS.escape(run.tool)}"]`);
  if (!step) return;
  const isBusy = ["running", "cancelling"].includes(run.state);
  const isFailed = hasFailed(run);
  step.dataset.state = run.state;
  step.toggleAttribute("data-failed", isFailed);
  const badge = step.querySelector("[data-field=state]");
  badge.dataset.state = isFailed ? "failed" : run.state;
  badge.textContent = words(run.state);
  const bar = step.querySelector("[data-field=progress]");
  bar.hidden = !isBusy;
  const percent = run.progress?.percent;
  if (percent === null || percent === undefined) bar.removeAttribute("value");
  else bar.value = percent;
  const message = step.querySelector("[data-field=message]");
  message.textContent = waiting(run) || ((isBusy ? run.progress?.message : run.error) ?? "");
  message.classList.toggle("error-text", isFailed);
}

function showVerdict(run) {
  const row = dialog.querySelector(`tr[data-tool="${CSS.escape(run.tool)}"]`);
  if (!row) return;
  const isKept = wasKeptBack(run);
  row.hidden = !wasExecuted(run) && !isKept;
  const isFailed = hasFailed(run);
  row.toggleAttribute("data-failed", isFailed);
  const verdict = document.createElement("span");
  verdict.className = isFailed ? "status-failed" : isKept ? "status-kept" : "status-ok";
  verdict.textContent = isFailed ? "✗ Failed" : isKept ? "– Not started" : "✓ OK";
  row.querySelector("[data-field=verdict]").replaceChildren(verdict);
  const isTroubled = isFailed || isKept;
  setText("[data-field=error]", isTroubled ? (run.error ?? words(run.state)) : "-", row);
  setText("[data-field=hint]", (isTroubled && run.hint) || "", row);
  setText("[data-field=failed-at]", isFailed ? moment(run.finished) : "–", row);
  const retry = row.querySelector("[data-retry]");
  if (retry) retry.hidden = !isTroubled;
}

function showCounts() {
  let total = 0;
  for (const severity of SEVERITIES) {
    const count = scan.counts[severity] ?? 0;
    total += count;
    const place = document.querySelector(`[data-count="${severity}"]`);
    place.textContent = String(count);
    place.parentElement.toggleAttribute("data-zero", !count);
  }
  setText("[data-field=total]", `${total} in all`);
}

function showDurations() {
  const now = Date.now();
  for (const run of scan.tool_runs) {
    const started = startedAt.get(run.tool) ?? (run.started && Date.parse(run.started));
    const end = run.finished ? Date.parse(run.finished) : now;
    const text = started && run.state !== "queued" ? duration(end - started) : "";
    setText(`.step[data-tool="${CSS.escape(run.tool)}"] [data-field=duration]`, text);
  }
  if (scan.started) {
    const end = scan.finished ? Date.parse(scan.finished) : now;
    setText(".meta [data-field=duration]", duration(end - Date.parse(scan.started) - scan.idle_ms));
  }
}

// --- Following the events --------------------------------------------------------------------

function take(fresh) {
  Object.assign(scan, fresh);
  startedAt.clear();
  show();
}

const reactions = {
  "scan.started": (data) => Object.assign(scan, { status: data.status, finished: null }),
  "scan.finished": (data, at) =>
    Object.assign(scan, { status: data.status, finished: at, counts: { ...scan.counts, ...data.counts } }),
  "tool.queued": (data) =>
    change(data.tool, {
      state: "queued", outcome: null, error: null, hint: null, cause: null, started: null, finished: null,
      progress: null, waits_until: data.waits_until, waits_for: null,
    }),
  "tool.started": (data, at) => {
    startedAt.set(data.tool, Date.parse(at));
    change(data.tool, { state: "running", started: at, finished: null, progress: null });
  },
  "tool.progress": (data) =>
    change(data.tool, { progress: { percent: data.percent, message: data.message } }),
  "tool.finished": (data, at) => {
    const run = runOf(data.tool);
    const attempts = data.attempt ? [...run.attempts, { number: data.attempt, state: data.state, error: data.error }] : run.attempts;
    change(data.tool, {
      state: data.state, outcome: data.outcome, exit_code: data.exit_code,
      error: data.error, hint: data.hint, finished: at, attempts,
    });
  },
};

function change(tool, fields) {
  const run = runOf(tool);
  if (run) Object.assign(run, fields);
}

function follow(frame, isNews) {
  if (["tool.log", "tool.started", "tool.finished"].includes(frame.type)) log?.grew(frame.data.tool);
  if (!isNews) return;
  reactions[frame.type]?.(frame.data, frame.timestamp);
  if (["tool.finished", "findings.created", "scan.finished", "tool.queued"].includes(frame.type)) refreshSoon();
  if (frame.type === "scan.finished") {
    toast(`Scan ${words(scan.status).toLowerCase()}`, { kind: scan.status === "completed" ? "ok" : "note" });
  }
  showSoon();
}

let frameAsked = false;
function showSoon() {
  if (frameAsked) return;
  frameAsked = true;
  requestAnimationFrame(() => {
    frameAsked = false;
    show();
  });
}

// What events tell only in part (counts by severity, the findings themselves) is read again.
let refreshTimer = null;
function refreshSoon() {
  refreshTimer ??= setTimeout(async () => {
    try {
      take(await api(base));
      await showFindings(scan);
    } catch (error) {
      handleApiError(error, "Reading the scan");
    } finally {
      refreshTimer = null;
    }
  }, REFRESH_MS);
}

// --- What the person does --------------------------------------------------------------------

async function act(button, action, call) {
  button.disabled = true;
  try {
    await call();
    return true;
  } catch (error) {
    handleApiError(error, action);
    return false;
  } finally {
    button.disabled = false;
  }
}

function retry(button, tools) {
  return act(button, "Retry", async () => {
    take(await api(`${base}/retry`, { method: "POST", body: tools.length ? { tools } : {} }));
    dialog.close();
    toast(tools.length ? `Retrying ${tools.join(", ")}` : "Retrying the failed tools", { kind: "ok" });
  });
}

for (const button of dialog.querySelectorAll("[data-retry]")) {
  const { retry: tool } = button.dataset;
  button.addEventListener("click", () => retry(button, tool ? [tool] : []));
}
byId("retry-failed")?.addEventListener("click", (event) => retry(event.currentTarget, []));

for (const button of document.querySelectorAll("dialog [data-close]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}
byId("error-indicator").addEventListener("click", () => dialog.showModal());
byId("cancel")?.addEventListener("click", () => byId("confirm-cancel").showModal());
byId("confirm-cancel-yes")?.addEventListener("click", async (event) => {
  const done = await act(event.currentTarget, "Cancel", async () => {
    take(await api(`${base}/cancel`, { method: "POST" }));
    toast("Cancelling: the workers are ending their tools");
  });
  if (done) byId("confirm-cancel").close();
});

byId("copy-bundle").addEventListener("click", (event) =>
  act(event.currentTarget, "Support bundle", async () => {
    const [fresh, errors, runs] = await Promise.all([api(base), api(`${base}/errors`), api(`${base}/tool-runs`)]);
    const made = new Date().toISOString();
    const bundle = { made, page: location.href, request_id: fresh.request_id, scan: fresh, errors, tool_runs: runs.results };
    const text = JSON.stringify(bundle, null, 2);
    try {
      await navigator.clipboard.writeText(text);
      toast("Support bundle copied", { lines: [`${text.length} characters of JSON, secrets masked`], kind: "ok" });
    } catch {
      download(text, `wardroom-scan-${scan.id}.json`);
      toast("Support bundle saved as a file", { lines: ["The browser refused the clipboard."] });
    }
  }),
);

function download(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// --- Start -----------------------------------------------------------------------------------

show();
showFindings(scan).catch((error) => handleApiError(error, "Reading the findings"));
if (location.hash === "#errors" && troubledRuns().length) dialog.showModal();
setInterval(() => UNFINISHED.includes(scan.status) && showDurations(), 1000);

let wasLive = false;
new LiveFeed(`/ws/scans/${scan.id}`, {
  onSnapshot: (fresh) => {
    take(fresh);
    if (wasLive) refreshSoon();
    wasLive = true;
  },
  onEvent: follow,
  onState: showConnection,
});
