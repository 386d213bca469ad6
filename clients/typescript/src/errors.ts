// What failed, read from whatever the server, or something before it, answered.

import { CATALOGUE } from "./catalogue.js";

/** A code of the catalogue that this client was generated from. */
export type KnownCode = keyof typeof CATALOGUE;

/** `CLIENT_ERROR`: no answer, or none of the contract. A newer server may send other codes. */
export type ErrorCode = KnownCode | "CLIENT_ERROR" | (string & {});

/** What the catalogue documents for a code; only the envelope rendering carries it. */
export type Context<Code extends string> = Code extends KnownCode
  ? Partial<Record<(typeof CATALOGUE)[Code]["context"][number], unknown>>
  : Record<string, unknown>;

/** A field that was refused. `field` is a dotted path, empty for the whole body. */
export interface FieldError {
  field: string;
  message: string;
  code: string;
}

interface Parts {
  code: string;
  message: string;
  status?: number;
  details?: string | null;
  context?: Record<string, unknown>;
  errors?: FieldError[];
  retryAfter?: number | null;
  requestId?: string | null;
  documentationUrl?: string | null;
  body?: string;
  cause?: unknown;
}

/** A call that failed. `status` 0: no answer came. */
export class WardroomError<Code extends string = ErrorCode> extends Error {
  readonly code: Code;
  readonly status: number;
  /** What happened this time. */
  readonly details: string | null;
  readonly context: Context<Code>;
  readonly errors: readonly FieldError[];
  /** Seconds, where the server said how long to wait. */
  readonly retryAfter: number | null;
  readonly requestId: string | null;
  readonly documentationUrl: string | null;
  /** The answer as text, whatever it was. */
  readonly body: string;
  /** How often the request was sent. */
  attempts = 1;

  constructor(parts: Parts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = "WardroomError";
    this.code = parts.code as Code;
    this.status = parts.status ?? 0;
    this.details = parts.details ?? null;
    this.context = (parts.context ?? {}) as Context<Code>;
    this.errors = parts.errors ?? [];
    this.retryAfter = parts.retryAfter ?? null;
    this.requestId = parts.requestId ?? null;
    this.documentationUrl = parts.documentationUrl ?? null;
    this.body = parts.body ?? "";
  }

  /** Whether the same request can succeed later, by the catalogue. */
  get retryable(): boolean {
    return rowOf(this.code)?.retryable ?? false;
  }

  /** Whether this is `code`; narrows `context` to the keys that are documented for it. */
  is<C extends KnownCode | "CLIENT_ERROR">(code: C): this is WardroomError<C> {
    return (this.code as string) === code;
  }
}

/** The error that `response` stands for. Reads its body, and survives one that cannot be read. */
export async function errorOf(response: Response, now: number): Promise<WardroomError> {
  const text = await response.text().catch(() => "");
  const body = parsed(text);
  const { headers, status } = response;
  const found = parts(body);
  const code = found.code ?? headers.get("X-Error-Code") ?? "CLIENT_ERROR";
  const plain = `The server answered ${status} ${response.statusText}`.trimEnd();
  return new WardroomError({
    status,
    body: text,
    ...found,
    code,
    message: found.message ?? rowOf(code)?.message ?? plain,
    requestId: found.requestId ?? headers.get("X-Request-ID"),
    retryAfter: found.retryAfter ?? secondsOf(headers.get("Retry-After"), now),
  });
}

/** No answer, or none that can be read. */
export function clientError(message: string, cause: unknown, response?: Response): WardroomError {
  return new WardroomError({
    code: "CLIENT_ERROR",
    message,
    cause,
    details: cause instanceof Error ? cause.message : null,
    status: response?.status ?? 0,
    requestId: response?.headers.get("X-Request-ID") ?? null,
  });
}

type Row = { retryable: boolean; message: string };

function rowOf(code: string): Row | undefined {
  return Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as KnownCode] : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What one of the four renderings says; nothing where `body` is none of them. */
function parts(body: unknown): Partial<Parts> {
  if (!isObject(body)) return {};
  if (isObject(body.error)) return ofEnvelope(body.error);
  if (typeof body.error === "string") return { ...shared(body), ...only("message", body.error) };
  if (typeof body.title === "string") {
    return {
      ...shared(body),
      ...only("message", body.title),
      ...only("details", body.detail),
      ...only("documentationUrl", body.type),
    };
  }
  if (Array.isArray(body.detail)) return ofList(body.detail.filter(isObject));
  return only("details", body.detail);
}

function shared(body: Record<string, unknown>): Partial<Parts> {
  return {
    ...only("code", body.code),
    ...only("details", body.details),
    ...only("requestId", body.request_id),
    errors: fieldErrors(body.errors),
    retryAfter: seconds(body.retry_after),
  };
}

function ofEnvelope(error: Record<string, unknown>): Partial<Parts> {
  const context = isObject(error.details) ? error.details : {};
  return {
    ...only("code", error.code),
    ...only("message", error.message),
    ...only("details", context.reason),
    ...only("requestId", error.request_id),
    ...only("documentationUrl", error.documentation_url),
    context,
    errors: fieldErrors(context.errors),
    retryAfter: seconds(context.retry_after),
  };
}

function ofList(entries: Record<string, unknown>[]): Partial<Parts> {
  const errors = entries.map(({ loc, msg, type }) => ({
    field: Array.isArray(loc) ? loc.slice(1).join(".") : "",
    message: String(msg),
    code: String(type),
  }));
  return { errors, details: errors.map((e) => `${e.field}: ${e.message}`).join(" ") };
}

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map(({ field, message, code }) => ({
    field: String(field ?? ""),
    message: String(message ?? ""),
    code: String(code ?? ""),
  }));
}

function only<Key extends keyof Parts>(key: Key, value: unknown): Partial<Parts> {
  return typeof value === "string" ? { [key]: value } : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function seconds(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : null;
}

/** Seconds of a `Retry-After` header: a number, or a date, as proxies write it. */
function secondsOf(header: string | null, now: number): number | null {
  if (!header) return null;
  if (/^\d+$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - now) / 1000);
}
