// A call that failed, read from whatever the server, or something before it, answered.

/** `status` 0: there was no answer. `retryAfter`: seconds, null where the server named none. */
export class ApiFailure extends Error {
  constructor({ message, status = 0, code = "CLIENT_ERROR", details = null, requestId = null, retryAfter = null }) {
    super(message);
    this.name = "ApiFailure";
    Object.assign(this, { status, code, details, requestId, retryAfter });
  }
}

/** The failure that `response` stands for; `body` is its JSON, undefined where it is none. */
export function failureOf(response, body) {
  const told = rendering(body);
  const plain = response.ok
    ? "The answer of the server cannot be read"
    : `The server answered ${response.status} ${response.statusText}`.trim();
  return new ApiFailure({
    status: response.status,
    code: text(told.code) ?? response.headers.get("X-Error-Code") ?? "CLIENT_ERROR",
    message: text(told.message) ?? plain,
    details: sentences(told) || null,
    requestId: text(told.request_id) ?? response.headers.get("X-Request-ID"),
    retryAfter: seconds(told.retry_after) ?? headerSeconds(response.headers.get("Retry-After")),
  });
}

/** How long to wait, for people; empty where nobody said. */
export function waiting(seconds) {
  if (seconds === null) return "";
  if (seconds < 1) return "Try again now.";
  const [number, unit] = seconds <= 90 ? [seconds, "second"] : seconds <= 5400 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  const whole = Math.ceil(number);
  return `Try again in ${whole} ${unit}${whole === 1 ? "" : "s"}.`;
}

// The four looks of an error body, by the names of the flat one; {} for a body of no look.
function rendering(body) {
  if (typeof body !== "object" || body === null) return {};
  const { error, title, detail } = body;
  if (typeof error === "object" && error !== null) {
    const context = error.details ?? {};
    return { ...error, details: context.reason, errors: context.errors, retry_after: context.retry_after };
  }
  if (text(error)) return { ...body, message: error };
  if (text(title)) return { ...body, message: title, details: detail };
  if (Array.isArray(detail)) return { message: "Validation failed", errors: detail.map(pydantic) };
  return { message: detail };
}

function pydantic(row) {
  const steps = Array.isArray(row?.loc) ? row.loc.slice(1) : [];
  return { field: steps.join("."), message: row?.msg };
}

// The details, and the refused fields that they do not name yet.
function sentences({ details, errors }) {
  const known = text(details) ?? "";
  const rows = (Array.isArray(errors) ? errors : []).filter((row) => text(row?.message));
  const fields = rows.map(({ field, message }) => (field ? `${field}: ${message}` : message));
  return [known, ...fields.filter((sentence) => !known.includes(sentence))].filter(Boolean).join(" ");
}

function text(value) {
  return typeof value === "string" && value ? value : null;
}

function seconds(value) {
  return Number.isFinite(value) && value >= 0 ? value : null;
}

// Seconds, or the date that proxies write.
function headerSeconds(header) {
  if (!header) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const moment = Date.parse(header);
  return Number.isNaN(moment) ? null : Math.max(0, Math.ceil((moment - Date.now()) / 1000));
}
