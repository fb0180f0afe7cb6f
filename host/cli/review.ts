/** `weir review`: the curves of a snapshot tested before they are used, kept as a run, and what reviewers decide of them. */
import type { Command } from 'commander';
import {
  CURVE_REVIEW_RUNS,
  chooseCurves,
  curveReviewRequest,
  type Decision,
  type DecisionKind,
  decide,
  type ReviewOutcome,
  reviewFolder,
  reviewKeyOf,
  runKept,
  standingsOf,
} from '../index.ts';
import { reviewText } from '../report/review.ts';
import { addData, askedBy, type DataOptions, dataOf } from './data.ts';
import { print, printJson } from './ending.ts';
import { type KeepOptions, type RunWork, tellRun } from './keptRun.ts';
import { addJson, listOf, terminalWidth } from './options.ts';
import { watched } from './run.ts';

const EXAMPLES = `
Examples:
  npx weir review examples/portfolio/2011-03-31
  npx weir review examples/portfolio/2011-03-31 --trust alt-a-2005-1
  npx weir review accept examples/portfolio/2011-03-31 --trust alt-a-2005-1 --cohort second --by "B. Hill" --why "in line with losses of the year"
  npx weir review return examples/portfolio/2011-03-31 --trust alt-a-2007-1 --cohort late --curve default --by "B. Hill" --why "twice what came"

Thresholds are those of review.yaml in the snapshot's folder, or of --tests; host/analysis/REVIEW.md says what they are. Decisions are kept
in the data folder; a snapshot with 'unreviewedCurves: refuse' is valued only with curves that were reviewed.`;

interface ReviewCliOptions extends DataOptions {
  readonly trust?: string;
  readonly tests?: string;
  readonly homePrices?: string;
}

interface DecideCliOptions extends DataOptions {
  readonly trust: string;
  readonly cohort?: string;
  readonly curve?: string;
  readonly by: string;
  readonly why: string;
}

/** What each verb of the command line decides, and what it is for. */
const VERBS: Readonly<Record<string, readonly [DecisionKind, string]>> = {
  accept: ['accepted', 'take curves as they are'],
  override: ['overridden', "say that curves are the reviewer's own, in place of the third party's"],
  return: ['returned', 'send curves back: they are not to be used'],
};

export function addReview(program: Command): void {
  const review = program
    .command('review')
    .summary('curves before they are used: tests, flags, decisions')
    .description(
      "Holds every curve of a snapshot against what the loans did, against the last snapshot's, against peers and home prices, and looks at its shape. Flags are for a reviewer, who accepts, overrides or returns.",
    )
    .argument('<snapshot>', 'the folder of a snapshot')
    // Options behind `accept` are those of `accept`.
    .enablePositionalOptions()
    .option('--trust <names>', 'tell of these trusts only')
    .option('--tests <file>', 'thresholds; default: review.yaml of the snapshot')
    .option('--home-prices <file>', 'a table of month,index instead of the one that the thresholds name');
  addJson(addData(review)).addHelpText('after', EXAMPLES).action(show);
  for (const [verb, [decision, about]] of Object.entries(VERBS)) {
    const command = review
      .command(verb)
      .summary(about)
      .description(`Decides on curves, for the log in the data folder: ${about}.`)
      .argument('<snapshot>', 'the folder of a snapshot')
      .requiredOption('--trust <names>', 'of these trusts')
      .option('--cohort <names>', 'of these cohorts; default: all')
      .option('--curve <names>', 'prepayment, default, severity; default: all three')
      .requiredOption('--by <name>', 'the reviewer')
      .requiredOption('--why <text>', 'the reason');
    addJson(addData(command))
      .addHelpText('after', EXAMPLES)
      .action((folder: string, options: DecideCliOptions) => settle(folder, decision, options));
  }
}

async function show(folder: string, options: ReviewCliOptions): Promise<void> {
  const { tests, homePrices } = options;
  const data = await dataOf(options, true);
  const request = await curveReviewRequest(data, folder, {
    ...(tests !== undefined && { tests }),
    ...(homePrices !== undefined && { homePrices }),
  });
  await tellReview(options, data.root, (how) => runKept(CURVE_REVIEW_RUNS, data, request, how));
}

/** Does a review and prints it, beside what was decided. */
export async function tellReview(
  options: KeepOptions & { readonly trust?: string },
  root: string,
  work: RunWork<ReviewOutcome>,
): Promise<void> {
  const trusts = options.trust === undefined ? undefined : listOf(options.trust);
  const isTold = ({ trust }: { readonly trust: string }) => trusts === undefined || trusts.includes(trust);
  await tellRun(options, root, work, {
    what: 'Reviewing',
    ...(trusts !== undefined && { trusts }),
    text: (value) => {
      const standing = standingsOf(value.log);
      return reviewText(value.review, { standing, width: terminalWidth(), ...(trusts !== undefined && { trusts }) });
    },
    json: (value) => {
      const { review, testsFile, log } = value;
      return { ...review, trusts: review.trusts.filter(isTold), testsFile, decisions: log.entries };
    },
  });
}

async function settle(folder: string, decision: DecisionKind, options: DecideCliOptions): Promise<void> {
  const { trust, cohort, curve, by, why, json } = options;
  const { snapshot, review } = await watched('Reviewing', ({ signal, onProgress }) =>
    reviewFolder(folder, { signal, onProgress }),
  );
  const chosen = chooseCurves(review, {
    trusts: listOf(trust),
    ...(cohort !== undefined && { cohorts: listOf(cohort) }),
    ...(curve !== undefined && { curves: listOf(curve) }),
  });
  const data = await dataOf(options, true);
  const decisions = chosen.map(
    (each): Decision => ({
      decision,
      trust: each.trust,
      cohort: each.cohort,
      curve: each.curve,
      text: each.text,
      reviewer: by,
      why,
    }),
  );
  const entry = await decide(data, reviewKeyOf(snapshot), askedBy(), decisions);
  if (json === true) printJson(entry);
  else {
    const lines = decisions.map(({ trust: name, cohort: of, curve: kind, text }) => `  ${name}, ${of}, ${kind}: ${text}`);
    print(
      [
        `${decisions.length === 1 ? '1 curve' : `${decisions.length} curves`} ${decision} by ${by}; entry ${entry.seq} of the log.`,
        ...lines,
      ].join('\n'),
    );
  }
}
