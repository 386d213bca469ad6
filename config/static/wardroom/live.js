// One websocket of the live feed: acknowledges what came, notices silence, reconnects, resumes.

const FINAL_CODES = [4400, 4401, 4403, 4404, 4408];
const SILENCE_MS = 20_000; // the server says something each 8 s
const ACKNOWLEDGE_EACH = 50;
const ACKNOWLEDGE_MS = 200;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Listens to `path` from its first snapshot on, for as long as the page lives.
 *
 * `onSnapshot(data)`, `onEvent(frame, isNews)`: an event that the snapshot already tells comes
 * with `isNews` false. `onState(state, reason)`: "connecting", "live", "interrupted" (connected,
 * but the server cannot read), "reconnecting", "ended".
 */
export class LiveFeed {
  constructor(path, { onSnapshot, onEvent, onState }) {
    this.path = path;
    this.handlers = { onSnapshot, onEvent, onState };
    this.last = null;
    this.told = 0;
    this.failures = 0;
    this.reason = null;
    addEventListener("online", () => this.#hurry());
    addEventListener("pagehide", () => this.close());
    addEventListener("pageshow", (event) => event.persisted && this.#reopen());
    this.#state("connecting");
    this.#open();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.socket?.close(1000);
  }

  #open() {
    const url = new URL(this.path, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    if (this.last !== null) url.searchParams.set("after", this.last);
    const socket = new WebSocket(url);
    this.socket = socket;
    const mine = (handle) => (event) => socket === this.socket && handle(event);
    socket.addEventListener("message", mine((event) => this.#receive(event.data)));
    socket.addEventListener("close", mine((event) => this.#lost(event.code)));
    this.#heard();
  }

  #reopen() {
    this.closed = false;
    this.#open();
  }

  #receive(text) {
    this.#heard();
    const frame = JSON.parse(text);
    if (frame.type === "error") {
      this.reason = frame.data;
    } else if (frame.type === "snapshot") {
      this.failures = 0;
      this.reason = null;
      this.told = frame.seq;
      // The numbers of another database, or of a restored one, mean nothing here.
      if (this.last === null || this.last > frame.seq) this.last = frame.seq;
      this.#state("live");
      this.handlers.onSnapshot(frame.data);
    } else if (frame.type === "heartbeat") {
      this.#state(frame.data.feed === "interrupted" ? "interrupted" : "live");
    } else if (frame.seq > this.last) {
      this.last = frame.seq;
      this.#acknowledge();
      this.handlers.onEvent(frame, frame.seq > this.told);
    }
  }

  #acknowledge() {
    this.unacknowledged = (this.unacknowledged ?? 0) + 1;
    if (this.unacknowledged >= ACKNOWLEDGE_EACH) this.#sendAcknowledgement();
    else this.acknowledgement ??= setTimeout(() => this.#sendAcknowledgement(), ACKNOWLEDGE_MS);
  }

  #sendAcknowledgement() {
    clearTimeout(this.acknowledgement);
    this.acknowledgement = null;
    this.unacknowledged = 0;
    if (this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify({ type: "ack", seq: this.last }));
    }
  }

  #heard() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.#lost(null), SILENCE_MS);
  }

  #lost(code) {
    clearTimeout(this.silence);
    const socket = this.socket;
    this.socket = null;
    if (code === null) socket?.close();
    if (this.closed) return;
    if (FINAL_CODES.includes(code)) {
      this.#state("ended");
      return;
    }
    this.#state("reconnecting");
    this.failures += 1;
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (this.failures - 1), LONGEST_WAIT_MS);
    const asked = (this.reason?.retry_after ?? 0) * 1000;
    this.timer = setTimeout(() => this.#open(), Math.max(longest * (0.5 + Math.random() / 2), asked));
  }

  #hurry() {
    if (this.socket || this.closed) return;
    clearTimeout(this.timer);
    this.#open();
  }

  #state(state) {
    if (state === this.state) return;
    this.state = state;
    this.handlers.onState(state, this.reason);
  }
}

/** Show the state of a feed in the page's `#connection`. */
export function showConnection(state, reason) {
  const place = document.getElementById("connection");
  if (!place) return;
  const words = {
    connecting: "Connecting…",
    live: "Live",
    interrupted: "Database unavailable – this is the last known state",
    reconnecting: "Reconnecting…",
    ended: `No longer live${reason?.error ? `: ${reason.error}` : ""}`,
  };
  place.hidden = false;
  place.dataset.state = state;
  place.textContent = words[state];
}
