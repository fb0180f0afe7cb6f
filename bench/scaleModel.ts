/**
 * A cluster at work on one run, as a simulation of events: the process that waits plans trusts and sends their tasks, the database hands
 * them out, workers fetch what they name from storage, compute and write, and the process that waits takes the results in. Whatever
 * can only do so much at a time is a queue here: the process that waits, the cores of the database, the line to storage, the slots.
 *
 * Units: seconds and bytes throughout.
 */

/** What one task costs each part, from measurements. */
export interface Costs {
  /** Of a slot: to compute a block of a trust with `lanes` loans x paths. */
  readonly computeALane: number;
  readonly computeFixed: number;
  /** Of the process that waits: to plan and to end a trust, to send a task, to take its result in. */
  readonly trust: number;
  readonly send: number;
  readonly receive: number;
  /** Of a core of the database, over the life of a task. */
  readonly queue: number;
  /** Of a slot: to read and check what a task names, and to write its result, beside the transfer. */
  readonly handle: number;
  /** Stored: a trust, what blocks of a set of paths have in common, a block, a result. */
  readonly trustBytes: number;
  readonly setBytes: number;
  readonly blockBytes: number;
  readonly resultBytes: number;
}

export interface Machines {
  readonly slots: number;
  /** Slots of a process, which keeps the trusts that it has read. */
  readonly slotsAProcess: number;
  readonly databaseCores: number;
  /** Bytes a second between storage and everybody, and the time of one request. */
  readonly storageRate: number;
  readonly storageLatency: number;
  /** Processes that wait, each with its share of the trusts as a run of its own. */
  readonly clients: number;
}

export interface Portfolio {
  /** Loans of each trust. */
  readonly loans: readonly number[];
  /** Sets of paths: independent randomizations. */
  readonly sets: number;
  readonly blocksASet: number;
  readonly pathsABlock: number;
}

export interface Outcome {
  readonly seconds: number;
  readonly tasks: number;
  /** Of the time: the share in which each part was at work. */
  readonly busy: { readonly slots: number; readonly clients: number; readonly database: number; readonly storage: number };
  /** Through the line to storage. */
  readonly bytes: number;
  /** Kept when the run is over. */
  readonly storedBytes: number;
  readonly processorSeconds: number;
}

/** Trusts that a run has under way at a time, and jobs that it has in the queue: as the runner of the cluster has it. */
const MOST_TRUSTS = 257;
const LEAST_TRUSTS = 17;
const LEAST_WINDOW = 32;

/** So many servers, each doing one thing at a time, first come first served. */
class Servers {
  readonly #free: number[];
  busy = 0;

  constructor(count: number) {
    this.#free = Array.from({ length: count }, () => 0);
  }

