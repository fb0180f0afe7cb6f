// Further numbers that both sides of the boundary agree on, as layout.ts: what recipes of generated planes and rules of behaviour are made of.

// Recipes: columns of f64. Planes count the indices first, then those of REGION_MARKET.
export const RECIPE_KIND = 0;
/** The plane that is made. */
export const RECIPE_PLANE = 1;
/** The exponent, the state, the first of the bonds, or the plane it is made of. */
export const RECIPE_FROM = 2;
/** Bonds, or months. */
export const RECIPE_COUNT = 3;
/** Months from when it is observed until the row that it stands in. */
export const RECIPE_OFFSET = 4;
export const RECIPE_SCALE = 5;
export const RECIPE_FLOOR = 6;
/** The first entry of its history. */
export const RECIPE_HISTORY = 7;
/** Months from the last rate of an average to its own. */
export const RECIPE_LAG = 8;
export const RECIPE_COLUMNS = 9;

/** The power of e to an exponent: a discount factor, a home price, a multiplier. */
export const RECIPE_EXPONENT = 0;
export const RECIPE_STATE = 1;
/** (1 - last bond) / sum of weight x bond: a par rate; of one bond, a simple rate. */
export const RECIPE_PAR = 2;
/** Interest compounded over the last months: what a dollar grew by. */
export const RECIPE_COMPOUNDED = 3;
/** The mean of the last months of another plane. */
export const RECIPE_AVERAGE = 4;
export const RECIPE_KINDS = 5;

// Rules of behaviour: columns of f64. A rule is a function of a path by month; its curves are the given ones times the ratio of its value
// on the path to its value on the forward path, and times a multiplier. Planes count the indices first, then those of REGION_MARKET.
export const RULE_KIND = 0;
/** The multiplier's plane, or -1. */
export const RULE_MULTIPLIER = 1;
/** The mortgage rate's plane. */
export const RULE_MORTGAGE = 2;
/** The plane of the index that the loans follow, or -1 for fixed rates. */
export const RULE_INDEX = 3;
/** The first bucket of loan-to-value, and how many. */
export const RULE_FIRST_BUCKET = 4;
export const RULE_BUCKET_COUNT = 5;
/** Lowest and highest note rate; of a rule of defaults, lowest and highest rate of the index that moves payments. */
export const RULE_LOWEST_RATE = 6;
export const RULE_HIGHEST_RATE = 7;
/** Parameters of the function, as behaviour.ts has them. */
export const RULE_LEAST = 8;
export const RULE_STEEPNESS = 9;
export const RULE_CENTRE = 10;
export const RULE_RESPONSE = 11;
/** Months in which its loans are there: afterwards its curves are as given. */
export const RULE_MONTHS = 12;
export const RULE_COLUMNS = 13;

/** A bucket: its share of the balance, its loan-to-value at the cut-off, the plane of its home prices or -1. Those of one plane stand together. */
export const BUCKET_WEIGHT = 0;
export const BUCKET_LTV = 1;
export const BUCKET_HOME = 2;
export const BUCKET_COLUMNS = 3;

/** Functions of loan-to-value are tabulated at so many steps of leverage, from 0 to the highest, and linear between them. */
export const TABLE_STEPS = 1024;
export const TABLE_HIGHEST = 4;

/** Turnover, and refinancing by an S-curve with burnout. */
export const RULE_REFINANCE = 0;
/** Default by updated loan-to-value and payment shock. */
export const RULE_DEFAULT = 1;
/** Severity by updated loan-to-value. */
export const RULE_SEVERITY = 2;
/** The multiplier alone. */
export const RULE_PLAIN = 3;
export const RULE_KINDS = 4;

// Rows by month, those of refinancing: the mean note rate is FIXED + FOLLOWS x index, within the lowest and the highest.
export const RULE_ROW_FIXED = 0;
export const RULE_ROW_FOLLOWS = 1;
/** Prepayments that no rate moves, and those of an incentive without end before burnout, seasoned and damped by penalties. */
export const RULE_ROW_TURNOVER = 2;
export const RULE_ROW_REFINANCED = 3;
// Those of defaults and severities.
/** Share of the balance at the cut-off that the schedule has left. */
export const RULE_ROW_BALANCE = 0;
/** Of defaults: the payment over that at the cut-off is LEVEL + index x (SLOPE + index x BEND), the index within the lowest and the highest. */
export const RULE_ROW_PAYMENT_LEVEL = 1;
export const RULE_ROW_PAYMENT_SLOPE = 2;
export const RULE_ROW_PAYMENT_BEND = 3;
export const RULE_ROWS = 4;
