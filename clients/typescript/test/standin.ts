// A server that answers what it is told to, in order, and keeps what it was sent.

import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import type { World } from "../src/attempts.js";

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Ends the connection instead of answering; `mid`: after a part of the body. */
export type Broken = "dead" | "mid";

export interface Sent {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Rendering = "flat" | "envelope" | "detail" | "problem";

/** What the real server answered, by `python -m tests.clients.record`. */
export const RECORDED = JSON.parse(
  readFileSync(new URL("../../test/answers.json", import.meta.url), "utf8"),
) as Record<"refused" | "nobody" | "down", Record<Rendering, Answer>>;

export const OK: Answer = {
  status: 200,
  headers: { "Content-Type": "application/json" },
  body: '{"results":[],"next":null,"previous":null}',
};

/** An error in the flat rendering. */
export function flat(status: number, code: string, more: Record<string, unknown> = {}): Answer {
  return {
    status,
    headers: { "Content-Type": "application/json", "X-Error-Code": code },
    body: JSON.stringify({ error: "It failed", code, details: null, request_id: "req-12345", ...more }),
  };
}

export class Standin {
  readonly sent: Sent[] = [];
  #answers: (sent: Sent) => Answer | Broken | Promise<Answer> = () => "dead";
  url = "";
  readonly #server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url = "", headers } = request;
    const sent = { method, url, headers, body };
    this.sent.push(sent);
    const answer = await this.#answers(sent);
    if (answer === "dead") {
      request.socket.destroy();
    } else if (answer === "mid") {
      response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
      response.write('{"results":[', () => setTimeout(() => request.socket.destroy(), 20));
    } else {
      response.writeHead(answer.status, { "X-Request-ID": "header-123", ...answer.headers });
      response.end(answer.body ?? "");
    }
  });

  async start(): Promise<void> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** Answer the next requests so, whatever they ask. */
  will(...answers: (Answer | Broken)[]): void {
    this.answer(() => answers.shift() ?? "dead");
  }

  /** Answer each request by what it asks. */
  answer(answers: (sent: Sent) => Answer | Broken | Promise<Answer>): void {
    this.sent.length = 0;
    this.#answers = answers;
  }
}

/** A world in which waiting takes no time; `waits` are the milliseconds that were asked for. */
export function quick(waits: number[], random = 0): Partial<World> {
  return {
    sleep: async (ms) => void waits.push(ms),
    random: () => random,
    now: () => Date.parse("2026-11-21T10:30:00Z"),
  };
}
