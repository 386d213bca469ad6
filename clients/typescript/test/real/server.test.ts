// The real server, which tests/clients/test_typescript.py starts and describes in WARDROOM_*.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CATALOGUE, createClient, WardroomError, type components } from "../../src/index.js";

const baseUrl = given("WARDROOM_URL");
const token = given("WARDROOM_TOKEN");
const signIn = { body: { username: given("WARDROOM_USER"), password: given("WARDROOM_PASSWORD") } };
const client = createClient({ baseUrl, token });
const scanId = given("WARDROOM_SCAN");

function given(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set; run tests/clients/test_typescript.py`);
  return value;
}

async function failed(call: Promise<unknown>): Promise<WardroomError> {
  const error = await call.then(
    () => assert.fail("nothing was thrown"),
    (error: unknown) => error,
  );
  assert.ok(error instanceof WardroomError, String(error));
  return error;
}

test("a page of scans is typed", async () => {
  const { data, response } = await client.GET("/api/v1/scans", { params: { query: { limit: 5 } } });
  const ids: string[] = data.results.map((scan) => scan.id);
  assert.ok(ids.includes(scanId));
  assert.equal(response.status, 200);
});

test("signing in gives a token that works", async () => {
  const { data } = await createClient({ baseUrl }).POST("/api/v1/auth/token", signIn);
  const me = await createClient({ baseUrl, token: data.access_token }).GET("/api/v1/users/me");
  assert.equal(me.data.username, signIn.body.username);
});

test("an API key works", async () => {
  const { data } = await createClient({ baseUrl, apiKey: given("WARDROOM_KEY") }).GET("/api/v1/projects");
  assert.equal(data.results[0]?.slug, "harbour");
});

test("an expired token is renewed on the way", async () => {
  const tokens = [given("WARDROOM_EXPIRED"), token];
  const credentials = async () => ({ token: tokens.shift() ?? assert.fail("asked too often") });
  const renewing = createClient({ baseUrl, credentials });
  const answers = await Promise.all([1, 2, 3].map(() => renewing.GET("/api/v1/users/me")));
  for (const { data } of answers) assert.equal(data.username, signIn.body.username);
  const stale = createClient({ baseUrl, token: given("WARDROOM_EXPIRED") });
  assert.equal((await failed(stale.GET("/api/v1/users/me"))).code, "AUTH_TOKEN_EXPIRED");
});

test("a report is uploaded as a form, and the same key brings the same import", async () => {
  const bandit = { errors: [], metrics: { _totals: { loc: 3 } }, results: [] };
  const sent = () =>
    client.POST("/api/v1/imports", {
      body: {
        file: new File([JSON.stringify(bandit)], "bandit.json"),
        project: "harbour",
        tool: "bandit",
        full_scope: false,
      },
      headers: { "Idempotency-Key": "an upload of the TypeScript client" },
    });
  const first = await sent();
  assert.equal(first.response.status, 202);
  assert.deepEqual([first.data.format, first.data.name], ["bandit", "bandit.json"]);
  const again = await sent(); // the boundary of the form is another one
  assert.equal(again.data.id, first.data.id);
  assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
});

test("nobody is refused, and told how to sign in", async () => {
  const error = await failed(createClient({ baseUrl }).GET("/api/v1/scans"));
  assert.equal(error.code, "AUTH_TOKEN_MISSING");
  assert.equal(error.status, 401);
});

for (const rendering of ["flat", "envelope", "detail"]) {
  test(`an unknown scan is told in the ${rendering} rendering`, async () => {
    const headers = { Accept: `application/vnd.wardroom.error.${rendering}+json` };
    const params = { path: { scan_id: "019ab4e2-7d31-7c44-9c0e-3f5a2b6c1d00" } };
    const error = await failed(client.GET("/api/v1/scans/{scan_id}", { params, headers }));
    assert.equal(error.code, "SCAN_NOT_FOUND");
    assert.equal(error.status, 404);
    assert.ok(error.requestId);
  });
}

test("refused fields are named, also as a problem", async () => {
  const wanted: components["schemas"]["NewTargetRequest"] = {
    project: "harbour",
    name: "",
    kind: "repository",
    locator: "",
  };
  const headers = { Accept: "application/problem+json" };
  const error = await failed(client.POST("/api/v1/targets", { body: wanted, headers }));
  assert.equal(error.code, "VALIDATION_ERROR");
  assert.ok(error.errors.some(({ field }) => field === "locator"), JSON.stringify(error.errors));
});

test("the request id of a call is found in its error", async () => {
  const headers = { "X-Request-ID": "typescript-client-1" };
  const error = await failed(createClient({ baseUrl }).GET("/api/v1/scans", { headers }));
  assert.equal(error.requestId, "typescript-client-1");
});

test("a scan starts once, however often it is asked for under one key", async () => {
  const body = { target: given("WARDROOM_TARGET"), tools: ["bandit"] };
  const headers = { "Idempotency-Key": "typescript-tests" };
  const [first, second] = [
    await client.POST("/api/v1/scans", { body, headers }),
    await client.POST("/api/v1/scans", { body, headers }),
  ];
  assert.equal(first.response.status, 202);
  assert.equal(first.response.headers.get("Location"), second.response.headers.get("Location"));
});

test("every code that the server knows is known here", async () => {
  const { data } = await client.GET("/api/v1/error-codes");
  const served = data.map(({ code, status, retryable, retry_after }) => [code, { status, retryable, retry_after }]);
  const own = Object.entries(CATALOGUE).map(([code, { status, retryable, retryAfter }]) => [
    code,
    { status, retryable, retry_after: retryAfter },
  ]);
  assert.deepEqual(Object.fromEntries(own), Object.fromEntries(served));
});

test("a port where nobody listens is no answer", async () => {
  const nowhere = createClient({ baseUrl: "http://127.0.0.1:1", world: { sleep: async () => {} } });
  const error = await failed(nowhere.GET("/api/v1/scans"));
  assert.equal(error.code, "CLIENT_ERROR");
  assert.equal(error.attempts, 3);
});

test("a profile is copied, written to a file, read back, and tells what it has said", async () => {
  const { data: shipped } = await client.GET("/api/v1/profiles", { params: { query: { limit: 100 } } });
  const code = shipped.results.find((profile) => profile.name === "code") ?? assert.fail("no profile code");
  const path = (id: string) => ({ path: { profile_id: id } });
  const { data: copied } = await client.POST("/api/v1/profiles/{profile_id}/copy", {
    params: path(code.id),
    body: { project: "harbour", name: "typescript-nightly" },
  });
  const { data: exported } = await client.GET("/api/v1/profiles/{profile_id}/export", {
    params: path(copied.id),
    parseAs: "text",
  });
  assert.match(exported, /^# Profile typescript-nightly, version 1\nname: typescript-nightly\n/);
  const file = new File([exported.replace("max_parallel: ", "max_parallel: 1 # ")], "nightly.yml");
  const { data: read } = await client.POST("/api/v1/profiles/import", {
    body: { file, project: "harbour", replace: true },
  });
  assert.deepEqual([read.id, read.version, read.max_parallel], [copied.id, 2, 1]);
  const { data: said } = await client.GET("/api/v1/profiles/{profile_id}/versions", { params: path(copied.id) });
  assert.deepEqual(said.results.map((one) => one.version), [2, 1]);
});
