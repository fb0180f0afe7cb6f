// The numbers that both sides of the boundary agree on. Read by the AssemblyScript compiler as part of the kernel and by the
// TypeScript compiler as part of the host, so it holds numeric constants only and imports nothing. LAYOUT.md draws what it says.

/** Raised whenever a region, a column or an operation changes its meaning. The host refuses a kernel of another version. */
export const VERSION = 8;

/** Paths are padded to a multiple of this: four vectors. */
export const PATHS_MULTIPLE = 8;
/** So many given paths or fewer are padded to whole vectors only: blocks of one or two. */
export const NARROW_PATHS = 4;
/** Paths of the widest block of the loan loops: eight vectors. */
export const BLOCK_PATHS = 16;
/** Loans of a tile of the adjustable loop: 64 records of three rows of 128 bytes stay in a first-level cache. */
export const TILE_LOANS = 64;

// Shape: what the host says before `open`, one i32 each.
export const SHAPE_LOANS = 0;
export const SHAPE_COHORTS = 1;
export const SHAPE_GROUPS = 2;
export const SHAPE_CURVES = 3;
export const SHAPE_INDICES = 4;
export const SHAPE_MONTHS = 5;
export const SHAPE_PERIODS = 6;
export const SHAPE_PATHS = 7;
export const SHAPE_MAX_LAG = 8;
export const SHAPE_INSTRUCTIONS = 9;
export const SHAPE_CONSTANTS = 10;
export const SHAPE_SCALARS = 11;
export const SHAPE_REGISTERS = 12;
export const SHAPE_OUTPUTS = 13;
export const SHAPE_CHECKS = 14;
export const SHAPE_EVERY = 15;
export const SHAPE_TAIL_ENTRIES = 16;
export const SHAPE_DISCOUNTS = 17;
/** Loan columns laid out: LOAN_COLUMNS, or LOAN_COLUMNS_ALL where some loan has terms of its own. */
export const SHAPE_COLUMNS = 18;
/** Sums laid out: SUM_COUNT, or SUM_COUNT_ALL where some cohort defers interest or has penalties. */
export const SHAPE_SUMS = 19;
/** Penalties by month that differ: lists by age, each from its loans' age on. */
export const SHAPE_PENALTIES = 20;
/** Months from liquidation to the last insurance claim. */
export const SHAPE_CLAIM_LAG = 21;
// Generated paths; all 0 where curves and indices are given.
/** Independent standard normal variables a month. */
export const SHAPE_DRIVERS = 22;
/** Gaussian states that the drivers move, all 0 at the cut-off. */
export const SHAPE_STATES = 23;
/** Months over which paths are generated: the same for every trust of a run. */
export const SHAPE_PATH_MONTHS = 24;
/** Sobol dimensions. */
export const SHAPE_DIMENSIONS = 25;
export const SHAPE_STEP_TERMS = 26;
export const SHAPE_EXPONENTS = 27;
export const SHAPE_EXPONENT_TERMS = 28;
export const SHAPE_RECIPES = 29;
export const SHAPE_RECIPE_TERMS = 30;
export const SHAPE_HISTORY = 31;
/** Planes of REGION_MARKET. */
export const SHAPE_MARKET = 32;
// Behaviour around the curves; all 0 where curves are given.
/** Rules by which curves move: see layoutRules.ts. */
export const SHAPE_RULES = 33;
/** Buckets of loan-to-value of all rules. */
export const SHAPE_BUCKETS = 34;
export const SHAPE_WORDS = 35;

// Header: what the kernel answers, one i32 each; then address and byte length of every region.
export const HEADER_VERSION = 0;
export const HEADER_STATUS = 1;
/** What the status is about: a loan, a cohort, a curve, an output. */
export const HEADER_STATUS_AT = 2;
export const HEADER_STATUS_MONTH = 3;
/** Bytes from one month to the next in every plane [month][path]. */
export const HEADER_ROW_BYTES = 4;
/** Paths after padding. */
export const HEADER_PATHS = 5;
export const HEADER_REGIONS = 8;

