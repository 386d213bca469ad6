// Every failure becomes one kind of error, whatever its body looks like.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createClient, WardroomError } from "../src/index.js";
import { flat, quick, RECORDED, Standin, type Answer, type Broken, type Rendering } from "./standin.js";

const RENDERINGS = ["flat", "envelope", "detail", "problem"] as const;
const server = new Standin();
before(() => server.start());
after(() => server.stop());

/** The error of one GET that is answered with `answers`. */
async function failed(...answers: (Answer | Broken)[]): Promise<WardroomError> {
  server.will(...answers);
  const client = createClient({ baseUrl: server.url, world: quick([]) });
  const error = await client.GET("/api/v1/scans").then(
    () => assert.fail("nothing was thrown"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof WardroomError, String(error));
  return error;
}

for (const rendering of RENDERINGS) {
  test(`a refused field is told in the ${rendering} rendering`, async () => {
    const answer = RECORDED.refused[rendering];
    const error = await failed(answer);
    assert.equal(error.code, "VALIDATION_ERROR");
    assert.equal(error.status, 400);
    assert.equal(error.message, "Validation failed");
    assert.match(error.details ?? "", /^password: /);
    assert.deepEqual(error.errors.map((e) => e.field), ["password"]);
    assert.equal(error.requestId, answer.headers?.["X-Request-ID"]);
    assert.equal(error.body, answer.body);
    assert.equal(error.retryable, false);
    assert.equal(server.sent.length, 1);
  });

  test(`an unavailable database is told in the ${rendering} rendering`, async () => {
    const answer = RECORDED.down[rendering];
    const error = await failed(answer, answer, answer);
    assert.equal(error.code, "DATABASE_UNAVAILABLE");
    assert.equal(error.message, "Database unavailable");
    assert.equal(error.details, "Database unavailable — running in degraded mode");
    assert.equal(error.retryAfter, 5);
    assert.equal(error.retryable, true);
    assert.equal(error.attempts, 3);
  });
}

test("documented context keys are typed where the code is known", async () => {
  const error = await failed(RECORDED.nobody.envelope);
  assert.ok(error.is("AUTH_TOKEN_MISSING"));
  assert.equal(error.context.header_name, "Authorization");
  assert.equal(error.context.expected_format, "Bearer <token>");
  assert.match(error.documentationUrl ?? "", /\/docs\/errors#AUTH_TOKEN_MISSING$/);
  // @ts-expect-error the catalogue documents no such key for this code
  assert.equal(error.context.pid, undefined);
});

const UNREADABLE: [string, Answer][] = [
  ["a proxy's page", { status: 502, headers: { "Content-Type": "text/html" }, body: "<html>Bad" }],
  ["nothing", { status: 500 }],
  ["half a body", { ...RECORDED.refused.flat, headers: {}, body: '{"error":"Valid' }],
  ["a list", { status: 500, body: "[1, 2]" }],
  ["null", { status: 500, body: "null" }],
  ["other people's JSON", { status: 500, body: '{"error":{"details":7},"detail":[3]}' }],
  ["a number for a text", { status: 500, body: '{"error":3,"code":4,"detail":5}' }],
];
for (const [name, answer] of UNREADABLE) {
  test(`an answer of ${name} is an error without a code of the catalogue`, async () => {
    const error = await failed(answer);
    assert.equal(error.code, "CLIENT_ERROR");
    assert.equal(error.status, answer.status);
    assert.match(error.message, new RegExp(`^The server answered ${answer.status}`));
    assert.equal(error.requestId, "header-123");
    assert.equal(error.body, answer.body ?? "");
    assert.equal(server.sent.length, 1);
  });
}

test("the headers tell what a body that was cut off cannot", async () => {
  const answer = { ...RECORDED.refused.flat, body: '{"error":"Valid' };
  const error = await failed(answer);
  assert.equal(error.code, "VALIDATION_ERROR");
  assert.equal(error.message, "Validation failed");
});

test("a code of a newer server is kept, and not repeated", async () => {
  const error = await failed(flat(503, "HOLD_FULL", { error: "The hold is full", retry_after: 1 }));
  assert.equal(error.code, "HOLD_FULL");
  assert.equal(error.message, "The hold is full");
  assert.equal(error.retryAfter, 1);
  assert.equal(error.retryable, false);
  assert.equal(server.sent.length, 1);
});

test("a success that is not JSON is an error, and says so", async () => {
  const error = await failed({ status: 200, headers: { "Content-Type": "text/html" }, body: "<p>" });
  assert.equal(error.code, "CLIENT_ERROR");
  assert.equal(error.status, 200);
  assert.equal(error.message, "The answer of the server cannot be read");
});

test("a success whose body breaks off is an error", async () => {
  const error = await failed("mid");
  assert.equal(error.code, "CLIENT_ERROR");
  assert.equal(error.status, 200);
});

test("no answer is CLIENT_ERROR", async () => {
  const error = await failed("dead", "dead", "dead");
  assert.equal(error.code, "CLIENT_ERROR");
  assert.equal(error.status, 0);
  assert.equal(error.message, "The server cannot be reached");
  assert.ok(error.cause instanceof TypeError);
});

test("all renderings say the same", () => {
  const names: Rendering[] = [...RENDERINGS];
  for (const answers of Object.values(RECORDED)) assert.deepEqual(Object.keys(answers), names);
});
