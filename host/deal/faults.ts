/** Gathers faults while a deal is resolved, so that all are told at once. */
import { type ErrorCode, type Fault, shown, WeirError } from '../errors.ts';

export class FaultList {
  readonly #file: string | undefined;
  readonly #faults: Fault[] = [];

  constructor(file?: string) {
    this.#file = file;
  }

  add(code: ErrorCode, place: string, got: unknown, expected: string): void {
    const at = this.#file === undefined ? {} : { file: this.#file };
    this.#faults.push({ code, ...at, place, got: typeof got === 'string' ? got : shown(got), expected });
  }

  /** Runs something that may throw faults, keeps them, and goes on with `otherwise`. */
  catching<T>(otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#keep(error);
      return otherwise;
    }
  }

  /** As `catching`, for what takes its time. */
  async catchingAsync<T>(otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#keep(error);
      return otherwise;
    }
  }

  #keep(error: unknown): void {
    if (!(error instanceof WeirError)) throw error;
    const at = this.#file === undefined ? {} : { file: this.#file };
    this.#faults.push(...error.faults.map((fault) => ({ ...at, ...fault })));
  }

  get count(): number {
    return this.#faults.length;
  }

  get all(): readonly Fault[] {
    return this.#faults;
  }

  throwIfAny(): void {
    if (this.#faults.length > 0) throw new WeirError(this.#faults);
  }
}