// Regions, in the order in which they lie in memory.
export const REGION_LOANS = 0;
export const REGION_COHORTS = 1;
export const REGION_CURVES = 2;
export const REGION_INDICES = 3;
export const REGION_FIXED_SUMS = 4;
export const REGION_LANE_SUMS = 5;
export const REGION_TAIL = 6;
export const REGION_CREDIT = 7;
export const REGION_TILE = 8;
export const REGION_REMIT = 9;
export const REGION_PROGRAM = 10;
export const REGION_CONSTANTS = 11;
export const REGION_SCALARS = 12;
export const REGION_REGISTERS = 13;
export const REGION_OUTPUTS = 14;
export const REGION_CHECKS = 15;
export const REGION_DISCOUNTS = 16;
export const REGION_VALUES = 17;
/** Penalties a dollar prepaid, by month: [list][month]. */
export const REGION_PENALTIES = 18;
// Generated paths: tables of the plan, what is worked on, and the planes that are no indices.
export const REGION_PATH_PLAN = 19;
export const REGION_PATH_DIMENSIONS = 20;
export const REGION_DIRECTIONS = 21;
export const REGION_STEP_TERMS = 22;
export const REGION_STEPS = 23;
export const REGION_EXPONENTS = 24;
export const REGION_EXPONENT_TERMS = 25;
export const REGION_RECIPES = 26;
export const REGION_RECIPE_TERMS = 27;
export const REGION_SPREADS = 28;
export const REGION_HISTORY = 29;
export const REGION_MOMENTS = 30;
export const REGION_PATHS = 31;
export const REGION_VARIABLES = 32;
export const REGION_MARKET = 33;
// Behaviour: rules, what they read by month, and the curves and the forward path that they move around.
export const REGION_RULES = 34;
export const REGION_RULE_ROWS = 35;
export const REGION_BUCKETS = 36;
/** One more than the rule of each curve; 0 for a curve that is as given on every path. */
export const REGION_CURVE_RULES = 37;
export const REGION_BASE_CURVES = 38;
/** Indices, then market planes, on the forward path. */
export const REGION_FORWARD = 39;
/** What rules make of one block of paths, and of the forward path. */
export const REGION_BEHAVIOUR = 40;
export const REGION_COUNT = 41;

export const HEADER_WORDS = HEADER_REGIONS + 2 * REGION_COUNT;

// Status words. Zero is success; for the others HEADER_STATUS_AT and HEADER_STATUS_MONTH say where.
export const STATUS_OK = 0;
/** Shape: a count is negative or does not fit. At: the word of the shape. */
export const STATUS_SHAPE = 1;
/** Memory could not grow to the size asked for. At: pages. */
export const STATUS_MEMORY = 2;
/** A loan has a value that is not finite. At: loan. Month: column. */
export const STATUS_LOAN_NOT_FINITE = 3;
/** A loan has a value outside its range. At: loan. Month: column. */
export const STATUS_LOAN_RANGE = 4;
/** The balance of a loan stopped being finite. At: loan. */
export const STATUS_BALANCE = 5;
/** A curve has a value that is not finite or outside 0 to 1. At: curve. */
export const STATUS_CURVE = 6;
/** An index has a value that is not finite. At: index. */
export const STATUS_INDEX = 7;
/** The tail region is too small. At: the entries needed. */
export const STATUS_TAIL = 8;
/** An output of the waterfall is not finite. At: output. */
export const STATUS_OUTPUT = 9;
/** A cohort points outside its loans, curves or groups. At: cohort. Month: column. */
export const STATUS_COHORT = 10;
/** An instruction has an unknown operation or register. At: instruction. */
export const STATUS_PROGRAM = 11;
/** `project` was called before `open` or `prepare`. */
export const STATUS_ORDER = 12;
/** A table of generated paths or of behaviour points nowhere or holds no finite number. At: its region. Month: the entry. */
export const STATUS_PATHS = 13;

// Loans: columns of f64, one value a loan. Rates are decimals a year; months count from the cut-off.
export const LOAN_UPB = 0;
export const LOAN_RATE = 1;
export const LOAN_STRIP = 2;
/** Level payment a month, dollars; 0 where it is computed. */
export const LOAN_PAYMENT = 3;
export const LOAN_TERM = 4;
export const LOAN_AMORT_TERM = 5;
export const LOAN_INTEREST_ONLY = 6;
export const LOAN_INDEX = 7;
export const LOAN_MARGIN = 8;
export const LOAN_FIRST_RESET = 9;
export const LOAN_RESET_EVERY = 10;
export const LOAN_INITIAL_CAP = 11;
export const LOAN_PERIODIC_CAP = 12;
export const LOAN_LIFE_CAP = 13;
export const LOAN_LIFE_FLOOR = 14;
export const LOAN_LOOKBACK = 15;
export const LOAN_ROUNDING = 16;
export const LOAN_PREPAY_FACTOR = 17;
export const LOAN_DEFAULT_FACTOR = 18;
export const LOAN_COLUMNS = 19;

