// The dashboard's running scans, each with a live feed of its own.

import { LiveFeed, showConnection } from "./live.js";
import { UNFINISHED, words } from "./words.js";

const MOST_FEEDS = 5;

const states = new Map();

for (const item of [...document.querySelectorAll("[data-scan]")].slice(0, MOST_FEEDS)) {
  const id = item.dataset.scan;
  const feed = new LiveFeed(`/ws/scans/${id}`, {
    onSnapshot: (scan) => {
      for (const run of scan.tool_runs) {
        showRun(item, run.tool, run.state, run.progress?.percent, run.progress?.message);
      }
      showStatus(item, scan.status, feed);
    },
    onEvent: ({ type, data }, isNews) => {
      if (!isNews) return;
      if (type === "tool.started") showRun(item, data.tool, "running", null, "");
      if (type === "tool.queued") showRun(item, data.tool, "queued", null, "");
      if (type === "tool.progress") showRun(item, data.tool, "running", data.percent, data.message);
      if (type === "tool.finished") showRun(item, data.tool, data.state, null, data.error);
      if (type === "scan.started" || type === "scan.finished") showStatus(item, data.status, feed);
    },
    onState: (state, reason) => {
      states.set(id, state);
      const worst = ["ended", "reconnecting", "interrupted", "connecting", "live"].find((one) =>
        [...states.values()].includes(one),
      );
      showConnection(worst, reason);
    },
  });
}

function showRun(item, tool, state, percent, message) {
  const run = item.querySelector(`[data-tool="${CSS.escape(tool)}"]`);
  if (!run) return;
  run.dataset.state = state;
  run.querySelector("[data-field=state]").textContent = words(state);
  run.querySelector("[data-field=message]").textContent = message ?? "";
  const bar = run.querySelector("[data-field=progress]");
  bar.hidden = state !== "running";
  if (percent === null || percent === undefined) bar.removeAttribute("value");
  else bar.value = percent;
}

function showStatus(item, status, feed) {
  const badge = item.querySelector("[data-field=status]");
  badge.dataset.state = status;
  badge.textContent = words(status);
  if (!UNFINISHED.includes(status)) {
    states.delete(item.dataset.scan);
    feed?.close();
    if (!states.size) document.getElementById("connection").hidden = true;
  }
}
