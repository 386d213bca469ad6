// Who is calling, and what happens when a token expires.

export type Credentials = { token: string } | { apiKey: string };

/** Gives credentials: at the first call, and again whenever a token has expired. */
export type CredentialSource = () => Promise<Credentials>;

/** The credentials in use. Calls that find them expired at once share one renewal. */
export class Wallet {
  #held: Promise<Credentials> | null;
  readonly #source: CredentialSource | null;

  constructor(given: Credentials | CredentialSource | null) {
    this.#source = typeof given === "function" ? given : null;
    this.#held = given === null || typeof given === "function" ? null : Promise.resolve(given);
  }

  /** Null for an anonymous client. Rejects as the source does, and asks it again next time. */
  async current(): Promise<Credentials | null> {
    if (this.#held === null && this.#source !== null) this.#held = this.#asked(this.#source);
    return this.#held;
  }

  /** Let go of `expired`, unless another call was quicker. False: there is no source to ask. */
  async renew(expired: Credentials | null): Promise<boolean> {
    if (this.#source === null) return false;
    const held = this.#held;
    const same = held !== null && (await held) === expired;
    if (same && this.#held === held) this.#held = this.#asked(this.#source);
    await this.#held;
    return true;
  }

  #asked(source: CredentialSource): Promise<Credentials> {
    const asked = source();
    asked.catch(() => {
      if (this.#held === asked) this.#held = null;
    });
    return asked;
  }
}

export function sign(headers: Headers, credentials: Credentials | null): void {
  if (credentials === null) return;
  if ("token" in credentials) headers.set("Authorization", `Bearer ${credentials.token}`);
  else headers.set("X-API-Key", credentials.apiKey);
}
