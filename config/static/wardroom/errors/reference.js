/* Search in the error reference: every word must occur somewhere in the entry. */
"use strict";

const search = document.getElementById("search");
const statusChoice = document.getElementById("status");
const retryable = document.getElementById("retryable");
const entries = [...document.querySelectorAll(".code")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));

function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { element, text } of entries) {
    const fits =
      words.every((word) => text.includes(word)) &&
      (!statusChoice.value || element.dataset.status === statusChoice.value) &&
      (!retryable.checked || "retryable" in element.dataset);
    element.hidden = !fits;
    shown += fits;
  }
  document.getElementById("shown").value = shown === 1 ? "1 code" : `${shown} codes`;
  document.getElementById("nothing").hidden = shown > 0;
}

/* A link to a code must arrive there, whatever was searched for before. */
function arrive() {
  const target = document.getElementById(location.hash.slice(1));
  if (target && target.hidden) {
    search.value = "";
    statusChoice.value = "";
    retryable.checked = false;
    narrow();
    target.scrollIntoView();
  }
}

search.addEventListener("input", narrow);
statusChoice.addEventListener("change", narrow);
retryable.addEventListener("change", narrow);
search.form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", arrive);
narrow();
