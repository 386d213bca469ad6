// What is repeated, how often, and after how long.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient, WardroomError, type Credentials } from "../src/index.js";
import { flat, OK, quick, RECORDED, Standin } from "./standin.js";

const server = new Standin();
before(() => server.start());
after(() => server.stop());

const LIST = "/api/v1/scans";
const SIGN_IN = { body: { username: "ada", password: "not this one" } };

function setUp(random = 0) {
  const waits: number[] = [];
  return { waits, client: createClient({ baseUrl: server.url, world: quick(waits, random) }) };
}

function attempts(): (string | undefined)[] {
  return server.sent.map(({ headers }) => headers["x-retry-attempt"] as string | undefined);
}

async function code(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "none",
    (error: unknown) => (error instanceof WardroomError ? error.code : String(error)),
  );
}

test("a retryable error is tried three times, and each repeat says which it is", async () => {
  const { client, waits } = setUp();
  server.will(...Array(3).fill(flat(503, "SERVICE_UNAVAILABLE")));
  assert.equal(await code(client.GET(LIST)), "SERVICE_UNAVAILABLE");
  assert.deepEqual(attempts(), [undefined, "2", "3"]);
  assert.deepEqual(waits, [1000, 2000]);
});

test("the wait is up to a quarter longer, so that clients do not come back together", async () => {
  const { client, waits } = setUp(1);
  server.will(...Array(3).fill(flat(503, "SERVICE_UNAVAILABLE")));
  await code(client.GET(LIST));
  assert.deepEqual(waits, [1250, 2500]);
});

test("a repeat that succeeds is the answer", async () => {
  const { client, waits } = setUp();
  server.will(RECORDED.down.envelope, OK);
  const { data } = await client.GET(LIST);
  assert.deepEqual(data.results, []);
  assert.deepEqual(waits, [5000]);
});

test("retry_after of the body goes before the header, the header before the rule", async () => {
  const { client, waits } = setUp();
  const header = flat(429, "RATE_LIMIT_EXCEEDED");
  header.headers = { ...header.headers, "Retry-After": "7" };
  const both = flat(429, "RATE_LIMIT_EXCEEDED", { retry_after: 3 });
  both.headers = { ...both.headers, "Retry-After": "9" };
  server.will(header, both, OK);
  await client.GET(LIST);
  assert.deepEqual(waits, [7000, 3000]);
});

test("a wait that the server asked for is never shortened, and little lengthened", async () => {
  const { client, waits } = setUp(1);
  const busy = (seconds: number) => flat(429, "RATE_LIMIT_EXCEEDED", { retry_after: seconds });
  server.will(busy(2), busy(60), OK);
  await client.GET(LIST);
  assert.deepEqual(waits, [2500, 65_000]);
});

test("a server that asks for too long a wait is not waited for", async () => {
  const waits: number[] = [];
  const client = createClient({ baseUrl: server.url, maxWait: 10, world: quick(waits) });
  server.will(flat(429, "RATE_LIMIT_EXCEEDED", { retry_after: 11 }), OK);
  assert.equal(await code(client.GET(LIST)), "RATE_LIMIT_EXCEEDED");
  assert.deepEqual(waits, []);
});

test("a Retry-After may be a date", async () => {
  const { client, waits } = setUp();
  const busy = flat(503, "SERVICE_UNAVAILABLE");
  busy.headers = { ...busy.headers, "Retry-After": "Sat, 21 Nov 2026 10:30:04 GMT" };
  server.will(busy, OK);
  await client.GET(LIST);
  assert.deepEqual(waits, [4000]);
});

for (const permanent of ["NOT_FOUND", "INTERNAL_ERROR", "FORBIDDEN", "VALIDATION_ERROR", "TOOL_UNAVAILABLE"]) {
  test(`${permanent} is not repeated`, async () => {
    const { client, waits } = setUp();
    server.will(flat(500, permanent, { retry_after: 1 }));
    assert.equal(await code(client.GET(LIST)), permanent);
    assert.equal(server.sent.length, 1);
    assert.deepEqual(waits, []);
  });
}

test("a POST is repeated after an answer, with the same body", async () => {
  const { client } = setUp();
  server.will(flat(503, "SERVICE_UNAVAILABLE"), OK);
  await client.POST("/api/v1/auth/token", SIGN_IN);
  assert.deepEqual(attempts(), [undefined, "2"]);
  assert.deepEqual(JSON.parse(server.sent[1]!.body), SIGN_IN.body);
  assert.equal(server.sent[0]!.body, server.sent[1]!.body);
});

test("a POST is not repeated after a dead connection", async () => {
  const { client } = setUp();
  server.will("dead", OK);
  assert.equal(await code(client.POST("/api/v1/auth/token", SIGN_IN)), "CLIENT_ERROR");
  assert.equal(server.sent.length, 1);
});

test("a POST with an Idempotency-Key is", async () => {
  const { client, waits } = setUp();
  server.will("dead", OK);
  await client.POST("/api/v1/auth/token", { ...SIGN_IN, headers: { "Idempotency-Key": "mine" } });
  assert.deepEqual(server.sent.map(({ headers }) => headers["idempotency-key"]), ["mine", "mine"]);
  assert.deepEqual(waits, [1000]);
});

