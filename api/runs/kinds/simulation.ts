/** A snapshot on thousands of joint paths of rates, home prices and speeds. */
import Type from 'typebox';
import {
  checkSimulation,
  fail,
  MODEL_KINDS,
  MOST_PATHS,
  MOST_RANDOMIZATIONS,
  RANDOMIZATIONS,
  SIMULATED_MEASURES,
  SIMULATION_RUNS,
  simulationRequest,
} from '../../../host/index.ts';
import { runKind } from './kind.ts';
import { snapshot, trust, withSnapshot } from './snapshotField.ts';

const LONGEST = 1024 * 1024;
const PATHS = 1_024;
const MOST_QUOTES = 1_000;
const optional = Type.Optional;
const name = (description: string) => Type.String({ minLength: 1, maxLength: 200, description });

const Quote = Type.Object(
  {
    trust: name('the name of a trust'),
    instrument: name('a class, a hedge, collateral or residual'),
    price: optional(Type.Number({ description: 'per 100 of balance or notional, without accrued interest' })),
    value: optional(Type.Number({ description: 'dollars for all of it, accrued interest included' })),
    oas: optional(Type.Number({ description: 'a spread over the rates of the paths, a decimal a year, continuous' })),
  },
  { additionalProperties: false, description: 'an instrument of a trust, and one of price, value and oas' },
);

export const simulation = runKind({
  kind: SIMULATION_RUNS.kind,
  also: ['simulate'],
  about: 'values, spreads and risk on joint paths of rates, home prices and speeds',
  fields: {
    snapshot,
    trust,
    model: optional(Type.Enum([...MODEL_KINDS], { description: `one of ${MODEL_KINDS.join(', ')}; default g2pp` })),
    modelText: optional(
      Type.String({
        maxLength: LONGEST,
        description: 'a model, as the text of a YAML file (host/scenarios/market/MODEL.md), instead of `model`',
      }),
    ),
    behaviour: optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description:
            'how borrowers answer to rates and home prices: the object that a behaviour file holds (host/scenarios/BEHAVIOUR.md)',
        },
      ),
    ),
    paths: optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_PATHS,
        description: `paths in all, 1 to ${MOST_PATHS}, rounded up to whole 64s of each randomization; default ${PATHS}`,
      }),
    ),
    randomizations: optional(
      Type.Integer({
        minimum: 1,
        maximum: MOST_RANDOMIZATIONS,
        description: `independent parts of them, 1 to ${MOST_RANDOMIZATIONS}; default ${RANDOMIZATIONS}`,
      }),
    ),
    seed: optional(
      Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "a whole number; default: the model's" }),
    ),
    measures: optional(Type.Enum([...SIMULATED_MEASURES], { description: `${SIMULATED_MEASURES.join(', ')}; default base` })),
    untilError: optional(
      Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'double the paths until the standard error is within this share, above 0 and below 1',
      }),
    ),
    quotes: optional(
      Type.Array(Quote, {
        minItems: 1,
        maxItems: MOST_QUOTES,
        description: `a list of up to ${MOST_QUOTES} prices whose spreads are told, and spreads whose prices are`,
      }),
    ),
    stream: optional(
      Type.Boolean({
        description:
          'events `progress` tell in `partial` what is known after each randomization: means and their standard errors',
      }),
    ),
    control: optional(
      Type.Boolean({
        description: 'correct means by control variates unless they seem to do harm, and tell both standard errors',
      }),
    ),
    withPaths: optional(Type.Boolean({ description: 'keep the value of every instrument on every path' })),
  },
  titleOf: (asked) => `${asked.snapshot}, simulation`,
  settled: (asked, data) =>
    withSnapshot(
      asked,
      data,
      () => {
        if (asked.model !== undefined && asked.modelText !== undefined)
          fail({ code: 'REQUEST_INVALID', place: 'model', got: 'both model and modelText', expected: 'one of them' });
      },
      () => {
        const { behaviour: _, ...figures } = asked;
        checkSimulation({ paths: PATHS, ...figures });
      },
    ),
  runs: SIMULATION_RUNS,
  tellsPartials: ({ stream }) => stream === true,
  requestOf: async ({ snapshot: name, modelText, behaviour, stream: _, ...asked }, { data, folderOf, posted }) => {
    const { model = 'g2pp', paths = PATHS, randomizations = RANDOMIZATIONS, measures = 'base', ...more } = asked;
    return simulationRequest(data, await folderOf(name), {
      ...more,
      model: modelText === undefined ? model : await posted('modelText', modelText),
      ...(behaviour !== undefined && { behaviour: await posted('behaviour', JSON.stringify(behaviour, null, 2)) }),
      ...{ paths, randomizations, measures },
    });
  },
});
