// Calls of the API from the pages: same session, CSRF header, errors by the contract.

import { toast } from "./toast.js";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/** A call that failed. `status` 0: there was no answer. */
export class ApiFailure extends Error {
  constructor({ message, status = 0, code = "CLIENT_ERROR", details = null, requestId = null, retryAfter = null }) {
    super(message);
    this.name = "ApiFailure";
    Object.assign(this, { status, code, details, requestId, retryAfter });
  }
}

/**
 * Call `path` and return the parsed body, null where there is none.
 * `body` is sent as JSON. Throws `ApiFailure`, also where the answer is not JSON or never comes.
 */
export async function api(path, { method = "GET", body, headers = {}, signal } = {}) {
  const all = { Accept: "application/json", ...headers };
  if (body !== undefined) all["Content-Type"] = "application/json";
  if (!SAFE_METHODS.includes(method)) all["X-CSRFToken"] = csrfToken();
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: all,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiFailure({ message: "The server cannot be reached", details: error.message });
  }
  const text = await response.text().catch(() => "");
  const parsed = parse(text);
  if (response.ok && (parsed !== undefined || !text)) return parsed ?? null;
  throw failureOf(response, parsed);
}

/** Tell the person what failed, and the console everything that helps to find it. */
export function handleApiError(error, action = "") {
  const failure = error instanceof ApiFailure ? error : new ApiFailure({ message: String(error?.message ?? error) });
  console.error("API error", {
    action,
    status: failure.status,
    code: failure.code,
    message: failure.message,
    details: failure.details,
    request_id: failure.requestId,
    retry_after: failure.retryAfter,
  });
  const wait = failure.retryAfter ? `Try again in ${failure.retryAfter} s.` : "";
  const trace = failure.requestId ? `${failure.code} · request ${failure.requestId}` : failure.code;
  const title = action ? `${action}: ${failure.message}` : failure.message;
  toast(title, { lines: [failure.details, wait, trace], kind: "error" });
  return failure;
}

function failureOf(response, body) {
  const fromHeaders = {
    status: response.status,
    code: response.headers.get("X-Error-Code") ?? "CLIENT_ERROR",
    requestId: response.headers.get("X-Request-ID"),
    retryAfter: Number(response.headers.get("Retry-After")) || null,
  };
  if (body && typeof body.error === "string") {
    const fields = (body.errors ?? []).map((e) => `${e.field}: ${e.message}`).join(" ");
    return new ApiFailure({
      ...fromHeaders,
      message: body.error,
      code: body.code ?? fromHeaders.code,
      details: [body.details, fields].filter(Boolean).join(" ") || null,
      requestId: body.request_id ?? fromHeaders.requestId,
      retryAfter: body.retry_after ?? fromHeaders.retryAfter,
    });
  }
  const message = response.ok
    ? "The answer of the server cannot be read"
    : `The server answered ${response.status} ${response.statusText}`.trim();
  return new ApiFailure({ ...fromHeaders, message });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function csrfToken() {
  const field = document.querySelector("[name=csrfmiddlewaretoken]");
  const cookie = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
  return cookie ? decodeURIComponent(cookie[1]) : (field?.value ?? "");
}
