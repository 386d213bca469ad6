// Writes src/schema.ts and src/catalogue.ts from docs/openapi.yaml. Needs no network.
// `--check` writes nothing and ends with 1 where a file is not what the document says.

import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";
import { parse } from "yaml";

const DOCUMENT = new URL("../../../docs/openapi.yaml", import.meta.url);
const NOTE = "// Generated from docs/openapi.yaml by scripts/generate.mjs; do not edit.\n\n";

const document = parse(await readFile(DOCUMENT, "utf8"), { maxAliasCount: -1 });
const files = { "schema.ts": await schema(), "catalogue.ts": catalogue() };
let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const file = new URL(`../src/${name}`, import.meta.url);
  if (!process.argv.includes("--check")) await writeFile(file, text);
  else if ((await readFile(file, "utf8")) !== text) {
    console.error(`clients/typescript/src/${name} is stale; run \`make clients-typescript\``);
    stale = 1;
  }
}
process.exitCode = stale;

/** Types of paths and bodies. Error answers are left out: every one is thrown as WardroomError. */
async function schema() {
  const answers = structuredClone(document);
  for (const { operation } of operations(answers)) {
    for (const status of Object.keys(operation.responses)) {
      if (Number(status) >= 400) delete operation.responses[status];
    }
  }
  for (const name of ["ErrorFlat", "ErrorEnvelope", "ErrorDetail", "ErrorProblem", "FieldError"]) {
    delete answers.components.schemas[name];
  }
  const ast = await openapiTS(answers, { defaultNonNullable: false, silent: true, transform: file });
  return NOTE + astToString(ast);
}

/** A file in a form is a Blob; of answers, openapi-fetch is told what to make of them (parseAs). */
function file(schema, { path }) {
  if (schema.format !== "binary" || !path?.startsWith("#/components/schemas/")) return undefined;
  return ts.factory.createTypeReferenceNode(ts.factory.createIdentifier("Blob"));
}

/** The rows of the error catalogue, and the operations that take an Idempotency-Key. */
function catalogue() {
  const rows = Object.entries(document["x-error-catalogue"]).map(([code, row]) => {
    const { status, message, retryable, retry_after: retryAfter, context } = row;
    return `  ${code}: ${JSON.stringify({ status, message, retryable, retryAfter, context })},`;
  });
  const keyed = operations(document)
    .filter(({ operation }) => takesKey(operation))
    .map(({ method, path }) => `  ${JSON.stringify(`${method.toUpperCase()} ${path}`)},`);
  return [
    `${NOTE}/** Every code the server can answer; \`retryAfter\` in seconds. */`,
    "export const CATALOGUE = {",
    ...rows,
    "} as const;",
    "",
    "/** Operations that start work, and do it once for each Idempotency-Key. */",
    "export const KEYED: ReadonlySet<string> = new Set([",
    ...keyed,
    "]);",
    "",
  ].join("\n");
}

function takesKey({ parameters = [] }) {
  return parameters.some(({ name, in: place }) => place === "header" && name.toLowerCase() === "idempotency-key");
}

function operations({ paths }) {
  const methods = ["get", "put", "post", "patch", "delete"];
  return Object.entries(paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({ path, method, operation: item[method] })),
  );
}