// Columns of trusts with loans that add interest to their balance, have prepayment penalties or are insured; others do without.
/** 1 where unpaid interest is added to the balance. */
export const LOAN_NEGATIVE = 19;
export const LOAN_PAYMENT_FIRST = 20;
export const LOAN_PAYMENT_EVERY = 21;
/** Largest change of the payment, a share of it. */
export const LOAN_PAYMENT_CAP = 22;
export const LOAN_RECAST_EVERY = 23;
/** Largest balance, a share of that at the cut-off; 0 for none. */
export const LOAN_BALANCE_CAP = 24;
export const LOAN_AGE = 25;
export const LOAN_PENALTY_UNTIL = 26;
/** Penalty as a share of what is prepaid, the penalized share taken in. */
export const LOAN_PENALTY_RATE = 27;
/** Penalty in months of interest, the penalized share taken in. */
export const LOAN_PENALTY_MONTHS = 28;
/** One more than the list of penalties by month; 0 for none. */
export const LOAN_PENALTY_LIST = 29;
/** Share of the defaulted balance that the insurer pays at most; 0 for none. */
export const LOAN_COVERAGE = 30;
export const LOAN_COLUMNS_ALL = 31;

// Cohorts: columns of i32, one value a cohort. A cohort is a run of loans, longest term first.
export const COHORT_FIRST = 0;
export const COHORT_COUNT = 1;
export const COHORT_GROUP = 2;
export const COHORT_LOOP = 3;
export const COHORT_FLAGS = 4;
export const COHORT_LAG = 5;
export const COHORT_EXTRA = 6;
export const COHORT_SMM = 7;
export const COHORT_MDR = 8;
export const COHORT_SEVERITY = 9;
/** The cohort's place among the fixed cohorts: the row of its sums in REGION_FIXED_SUMS. */
export const COHORT_SLOT = 10;
/** One more than the curve of the delinquent share of performing balances; 0 for none. */
export const COHORT_DELINQUENT = 11;
/** Months of advances. */
export const COHORT_ADVANCES = 12;
/** Months from default until the property is owned. */
export const COHORT_OWNED = 13;
/** Months from liquidation to an insurance claim. */
export const COHORT_CLAIM_LAG = 14;
export const COHORT_COLUMNS = 15;

// Loops: how a cohort is projected.
export const LOOP_FIXED = 0;
export const LOOP_ADJUSTABLE = 1;
export const LOOP_FULLER = 2;
/** Loans with payment terms of their own, one at a time. */
export const LOOP_DETAILED = 3;
export const LOOP_COUNT = 4;

// Cohort flags.
export const FLAG_ADVANCE_PRINCIPAL = 1;
export const FLAG_ADVANCE_INTEREST = 2;
export const FLAG_STOP_DEFAULTS = 4;
/** Some path has defaults: without it nothing of the default formulas is run. */
export const FLAG_DEFAULTS = 8;
/** Interest lost on what prepays is asked for. */
export const FLAG_PREPAID_INTEREST = 16;
/** Some loan adds interest to its balance: SUM_DEFERRED is used. */
export const FLAG_DEFERS = 32;
/** Some loan pays prepayment penalties: SUM_PENALTY is used. */
export const FLAG_PENALTIES = 64;
/** What defaults is followed vintage by vintage: advances that end, proceeds, owned property, claims. Only in the fuller loop. */
export const FLAG_SERVICED = 128;
/** Advances are made within proceeds to come. */
export const FLAG_RECOVERABLE = 256;
/** Severity is of property proceeds, off which advances come first. */
export const FLAG_GROSS = 512;

// Sums of a cohort by month: what credit needs of its loans.
/** Start-of-month scheduled balance. */
export const SUM_BEGIN = 0;
/** End-of-month scheduled balance of the same loans. */
export const SUM_END = 1;
/** Start balance x monthly rate. */
export const SUM_INTEREST = 2;
/** Start balance x monthly strip. */
export const SUM_STRIP = 3;
export const SUM_COUNT = 4;
/** Interest added to balances. */
export const SUM_DEFERRED = 4;
/** End balance x penalty a dollar prepaid. */
export const SUM_PENALTY = 5;
export const SUM_COUNT_ALL = 6;

