/** A snapshot on thousands of joint paths of rates, home prices and speeds. */
import Type from 'typebox';
import { fail, MODEL_KINDS, SIMULATED_MEASURES, SIMULATION_RUNS, simulationRequest } from '../../../host/index.ts';
import { confinedSnapshot } from '../../snapshots/confine.ts';
import { runKind } from './kind.ts';
import { postedFile } from './postedFile.ts';
import { snapshot, trust, withSnapshot } from './snapshotField.ts';

const LONGEST = 1024 * 1024;
const PATHS = 1_024;
const RANDOMIZATIONS = 8;
const optional = Type.Optional;

export const simulation = runKind({
  kind: SIMULATION_RUNS.kind,
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
    paths: optional(Type.Integer({ minimum: 1, description: `paths in all; default ${PATHS}` })),
    randomizations: optional(Type.Integer({ minimum: 1, description: `independent parts of them; default ${RANDOMIZATIONS}` })),
    seed: optional(Type.Integer({ minimum: 0, description: "default: the model's" })),
    measures: optional(Type.Enum([...SIMULATED_MEASURES], { description: `${SIMULATED_MEASURES.join(', ')}; default base` })),
    untilError: optional(
      Type.Number({
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        description: 'double the paths until the standard error is within this share',
      }),
    ),
    withPaths: optional(Type.Boolean({ description: 'keep the value of every instrument on every path' })),
  },
  titleOf: (asked) => `${asked.snapshot}, simulation`,
  settled: async (asked, data) => {
    if (asked.model !== undefined && asked.modelText !== undefined)
      fail({ code: 'REQUEST_INVALID', place: 'model', got: 'both model and modelText', expected: 'one of them' });
    return withSnapshot(asked, data);
  },
  runs: SIMULATION_RUNS,
  requestOf: async ({ snapshot: name, modelText, ...asked }, data) => {
    const { model = 'g2pp', paths = PATHS, randomizations = RANDOMIZATIONS, measures = 'base', ...more } = asked;
    return simulationRequest(data, await confinedSnapshot(data, name), {
      ...more,
      model: modelText === undefined ? model : await postedFile(data, 'models', modelText),
      ...{ paths, randomizations, measures },
    });
  },
});
