// Short messages at the edge of the page. Errors stay until they are closed.

const SECONDS_SHOWN = 6;

/**
 * Show `title`, and below it the `lines` that are not empty. `kind`: "ok", "error" or "note".
 */
export function toast(title, { lines = [], kind = "note" } = {}) {
  const box = document.getElementById("toasts");
  if (!box) return null;
  const item = document.createElement("div");
  item.className = "toast";
  item.dataset.kind = kind;
  item.setAttribute("role", kind === "error" ? "alert" : "status");
  const text = document.createElement("div");
  for (const line of [title, ...lines].filter(Boolean)) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    text.append(paragraph);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "quiet compact";
  close.textContent = "✕";
  close.setAttribute("aria-label", "Close message");
  close.addEventListener("click", () => remove(item));
  item.append(text, close);
  for (const other of box.children) {
    if (other.firstChild.firstChild.textContent === title) other.remove(); // said again, not twice
  }
  raise(box);
  box.append(item);
  if (kind !== "error") setTimeout(() => remove(item), SECONDS_SHOWN * 1000);
  return item;
}

// A popover lies above an open dialog, where anything else would be hidden and inert.
function raise(box) {
  if (!box.showPopover) return;
  box.popover = "manual";
  if (box.matches(":popover-open")) box.hidePopover();
  const dialog = document.querySelector("dialog[open]");
  (dialog ?? document.body).append(box);
  box.showPopover();
}

function remove(item) {
  const box = item.parentElement;
  item.remove();
  if (box && !box.children.length && box.hidePopover && box.matches(":popover-open")) {
    box.hidePopover();
    document.body.append(box);
  }
}
