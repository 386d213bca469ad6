// The log of one tool of a scan: its last lines, following while it grows.

import { api, handleApiError } from "./api.js";

const LINES = 400;
const PAUSE_MS = 600;

export class LogView {
  /** `hasEnded(tool)`: whether nothing more will be written. */
  constructor(base, place, choice, follow, hasEnded) {
    Object.assign(this, { base, place, choice, follow, hasEnded });
    choice.addEventListener("change", () => this.read());
    follow.addEventListener("change", () => this.follow.checked && this.read());
    this.read();
  }

  /** `tool` wrote more lines. */
  grew(tool) {
    if (tool !== this.choice.value || !this.follow.checked) return;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.read();
    }, PAUSE_MS);
  }

  async read() {
    const tool = this.choice.value;
    if (!tool) return;
    try {
      const log = await api(`${this.base}/tool-runs/${encodeURIComponent(tool)}/log?tail=${LINES}`);
      if (tool === this.choice.value) this.#show(log);
    } catch (error) {
      if (error.status === 404) this.place.textContent = this.#nothing(tool);
      else handleApiError(error, "Reading the log");
    }
  }

  #nothing(tool) {
    return this.hasEnded(tool) ? "The tool wrote nothing." : "Nothing has been written yet.";
  }

  #show(log) {
    const cut = log.truncated ? [`… earlier lines left out; these are the last ${log.lines.length}`] : [];
    this.place.textContent = [...cut, ...log.lines].join("\n") || this.#nothing(this.choice.value);
    if (this.follow.checked) this.place.scrollTop = this.place.scrollHeight;
  }
}
