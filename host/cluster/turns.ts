/** Turns in the order in which they were asked for, so many at a time. */

interface Waiter {
  readonly begin: () => void;
  hasGone: boolean;
}

export class Turns {
  readonly #most: () => number;
  #waiters: Waiter[] = [];
  #taken = 0;

  /** `most` says how many may be taken at a time, and may change. */
  constructor(most: () => number) {
    this.#most = most;
  }

  /** Turns that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Waits for a turn, which is to be given back. Throws: the signal's reason; no turn is then taken. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#taken < this.#most() && this.#waiters.length === 0) {
      this.#taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const gone = () => {
        waiter.hasGone = true;
        reject(signal.reason);
      };
      const waiter: Waiter = {
        hasGone: false,
        begin: () => {
          signal.removeEventListener('abort', gone);
          resolve();
        },
      };
      signal.addEventListener('abort', gone, { once: true });
      this.#waiters.push(waiter);
    });
  }

  /** Gives a turn back. */
  give(): void {
    this.#taken -= 1;
    this.look();
  }

  /** Lets those begin for whom there is room. */
  look(): void {
    let next = 0;
    for (; next < this.#waiters.length && this.#taken < this.#most(); next++) {
      const waiter = this.#waiters[next];
      if (waiter === undefined || waiter.hasGone) continue;
      this.#taken += 1;
      waiter.begin();
    }
    if (next > 0) this.#waiters = this.#waiters.slice(next);
  }
}
