// The page of credentials: check one now, store one, replace its values. Values only go out.

import { api, handleApiError } from "./api.js";
import { toast } from "./toast.js";
import { moment } from "./words.js";

const RESULTS = {
  ok: ["OK", "succeeded"],
  auth_failed: ["Refused", "failed"],
  permission_denied: ["Not permitted", "partial"],
  throttled: ["Throttled", "partial"],
  network: ["Not reached", "partial"],
  not_checkable: ["Cannot be checked", "partial"],
};

const dialog = document.getElementById("form");
const form = dialog.querySelector("form");
let project = ""; // in which a new one is stored
let replaced = null; // the row whose values are replaced, null for a new one

async function check(row, button) {
  button.disabled = true;
  button.textContent = "Checking…";
  try {
    show(row, await api(`/api/v1/credentials/${row.dataset.credential}/check`, { method: "POST" }));
  } catch (error) {
    handleApiError(error, `Check of ${row.dataset.name}`);
  } finally {
    button.disabled = false;
    button.textContent = "Check now";
  }
}

function show(row, credential) {
  const field = (name) => row.querySelector(`[data-field=${name}]`);
  const [label, state] = RESULTS[credential.last_result] ?? [credential.last_result, ""];
  field("result").textContent = label;
  field("result").dataset.state = state;
  field("checked").textContent = moment(credential.last_checked);
  field("identity").textContent = credential.last_identity;
  field("error").textContent = credential.last_error;
  field("cause").textContent = credential.last_cause;
}

function open(row) {
  replaced = row;
  form.reset();
  document.getElementById("form-title").textContent = row ? `Replace the values of ${row.dataset.name}` : "Add a credential";
  form.elements.name.value = row?.dataset.name ?? "";
  form.elements.kind.value = row?.dataset.kind ?? "aws";
  form.elements.kind.disabled = Boolean(row);
  form.querySelector("[data-action=delete]").hidden = !row;
  choose(form.elements.kind.value);
  dialog.showModal();
}

function choose(kind) {
  for (const group of form.querySelectorAll("fieldset")) {
    group.hidden = group.disabled = group.dataset.kind !== kind;
  }
}

function close() {
  dialog.close();
  form.reset(); // no secret stays in the page
}

function values() {
  const group = form.querySelector("fieldset:not([disabled])");
  const found = {};
  for (const input of group.querySelectorAll("[data-value]")) {
    if (input.value.trim()) found[input.dataset.value] = input.matches("textarea") ? input.value : input.value.trim();
  }
  for (const line of group.querySelector("#variables")?.value.split("\n") ?? []) {
    const [name, ...rest] = line.split("=");
    if (line.trim()) found[name.trim()] = rest.join("=").replace(/\r$/, "");
  }
  return found;
}

async function store(button) {
  const body = { name: form.elements.name.value.trim(), values: values() };
  const { value } = form.elements.expires;
  if (value) body.expires = `${value}Z`;
  const one = replaced && `/api/v1/credentials/${replaced.dataset.credential}`;
  button.disabled = true;
  try {
    if (one) await api(one, { method: "PATCH", body });
    else await api("/api/v1/credentials", { method: "POST", body: { ...body, project, kind: form.elements.kind.value } });
    close();
    location.reload();
  } catch (error) {
    handleApiError(error, "Not stored");
  } finally {
    button.disabled = false;
  }
}

async function remove() {
  const { name, credential } = replaced.dataset;
  if (!confirm(`Delete ${name}? Targets that use it go on without.`)) return;
  try {
    await api(`/api/v1/credentials/${credential}`, { method: "DELETE" });
    replaced.remove();
    close();
    toast(`${name} is deleted`, { kind: "ok" });
  } catch (error) {
    handleApiError(error, "Not deleted");
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-action]");
  const row = target.closest("[data-credential]");
  if (!button) return;
  if (button.dataset.action === "check") check(row, button);
  if (button.dataset.action === "replace") open(row);
  if (button.dataset.action === "delete") remove();
  if (button.dataset.action === "close") close();
  if (button.dataset.action === "add") {
    project = button.closest("[data-project]").dataset.project;
    open(null);
  }
});
form.elements.kind.addEventListener("change", () => choose(form.elements.kind.value));
dialog.addEventListener("close", () => form.reset());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  store(event.submitter);
});
for (const button of document.querySelectorAll("[data-action][hidden]")) button.hidden = false;
