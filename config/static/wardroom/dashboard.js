// The dashboard's running scans, each with a live feed of its own.

import { LiveFeed, showConnection } from "./live.js";
import { OPEN, UNFINISHED, words } from "./words.js";

const MOST_FEEDS = 5;
const WORST_FIRST = ["ended", "reconnecting", "interrupted", "connecting", "live"];

const states = new Map(); // of the feeds, by scan

class Card {
  constructor(item) {
    this.item = item;
    this.runs = new Map(); // by tool: state, percent, message
    this.feed = new LiveFeed(`/ws/scans/${item.dataset.scan}`, {
      onSnapshot: (scan) => this.take(scan),
      onEvent: ({ type, data }, isNews) => isNews && this.follow(type, data),
      onState: (state, reason) => this.tell(state, reason),
    });
  }

  take(scan) {
    for (const { tool, state, progress } of scan.tool_runs) this.runs.set(tool, { state, ...progress });
    this.status = scan.status;
    this.show();
  }

  follow(type, data) {
    if (type === "tool.started") this.runs.set(data.tool, { state: "running" });
    if (type === "tool.queued") this.runs.set(data.tool, { state: "queued" });
    if (type === "tool.progress") Object.assign(this.runs.get(data.tool) ?? {}, { percent: data.percent, message: data.message });
    if (type === "tool.finished") this.runs.set(data.tool, { state: data.state });
    if (type === "scan.started" || type === "scan.finished") this.status = data.status;
    this.show();
  }

  show() {
    const badge = this.item.querySelector("[data-field=status]");
    badge.dataset.state = this.status;
    badge.textContent = words(this.status);
    let done = 0;
    const now = [];
    for (const [tool, { state, percent, message }] of this.runs) {
      done += OPEN.includes(state) ? (percent ?? 0) : 100;
      if (state === "running") now.push(message ? `${tool}: ${message}` : tool);
      const chip = this.item.querySelector(`[data-tool="${CSS.escape(tool)}"]`);
      if (!chip) continue;
      chip.dataset.state = state;
      chip.querySelector("[data-field=state]").textContent = words(state);
    }
    this.item.querySelector("[data-field=progress]").value = Math.round(done / (this.runs.size || 1));
    this.item.querySelector("[data-field=now]").textContent = now.join(" · ");
    if (UNFINISHED.includes(this.status)) return;
    this.feed.close();
    this.tell(null);
  }

  tell(state, reason) {
    const { scan } = this.item.dataset;
    if (state) states.set(scan, state);
    else states.delete(scan);
    const worst = WORST_FIRST.find((one) => [...states.values()].includes(one));
    if (worst) showConnection(worst, reason);
    else document.getElementById("connection").hidden = true;
  }
}

for (const item of [...document.querySelectorAll("[data-scan]")].slice(0, MOST_FEEDS)) new Card(item);