test("a POST that starts work gets a key of its own, the same for all attempts", async () => {
  const { client } = setUp();
  server.will("dead", flat(503, "SERVICE_UNAVAILABLE"), OK, OK);
  const body = { profile: "quick" };
  await client.POST(LIST, { body });
  await client.POST(LIST, { body });
  const keys = server.sent.map(({ headers }) => headers["idempotency-key"]);
  assert.match(keys[0] as string, /^[\w-]{20,}$/);
  assert.deepEqual(keys.slice(1, 3), [keys[0], keys[0]]);
  assert.notEqual(keys[3], keys[0]);
});

test("a GET and a DELETE are", async () => {
  const { client, waits } = setUp();
  server.will("dead", OK);
  await client.GET(LIST);
  server.will("dead", "dead", { status: 204 });
  await client.DELETE("/api/v1/targets/{id}", { params: { path: { id: "7" } } });
  assert.deepEqual(waits, [1000, 1000, 2000]);
});

test("an aborted call ends at once while it waits", async () => {
  const { url } = server;
  const controller = new AbortController();
  const client = createClient({ baseUrl: url });
  server.will(RECORDED.down.flat, OK);
  const call = client.GET(LIST, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error("changed my mind")), 100);
  await assert.rejects(call, /changed my mind/);
  assert.equal(server.sent.length, 1);
});

test("an aborted call ends at once while it is answered", async () => {
  const { client } = setUp();
  server.will(OK);
  const signal = AbortSignal.abort(new Error("never mind"));
  await assert.rejects(client.GET(LIST, { signal }), /never mind/);
});

test("a token or a key goes with every attempt", async () => {
  for (const [given, name, value] of [
    [{ token: "t0" }, "authorization", "Bearer t0"],
    [{ apiKey: "k0" }, "x-api-key", "k0"],
  ] as const) {
    server.will(flat(503, "SERVICE_UNAVAILABLE"), OK);
    await createClient({ baseUrl: server.url, ...given, world: quick([]) }).GET(LIST);
    assert.deepEqual(server.sent.map(({ headers }) => headers[name]), [value, value]);
  }
});

const EXPIRED = flat(401, "AUTH_TOKEN_EXPIRED");

function renewing() {
  let asked = 0;
  const credentials = async (): Promise<Credentials> => ({ token: `t${asked++}` });
  const client = createClient({ baseUrl: server.url, credentials, world: quick([]) });
  return { client, asked: () => asked };
}

function tokens(): unknown[] {
  return server.sent.map(({ headers }) => headers.authorization);
}

test("an expired token is renewed once, and the call repeated once", async () => {
  const { client, asked } = renewing();
  server.will(EXPIRED, OK);
  await client.GET(LIST);
  assert.deepEqual(tokens(), ["Bearer t0", "Bearer t1"]);
  assert.deepEqual(attempts(), [undefined, undefined]);
  server.will(EXPIRED, EXPIRED, OK);
  assert.equal(await code(client.GET(LIST)), "AUTH_TOKEN_EXPIRED");
  assert.deepEqual(tokens(), ["Bearer t1", "Bearer t2"]);
  assert.equal(asked(), 3);
});

test("calls that find the token expired together share one renewal", async () => {
  const { client, asked } = renewing();
  server.answer(({ headers }) => (headers.authorization === "Bearer t0" ? EXPIRED : OK));
  await Promise.all(Array.from({ length: 4 }, () => client.GET(LIST)));
  assert.equal(asked(), 2);
  assert.deepEqual(tokens().sort(), [...Array(4).fill("Bearer t0"), ...Array(4).fill("Bearer t1")]);
});

test("a late answer to the old token does not renew the new one", async () => {
  const { client, asked } = renewing();
  let told = (): void => {};
  const renewal = new Promise<void>((done) => (told = done));
  server.answer(async ({ url, headers }) => {
    if (headers.authorization !== "Bearer t0") return OK;
    if (url.endsWith("late")) await renewal;
    return EXPIRED;
  });
  const late = client.GET("/api/v1/scans/{scan_id}", { params: { path: { scan_id: "late" } } });
  await client.GET(LIST);
  told();
  await late;
  assert.equal(asked(), 2);
});

test("without somebody to ask, an expired token is an error", async () => {
  server.will(EXPIRED);
  const client = createClient({ baseUrl: server.url, token: "t0", world: quick([]) });
  assert.equal(await code(client.GET(LIST)), "AUTH_TOKEN_EXPIRED");
  assert.equal(server.sent.length, 1);
});

test("credentials that cannot be had are asked for again by the next call", async () => {
  let asked = 0;
  const credentials = async (): Promise<Credentials> => {
    asked += 1;
    if (asked === 1) throw new Error("the vault is closed");
    return { apiKey: "k" };
  };
  const client = createClient({ baseUrl: server.url, credentials, world: quick([]) });
  server.will(OK);
  await assert.rejects(client.GET(LIST), /the vault is closed/);
  await client.GET(LIST);
  assert.equal(server.sent.length, 1);
});
