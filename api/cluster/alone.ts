/** Work beside other work, or alone: whoever came first goes first, so that neither waits for ever. */

interface Waiter {
  readonly isAlone: boolean;
  readonly begin: () => void;
}

export class Alone {
  readonly #waiting: Waiter[] = [];
  #inside = 0;
  #isTaken = false;

  /** Waits until it may begin; what it answers is called at the end. */
  async enter(isAlone: boolean): Promise<() => void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ isAlone, begin: resolve });
      this.#look();
    });
    return () => {
      this.#inside -= 1;
      if (isAlone) this.#isTaken = false;
      this.#look();
    };
  }

  #look(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      if (this.#isTaken || (next.isAlone && this.#inside > 0)) return;
      this.#waiting.shift();
      this.#inside += 1;
      this.#isTaken = next.isAlone;
      next.begin();
    }
  }
}
