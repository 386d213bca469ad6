// Words and numbers of scans, the same as the server writes (scans/templatetags/scan_words.py).

export const SEVERITIES = ["critical", "high", "medium", "low", "info"];
export const FAILURES = ["failed", "timed_out", "lost", "cancelled"];
export const OPEN = ["queued", "running", "cancelling"];
export const UNFINISHED = ["pending", "running"];

/** "timed_out" as "Timed out". */
export function words(value) {
  return sentence(String(value ?? "").replaceAll("_", " "));
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A time span in two units at most: 0.4 s, 45 s, 3 min 05 s, 2 h 10 min. */
export function duration(milliseconds) {
  const seconds = Math.max(milliseconds, 0) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (number) => String(number).padStart(2, "0");
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** What a queued run waits for; empty for any other. */
export function waiting(run) {
  if (run.state !== "queued") return "";
  if (!run.waits_until) return run.waits_for ? `${sentence(run.waits_for)}.` : "";
  const last = run.attempts.at(-1);
  const until = moment(run.waits_until).slice(11);
  return `Waits until ${until} for attempt ${run.attempts.length + 1}. ${last?.error ?? ""}`.trim();
}

/** A point in time in UTC, to the second. */
export function moment(text) {
  return text ? `${new Date(text).toISOString().slice(0, 19).replace("T", " ")} UTC` : "–";
}