// Remittance quantities of a collateral group, each a plane [period][path]; row 0 is the cut-off.
export const REMIT_PERFORMING = 0;
export const REMIT_FORECLOSURE = 1;
export const REMIT_DEFAULTS = 2;
export const REMIT_PREPAID = 3;
export const REMIT_AMORTIZED = 4;
export const REMIT_AMORTIZED_DEFAULTED = 5;
export const REMIT_RECOVERY = 6;
export const REMIT_LOSS = 7;
export const REMIT_INTEREST_DUE = 8;
export const REMIT_INTEREST_LOST = 9;
export const REMIT_SERVICING = 10;
/** Interest added to balances, performing and in foreclosure. */
export const REMIT_DEFERRED = 11;
export const REMIT_PENALTY = 12;
/** Performing balances 60 and more days late, at a moment. */
export const REMIT_DELINQUENT = 13;
/** A month's net interest on what prepaid. */
export const REMIT_PREPAID_INTEREST = 14;
/** Real estate owned, part of what is in foreclosure. */
export const REMIT_OWNED = 15;
export const REMIT_COUNT = 16;

// Instructions: five i32 each: operation, destination, and three operands. Operands are registers unless said otherwise.
export const INSTRUCTION_WORDS = 5;
/** dst = remittance plane a at this period + b. */
export const OP_LOAD_REMIT = 0;
/** dst = index a at the first month of this period. */
export const OP_LOAD_INDEX = 1;
/** dst = scalar a at this period, the same on every path. */
export const OP_LOAD_SCALAR = 2;
export const OP_ADD = 3;
export const OP_SUB = 4;
export const OP_MUL = 5;
/** dst = b == 0 ? c : a / b. */
export const OP_DIV = 6;
export const OP_MIN = 7;
export const OP_MAX = 8;
export const OP_LT = 9;
export const OP_LE = 10;
export const OP_EQ = 11;
/** The three comparisons of money: half a cent is no difference. */
export const OP_LT_MONEY = 12;
export const OP_LE_MONEY = 13;
export const OP_EQ_MONEY = 14;
/** dst = a != 0 ? b : c. */
export const OP_SELECT = 15;
/** dst = nearest multiple of b, ties to even. */
export const OP_ROUND = 16;
/** dst = greatest multiple of b not above a. */
export const OP_FLOOR = 17;
/** dst = a: state carried to the next period. */
export const OP_MOVE = 18;
/** Output plane dst at this period = a. */
export const OP_STORE = 19;
/** Check dst = max(check, |a|). */
export const OP_BREACH = 20;
/** dst = sum over earlier periods k of output c at k x remittance plane a at this period + b - k. */
export const OP_CONVOLVE = 21;
export const OP_COUNT = 22;

/** Half a cent: the difference that money comparisons ignore. */
export const HALF_CENT = 0.005;

// Values: what `price` makes of an output plane, each a row of paths.
export const VALUE_PRESENT = 0;
/** Sum of time x present value. */
export const VALUE_WEIGHTED = 1;
/** Sum of cash. */
export const VALUE_CASH = 2;
/** Sum of time x cash. */
export const VALUE_CASH_WEIGHTED = 3;
export const VALUE_COUNT = 4;

// Generated paths: i32 words of REGION_PATH_PLAN.
export const PLAN_SEED_LOW = 0;
export const PLAN_SEED_HIGH = 1;
/** Which of the independent randomizations. */
export const PLAN_RANDOMIZATION = 2;
/** The number of the path in the first lane. */
export const PLAN_FIRST_PATH = 3;
export const PLAN_FLAGS = 4;
/** For tests: counter and key, and the four words they give. */
export const PLAN_COUNTER = 5;
/** Not 0: REGION_VARIABLES has what would be drawn. */
export const PLAN_DRAWN = 15;
export const PLAN_WORDS = 16;

// Flags of PLAN_FLAGS.
/** Path 2k + 1 has the variables of path 2k with the other sign. */
export const PLAN_ANTITHETIC = 1;
/** Levels are points of a Brownian bridge; otherwise a level is a month. */
export const PLAN_BRIDGE = 2;
export const PLAN_OWEN = 4;
export const PLAN_SHIFT = 8;
/** Variables are moved and scaled by REGION_MOMENTS. */
export const PLAN_MATCHED = 16;

/** Words of a dimension: 32 directions, then the seed of its hash and its shift, which the kernel writes. */
export const DIRECTION_HASH = 32;
export const DIRECTION_SHIFT = 33;
export const DIRECTION_WORDS = 36;

// Stages of `generate`, each with those before it: benchmarks stop at one.
export const STAGE_WORDS = 1;
export const STAGE_NORMALS = 2;
export const STAGE_BRIDGE = 3;
export const STAGE_STATES = 4;
export const STAGE_EXPONENTS = 5;
export const STAGE_ALL = 6;

// Functions that tests and benchmarks call by themselves.
export const FUNCTION_EXPONENTIAL = 0;
export const FUNCTION_LOGARITHM = 1;
export const FUNCTION_INVERSE_NORMAL = 2;
