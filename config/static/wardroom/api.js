// Calls of the API from the pages: same session, CSRF header, errors by the contract.

import { ApiFailure, failureOf, waiting } from "./failure.js";
import { toast } from "./toast.js";

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Call `path` and return the parsed body, null for 204. `body` is sent as JSON.
 *
 * Throws `ApiFailure`, also where the answer is not JSON or never comes; the signal's reason where
 * that is aborted.
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
    signal?.throwIfAborted();
    throw new ApiFailure({ message: "The server cannot be reached", details: error.message });
  }
  if (response.status === 204) return null;
  const parsed = parse(await response.text().catch(() => ""));
  if (response.ok && parsed !== undefined) return parsed;
  signal?.throwIfAborted();
  throw failureOf(response, parsed);
}

/**
 * Tell the person what failed, and the console everything that helps to find it.
 *
 * `error` may be anything that was thrown. Nothing is repeated: people decide that.
 */
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
  const lines = [failure.details, waiting(failure.retryAfter)];
  if (failure.status === 401) lines.push("You may have been signed out: sign in again.");
  lines.push(failure.requestId ? `${failure.code} · request ${failure.requestId}` : failure.code);
  toast(action ? `${action}: ${failure.message}` : failure.message, { lines, kind: "error" });
  return failure;
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
