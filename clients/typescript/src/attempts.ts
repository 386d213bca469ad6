// One request, sent up to three times by the rules of the error contract.

import { sign, type Wallet } from "./credentials.js";
import { clientError, errorOf, type WardroomError } from "./errors.js";

export const MAX_WAIT_SECONDS = 120;
const MOST_ATTEMPTS = 3;
/** Where the server names no wait; doubled for the second repeat. */
const FIRST_WAIT_SECONDS = 1;
/** Up to a quarter more, at most 5 s, so that many clients do not come back at once. */
const JITTER = 0.25;
const MOST_JITTER_SECONDS = 5;
const SAFE_TO_REPEAT = new Set(["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]);

/** What the outside world is; tests give their own. */
export interface World {
  fetch: (request: Request) => Promise<Response>;
  /** Resolves after `ms`, rejects with the signal's reason when that is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  random: () => number;
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Rules {
  wallet: Wallet;
  world: World;
  /** Seconds. */
  maxWait: number;
}

/** The answer to `request`; throws `WardroomError`, or the reason of an aborted signal. */
export async function send(request: Request, rules: Rules): Promise<Response> {
  const { wallet, world } = rules;
  let renewed = false;
  let attempt = 1;
  for (;;) {
    const credentials = await wallet.current();
    const copy = request.clone();
    sign(copy.headers, credentials);
    if (attempt > 1) copy.headers.set("X-Retry-Attempt", String(attempt));
    const answer = await once(copy, world);
    if (answer instanceof Response) return answer;
    answer.attempts = attempt;
    if (answer.code === "AUTH_TOKEN_EXPIRED" && !renewed) {
      renewed = true; // with a new token it is another request, not a repeat
      if (await wallet.renew(credentials)) continue;
    }
    const tooLong = (answer.retryAfter ?? 0) > rules.maxWait;
    if (attempt === MOST_ATTEMPTS || tooLong || !mayRepeat(answer, request)) throw answer;
    await world.sleep(waitMs(answer, attempt, world.random()), request.signal);
    attempt += 1;
  }
}

async function once(request: Request, world: World): Promise<Response | WardroomError> {
  let response: Response;
  try {
    response = await world.fetch(request);
  } catch (cause) {
    request.signal.throwIfAborted();
    return clientError("The server cannot be reached", cause);
  }
  if (response.status < 400) return response;
  const error = await errorOf(response, world.now());
  request.signal.throwIfAborted();
  return error;
}

/** A dead connection leaves open whether the work began, so only harmless requests go again. */
function mayRepeat(error: WardroomError, request: Request): boolean {
  if (error.status !== 0) return error.retryable;
  return SAFE_TO_REPEAT.has(request.method) || request.headers.has("Idempotency-Key");
}

/** Never less than what the server asked for. */
function waitMs(error: WardroomError, attempt: number, chance: number): number {
  const wait = error.retryAfter ?? FIRST_WAIT_SECONDS * 2 ** (attempt - 1);
  return 1000 * (wait + chance * Math.min(wait * JITTER, MOST_JITTER_SECONDS));
}

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(done, ms);
    function done(): void {
      signal.removeEventListener("abort", stop);
      resolve();
    }
    function stop(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener("abort", stop, { once: true });
  });
}