  /** When something that comes at `now` and takes `time` is done. */
  serve(now: number, time: number): number {
    // The one that is free first; there are few.
    let first = 0;
    for (let each = 1; each < this.#free.length; each++) if ((this.#free[each] ?? 0) < (this.#free[first] ?? 0)) first = each;
    const done = Math.max(now, this.#free[first] ?? 0) + time;
    this.#free[first] = done;
    this.busy += time;
    return done;
  }
}

type Work = (now: number) => void;

/** A task in the queue: of which trust and which set of its paths. */
interface Waiting {
  readonly trust: number;
  readonly set: number;
  readonly done: Work;
}

/** Events in the order of their times: a binary heap. */
class Agenda {
  readonly #times: number[] = [];
  readonly #works: Work[] = [];

  at(time: number, work: Work): void {
    let place = this.#times.length;
    this.#times.push(time);
    this.#works.push(work);
    while (place > 0) {
      const above = (place - 1) >> 1;
      if ((this.#times[above] ?? 0) <= (this.#times[place] ?? 0)) break;
      this.#swap(place, above);
      place = above;
    }
  }

  /** Does everything, and gives the time of the last. */
  run(): number {
    let now = 0;
    while (this.#times.length > 0) {
      now = this.#times[0] ?? 0;
      const work = this.#works[0];
      this.#swap(0, this.#times.length - 1);
      this.#times.pop();
      this.#works.pop();
      this.#sink();
      work?.(now);
    }
    return now;
  }

  #sink(): void {
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2];
      let least = place;
      for (const below of [left, right])
        if (below < this.#times.length && (this.#times[below] ?? 0) < (this.#times[least] ?? 0)) least = below;
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #swap(a: number, b: number): void {
    [this.#times[a], this.#times[b]] = [this.#times[b] ?? 0, this.#times[a] ?? 0];
    [this.#works[a], this.#works[b]] = [this.#works[b] ?? (() => undefined), this.#works[a] ?? (() => undefined)];
  }
}

/** Runs a portfolio on machines. */
export function simulateCluster({ loans, sets, blocksASet, pathsABlock }: Portfolio, costs: Costs, machines: Machines): Outcome {
  const { slots, slotsAProcess, clients, storageRate, storageLatency } = machines;
  const agenda = new Agenda();
  const database = new Servers(machines.databaseCores);
  const line = new Servers(1);
  const processes = Array.from({ length: Math.ceil(slots / slotsAProcess) }, () => new Set<number>());
  let bytes = 0;
  let storedBytes = 0;
  let busySlots = 0;
  let clientBusy = 0;
  /** Each thing is asked for when its turn has come, so that whoever comes first is served first. */
  const served = (servers: Servers, now: number, time: number, then: Work) => agenda.at(servers.serve(now, time), then);
  const transferred = (now: number, size: number, then: Work) => {
    bytes += size;
    served(line, now, size / storageRate, (through) => agenda.at(through + storageLatency, then));
  };
  const sharedBytes = costs.trustBytes + sets * costs.setBytes;

  const idle = Array.from({ length: slots }, (_, slot) => slot);
  const waiting: Waiting[] = [];
  let head = 0;
  const start = (now: number) => {
    while (idle.length > 0 && head < waiting.length) {
      const slot = idle.pop() ?? 0;
      const task = waiting[head++];
      if (task !== undefined) work(now, slot, task);
    }
  };
  const work = (begun: number, slot: number, { trust, set, done }: Waiting) => {
    const known = processes[Math.floor(slot / slotsAProcess)] ?? new Set();
    // A process keeps the trusts that it has read, and of each the sets of paths.
    const ofTrust = trust * (1 + sets);
    const ofSet = ofTrust + 1 + set;
    const size = costs.blockBytes + (known.has(ofTrust) ? 0 : costs.trustBytes) + (known.has(ofSet) ? 0 : costs.setBytes);
    known.add(ofTrust).add(ofSet);
    const computing = costs.handle + costs.computeFixed + costs.computeALane * (loans[trust] ?? 0) * pathsABlock;
    served(database, begun, costs.queue / 2, (fetched) =>
      transferred(fetched, size, (read) =>
        agenda.at(read + computing, (computed) => {
          storedBytes += costs.resultBytes;
          transferred(computed, costs.resultBytes, (written) => {
            // Whoever waits hears of it when it is written; the queue is told after that.
            done(written);
            served(database, written, costs.queue / 2, (end) => {
              busySlots += end - begun;
              idle.push(slot);
              start(end);
            });
          });
        }),
      ),
    );
  };

  for (let client = 0; client < clients; client++) {
    const own = loans.flatMap((_, trust) => (trust % clients === client ? [trust] : []));
    const self = new Servers(1);
    const window = Math.max(LEAST_WINDOW, 2 * slots);
    const most = Math.min(MOST_TRUSTS, Math.max(LEAST_TRUSTS, slots + 1));
    const toSend: { readonly trust: number; readonly set: number; readonly ended: Work }[] = [];
    let next = 0;
    let inWindow = 0;
    let sent = 0;
    const send = (now: number) => {
      while (inWindow < window && sent < toSend.length) {
        const { trust, set, ended } = toSend[sent++] ?? { trust: 0, set: 0, ended: () => undefined };
        inWindow += 1;
        storedBytes += costs.blockBytes;
        const taken = (at: number) => {
          inWindow -= 1;
          ended(at);
          send(at);
        };
        const done = (end: number) => transferred(end, costs.resultBytes, (here) => served(self, here, costs.receive, taken));
        served(self, now, costs.send, (ready) =>
          transferred(ready, costs.blockBytes, (there) => {
            waiting.push({ trust, set, done });
            start(there);
          }),
        );
      }
    };
    const plan = (now: number) => {
      const trust = own[next++];
      if (trust === undefined) return;
      storedBytes += sharedBytes;
      let left = sets * blocksASet;
      const ended = (at: number) => {
        left -= 1;
        if (left === 0) plan(at);
      };
      served(self, now, costs.trust, (planned) =>
        transferred(planned, sharedBytes, (there) => {
          for (let task = 0; task < sets * blocksASet; task++) toSend.push({ trust, set: Math.floor(task / blocksASet), ended });
          send(there);
        }),
      );
    };
    for (let each = 0; each < most; each++) plan(0);
    clientBusy += own.length * (costs.trust + sets * blocksASet * (costs.send + costs.receive));
  }
  const seconds = agenda.run();
  const tasks = loans.length * sets * blocksASet;
  return {
    seconds,
    tasks,
    busy: {
      slots: busySlots / (slots * seconds),
      clients: clientBusy / (clients * seconds),
      database: database.busy / (machines.databaseCores * seconds),
      storage: line.busy / seconds,
    },
    bytes,
    storedBytes,
    processorSeconds: busySlots + clientBusy + database.busy,
  };
}

/** Slots that a part can keep at work: beyond it the part is at work all the time, and further slots wait for it. */
export function saturation(
  portfolio: Portfolio,
  costs: Costs,
  { databaseCores, storageRate, clients }: Machines,
): Readonly<Record<'client' | 'database' | 'storage', number>> {
  const { loans, sets, blocksASet, pathsABlock } = portfolio;
  const meanLoans = loans.reduce((sum, each) => sum + each, 0) / loans.length;
  const blocks = sets * blocksASet;
  const task = costs.handle + costs.computeFixed + costs.computeALane * meanLoans * pathsABlock;
  // Every block of a trust may be on another process, which then reads the trust and its set of paths.
  const put = (costs.trustBytes + sets * costs.setBytes) / blocks;
  const bytes = put + costs.trustBytes + costs.setBytes + 2 * costs.blockBytes + 2 * costs.resultBytes;
  return {
    client: (clients * task) / (costs.trust / blocks + costs.send + costs.receive),
    database: (databaseCores * task) / costs.queue,
    storage: (storageRate * task) / bytes,
  };
}
