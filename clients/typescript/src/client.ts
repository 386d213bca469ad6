// The typed paths of the document over `send`: `client.GET("/api/v1/scans", …)`.

import createTypedClient, {
  type Client,
  type MaybeOptionalInit,
  type ParseAsResponse,
} from "openapi-fetch";
import type {
  HttpMethod,
  MediaType,
  PathsWithMethod,
  RequiredKeysOf,
  SuccessResponse,
} from "openapi-typescript-helpers";
import { MAX_WAIT_SECONDS, send, sleep, type Rules, type World } from "./attempts.js";
import { KEYED } from "./catalogue.js";
import { Wallet, type Credentials, type CredentialSource } from "./credentials.js";
import { clientError, WardroomError } from "./errors.js";
import type { paths } from "./schema.js";

export interface Options {
  /** Where the server is, such as `https://wardroom.example`. */
  baseUrl: string;
  /** A bearer token that you renew yourself. */
  token?: string;
  apiKey?: string;
  /** Asked at the first call, and once more when a token has expired. */
  credentials?: CredentialSource;
  /** A server that asks for a longer wait is not waited for: seconds, 120 if not given. */
  maxWait?: number;
  /** Replaces the network, waiting, chance and the clock. */
  world?: Partial<World>;
}

/** As openapi-fetch has it, but `data` is always there: a failure is thrown. */
type Method<M extends HttpMethod> = <
  Path extends PathsWithMethod<paths, M>,
  Init extends MaybeOptionalInit<paths[Path], M>,
>(
  path: Path,
  ...init: InitParam<Init>
) => Promise<Answer<paths[Path][M], Init>>;
type Answer<Operation, Init> = Operation extends { responses: infer Responses extends object }
  ? { data: ParseAsResponse<Body<SuccessResponse<Responses, MediaType>>, Init>; response: Response }
  : never;
/** An answer without a body has none to parse. */
type Body<T> = [T] extends [never] ? undefined : T;
type InitParam<Init> = RequiredKeysOf<Init> extends never
  ? [(Init & { [key: string]: unknown })?]
  : [Init & { [key: string]: unknown }];

export interface WardroomClient extends Pick<Client<paths>, "use" | "eject"> {
  GET: Method<"get">;
  POST: Method<"post">;
  PUT: Method<"put">;
  PATCH: Method<"patch">;
  DELETE: Method<"delete">;
}

/**
 * A client of one server. Every call throws `WardroomError` for a failure, after the repeats that
 * the error contract allows, and the reason of `signal` when that is aborted.
 */
export function createClient(options: Options): WardroomClient {
  const inner = createTypedClient<paths>({ baseUrl: options.baseUrl, bodySerializer });
  const wallet = new Wallet(given(options));
  const world: World = {
    fetch: (request) => globalThis.fetch(request),
    sleep,
    random: Math.random,
    now: Date.now,
    ...options.world,
  };
  const rules: Rules = { wallet, world, maxWait: options.maxWait ?? MAX_WAIT_SECONDS };
  const call = (method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE") => {
    const typed = inner[method] as Untyped;
    return (path: string, init: Init = {}): Promise<unknown> =>
      answered(typed, `${method} ${path}`, path, init, rules);
  };
  return {
    GET: call("GET") as Method<"get">,
    POST: call("POST") as Method<"post">,
    PUT: call("PUT") as Method<"put">,
    PATCH: call("PATCH") as Method<"patch">,
    DELETE: call("DELETE") as Method<"delete">,
    use: inner.use,
    eject: inner.eject,
  };
}

type Init = Record<string, unknown>;
type Untyped = (path: string, init: Init) => Promise<unknown>;

async function answered(
  typed: Untyped,
  operation: string,
  path: string,
  init: Init,
  rules: Rules,
): Promise<unknown> {
  let response: Response | undefined;
  const fetch = async (request: Request): Promise<Response> => {
    if (KEYED.has(operation) && !request.headers.has("Idempotency-Key")) {
      request.headers.set("Idempotency-Key", uniqueKey());
    }
    response = await send(request, rules);
    return response;
  };
  try {
    return await typed(path, { ...init, fetch });
  } catch (error) {
    if (response === undefined || error instanceof WardroomError) throw error;
    (init.signal as AbortSignal | undefined)?.throwIfAborted();
    throw clientError("The answer of the server cannot be read", error, response);
  }
}

/** A body with a file in it goes as a form; any other as JSON. */
function bodySerializer(body: unknown): BodyInit {
  if (body instanceof FormData) return body;
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  if (!fields.some(([, value]) => value instanceof Blob)) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of fields) {
    if (value instanceof Blob) form.set(name, value);
    else if (value !== undefined && value !== null) form.set(name, String(value));
  }
  return form;
}

function given({ token, apiKey, credentials }: Options): Credentials | CredentialSource | null {
  if (credentials !== undefined) return credentials;
  if (token !== undefined) return { token };
  return apiKey === undefined ? null : { apiKey };
}

/** Unlike a secret it need not be hard to guess; `crypto` is not everywhere. */
function uniqueKey(): string {
  const random = (): string => Math.random().toString(36).slice(2);
  return globalThis.crypto?.randomUUID?.() ?? `${Date.now().toString(36)}-${random()}${random()}`;
}
