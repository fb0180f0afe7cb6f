/**
 * Every error a user can meet: its code, its HTTP status and what it is about. A fault is data, so that many can be listed at
 * once and workers can send them; `WeirError` carries faults to whoever reports them.
 */

/** What can go wrong. `http` is the status the service answers with; below 500 means that the input is at fault. */
export const ERRORS = {
  FILE_UNREADABLE: { http: 400, about: 'a file cannot be read' },
  FILE_TOO_LARGE: { http: 413, about: 'a file is over the size that Weir reads' },
  FILE_NOT_YAML: { http: 400, about: 'a file is neither YAML nor JSON' },
  DEAL_SHAPE: { http: 422, about: 'a field of a deal file is missing, unknown, or of the wrong kind' },
  DEAL_RANGE: { http: 422, about: 'a number of a deal file is outside its range' },
  DEAL_UNKNOWN_NAME: { http: 422, about: 'a deal file names something it does not have' },
  DEAL_DUPLICATE_NAME: { http: 422, about: 'a deal file uses one name for two things' },
  DEAL_EXPRESSION: { http: 422, about: 'an expression cannot be read' },
  DEAL_CIRCULAR: { http: 422, about: 'definitions, sets or coupons go round in a circle' },
  DEAL_BALANCE: { http: 422, about: 'balances of a deal file do not add up' },
  DEAL_STEP: { http: 422, about: 'a step says two things at once, or too little' },
  DEAL_EMPTY: { http: 422, about: 'a deal file has no loans or no tranches' },
  TAPE_SHAPE: { http: 422, about: 'a loan tape lacks a column or has an unknown one' },
  TAPE_VALUE: { http: 422, about: 'a value of a loan tape cannot be read' },
  VECTOR_SYNTAX: { http: 422, about: 'the text of an assumption vector cannot be read' },
  VECTOR_AMBIGUOUS: { http: 422, about: 'the text of an assumption vector has two readings' },
  VECTOR_RANGE: { http: 422, about: 'an assumption is outside its range' },
  DATE_INVALID: { http: 422, about: 'a date does not exist or is out of order' },
  REQUEST_INVALID: { http: 422, about: 'a request or a command line asks for something that cannot be done' },
  CASE_SHAPE: { http: 422, about: 'a conformance case is incomplete or names a measure that does not exist' },
  YIELD_NONE: { http: 422, about: 'no yield gives this price' },
  DISCOUNT_MISSING: { http: 422, about: 'the discount matrix has no yield for a class, a residual or collateral' },
  MARKET_CURVE: { http: 422, about: 'a market curve gives no discount factors' },
  MARKET_POINTS: { http: 422, about: 'points of a market curve are missing, out of order or not numbers' },
  MARKET_FLOOR: { http: 422, about: 'a rate of a market curve is below the floor' },
  MARKET_PARAMETER: { http: 422, about: 'a parameter of a market model is outside its range' },
  MARKET_CORRELATION: { http: 422, about: 'correlations of a market model do not form a correlation matrix' },
  MARKET_VOLATILITY: { http: 422, about: 'a volatility or price of an option is not one that a model can have' },
  MARKET_FIT: { http: 422, about: 'a market model does not fit the volatilities that it is given' },
  MARKET_INDEX: { http: 422, about: 'an index of a market model is unknown, circular or lacks history' },
  MODEL_SHAPE: { http: 422, about: 'a field of a model file is missing, unknown, or of the wrong kind' },
  MODEL_RANGE: { http: 422, about: 'a number of a model file is outside its range' },
  BEHAVIOUR_SHAPE: { http: 422, about: 'a field of a behaviour file is missing, unknown, or of the wrong kind' },
  BEHAVIOUR_RANGE: { http: 422, about: 'a number of a behaviour file is outside its range' },
  BEHAVIOUR_UNKNOWN_NAME: { http: 422, about: 'a behaviour file names a trust, cohort or group that there is not' },
  BEHAVIOUR_HISTORY: { http: 422, about: 'a history cannot carry the fit of a function of behaviour' },
  SCENARIO_SHAPE: { http: 422, about: 'a field of a file of scenarios is missing, unknown, or of the wrong kind' },
  SCENARIO_RANGE: { http: 422, about: 'a number of a file of scenarios is outside its range' },
  SCENARIO_UNKNOWN_NAME: { http: 422, about: 'a file of scenarios names something that there is not' },
  SCENARIO_DUPLICATE_NAME: { http: 422, about: 'a file of scenarios uses one name for two things' },
  SNAPSHOT_SHAPE: { http: 422, about: 'a field of a snapshot is missing, unknown, or of the wrong kind' },
  SNAPSHOT_RANGE: { http: 422, about: 'a number of a snapshot is outside its range' },
  SNAPSHOT_UNKNOWN_NAME: { http: 422, about: 'a snapshot names something that there is not' },
  SNAPSHOT_DUPLICATE_NAME: { http: 422, about: 'a snapshot uses one name for two things' },
  SNAPSHOT_DATES: { http: 422, about: 'the dates of a trust, its tape and its payments do not fit each other' },
  TABLE_SHAPE: { http: 422, about: 'a table of a snapshot lacks a column or has an unknown one' },
  TABLE_VALUE: { http: 422, about: 'a value of a table of a snapshot cannot be read' },
  DATA_CHECK: { http: 422, about: 'the data of a trust break a rule of the checks that is an error' },
  CURVE_UNREVIEWED: { http: 422, about: 'a curve was not reviewed, and the snapshot refuses such curves' },
  REVIEW_SHAPE: { http: 422, about: 'a field of a file of review tests is missing, unknown, or of the wrong kind' },
  REVIEW_RANGE: { http: 422, about: 'a number of a file of review tests is outside its range' },
  LOAN_NOT_FINITE: { http: 422, about: 'a loan has a value that is not a finite number' },
  LOAN_RANGE: { http: 422, about: 'a loan has a value outside its range' },
  LOAN_CONDITION: { http: 422, about: 'a condition over loans cannot be read' },
  LOAN_UNASSIGNED: { http: 422, about: 'loans fall under no cohort or no group' },
  KERNEL_STATUS: { http: 500, about: 'the kernel refused its input' },
  KERNEL_MISSING: { http: 500, about: 'the kernel has not been built' },
  DEAL_FILE_REFERENCE: { http: 422, about: 'a deal that was not read from a file names one' },
  ROUTE_UNKNOWN: { http: 404, about: 'the service has no such route' },
  MEDIA_TYPE_UNKNOWN: { http: 415, about: 'a body is of a kind that the route does not read' },
  MEDIA_TYPE_REFUSED: { http: 406, about: 'an answer is asked for in a form that the route does not have' },
  REQUEST_MALFORMED: { http: 400, about: 'a request does not keep to HTTP' },
  REQUEST_TOO_LARGE: { http: 422, about: 'a request asks for more than is computed while it waits' },
  SERVICE_FAILED: { http: 500, about: 'a fault of the service itself' },
  SERVICE_BUSY: { http: 503, about: 'the service has as much to do as it can hold' },
  SERVICE_RUNNING: { http: 409, about: 'another service is at work on the data folder' },
  KEY_NEEDED: { http: 401, about: 'a request carries no key, or none that opens anything' },
  KEY_UNKNOWN: { http: 404, about: 'there is no such key' },
  ROLE_NEEDED: { http: 403, about: 'a key may not do this' },
  ORIGIN_REFUSED: { http: 403, about: 'a request comes by a name or from a page that the service does not know' },
  RATE_EXCEEDED: { http: 429, about: 'too many requests in a short time' },
  IDEMPOTENCY_REUSED: { http: 422, about: 'an idempotency key was used before, for another request' },
  PATH_OUTSIDE: { http: 422, about: 'a path leads out of its folder' },
  SNAPSHOT_NEEDED: { http: 409, about: 'something that is kept needs a snapshot' },
  SNAPSHOT_UNKNOWN: { http: 404, about: 'there is no such snapshot' },
  SCHEDULE_UNKNOWN: { http: 404, about: 'there is no such schedule' },
  SCHEDULE_CRON: { http: 422, about: 'a cron expression or a time zone cannot be read' },
  CHECK_BREACHED: { http: 500, about: 'cash or balances of a run do not tie' },
  RUN_CANCELLED: { http: 499, about: 'the run was cancelled' },
  STORE_FOLDER: { http: 422, about: 'a folder is not a data folder of this version' },
  STORE_NAME: { http: 422, about: 'a name is not one that a data folder can hold' },
  STORE_DISK: { http: 500, about: 'a file of a data folder cannot be read or written' },
  STORE_CORRUPT: { http: 500, about: 'a file of a data folder is not as it was written' },
  STORE_TASK_DIFFERS: { http: 500, about: 'the same task gave other bits' },
  STORE_TABLE: { http: 422, about: 'the columns of a result table do not fit each other' },
  STORE_TABLE_UNKNOWN: { http: 404, about: 'a run has no such table' },
  STORE_RUN_UNKNOWN: { http: 404, about: 'there is no such run' },
  STORE_RUN_STATE: { http: 409, about: 'a run is in a state that does not allow this' },
  STORE_RUN_BUSY: { http: 409, about: 'a run belongs to a process that is at work on it' },
  STORE_RUN_LOST: { http: 409, about: 'a run was cancelled or taken over by someone else' },
  STORE_RUN_LOCKED: { http: 409, about: 'a run was signed off and changes no more' },
  STORE_SIGN_OFF: { http: 422, about: 'a sign-off or an adjustment does not say who and why' },
  STORE_EXISTS: { http: 409, about: 'a file is there already, and nothing is overwritten' },
  STORE_INPUT_CHANGED: { http: 409, about: 'an input of a run is not what it was' },
  CLUSTER_ADDRESS: { http: 422, about: 'the address of a cluster or of shared storage cannot be used' },
  CLUSTER_UNREACHABLE: { http: 503, about: 'the database of a cluster cannot be reached' },
  CLUSTER_STORAGE: { http: 500, about: 'shared storage cannot be read or written' },
  CLUSTER_SET_ASIDE: { http: 500, about: 'a task failed as often as it may and was set aside' },
  CLUSTER_SPOILED: { http: 500, about: 'what a task reads in shared storage is not as it was written' },
  CLUSTER_VERSION: { http: 409, about: 'a task is of another kernel than the machine that was given it' },
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** One thing that is wrong: where it stands, what was found there, and what was expected. */
export interface Fault {
  readonly code: ErrorCode;
  /** The file, or undefined where there is none (a command line, a request body). */
  readonly file?: string;
  /** Where in the file: `steps[3].to` of the JSON Pointer `/steps/3/to`, whose lists count from 0; `row 17, noteRate`; `position 12`. */
  readonly place: string;
  readonly got: string;
  readonly expected: string;
}

/** How many faults are printed before the rest are only counted. */
const FAULTS_SHOWN = 100;

/** Carries one or more faults. `message` lists the first hundred and says how many more there are. */
export class WeirError extends Error {
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(listFaults(faults));
    this.name = 'WeirError';
    this.faults = faults;
  }

  /** The status a service answers with: that of the worst fault. */
  get http(): number {
    return Math.max(...this.faults.map((fault) => ERRORS[fault.code].http));
  }
}

/** One line for one fault: `CODE file: place: got ..., expected ...`. */
export function faultText(fault: Fault): string {
  const where = [fault.file, fault.place].filter((part) => part !== undefined && part !== '').join(': ');
  return `${fault.code} ${where}${where === '' ? '' : ': '}got ${fault.got}; expected ${fault.expected}`;
}

function listFaults(faults: readonly Fault[]): string {
  const lines = faults.slice(0, FAULTS_SHOWN).map(faultText);
  const more = faults.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return lines.join('\n');
}

/** Throws a single fault. */
export function fail(fault: Fault): never {
  throw new WeirError([fault]);
}

/** A short, safe rendering of any value for the `got` of a fault. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
