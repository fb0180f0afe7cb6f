/** The types that clients are given: made from the description as it is, and the same as those that the service answers by. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Static } from 'typebox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { components, paths } from '../../api/client/index.d.ts';
import type { VectorAnswer } from '../../api/schemas/deals.ts';
import type { RunAnswer } from '../../api/schemas/runs.ts';
import { CLIENT_FOLDER, stampOf } from '../../api/writeClient.ts';
import { OPENAPI_FILE } from '../../api/writeOpenapi.ts';
import { openClient, post } from './service.ts';

type Json<Of> = Of extends { content: { 'application/json': infer Body } } ? Body : never;
type Open = 'asked' | 'links';
type VectorRoute = paths['/v1/vectors']['post'];

describe('the types of a client', () => {
  it('are of the description as it is: `node api/writeClient.ts` makes them anew', () => {
    expect(readFileSync(join(CLIENT_FOLDER, 'index.d.ts'), 'utf8')).toContain(
      `made from ${stampOf(readFileSync(OPENAPI_FILE, 'utf8'))}.`,
    );
  });

  it('have every path and every shape that is named', () => {
    const text = readdirSync(CLIENT_FOLDER)
      .map((name) => readFileSync(join(CLIENT_FOLDER, name), 'utf8'))
      .join('');
    const { paths: described, components: named }: { paths: object; components: { schemas: object } } = JSON.parse(
      readFileSync(OPENAPI_FILE, 'utf8'),
    );
    for (const path of Object.keys(described)) expect(text).toContain(`'${path}': {`);
    for (const name of Object.keys(named.schemas)) expect(text).toContain(`readonly ${name}:`);
  });

  it("say the same as the service's own: the compiler checks it", () => {
    expectTypeOf<components['schemas']['Run']>().toExtend<RunAnswer>();
    // What an open object may hold is the client's word; all else is the same both ways.
    expectTypeOf<Omit<RunAnswer, Open>>().toExtend<Omit<components['schemas']['Run'], Open>>();
    expectTypeOf<Json<VectorRoute['responses'][200]>>().toExtend<Static<typeof VectorAnswer>>();
    // A field that is not there would be any type, and any type fits.
    expectTypeOf<components['schemas']['Run']['status']>().not.toBeAny();
  });

  it('fit a request that is sent and the answer that comes', async () => {
    const { app } = await openClient();
    const body: Json<NonNullable<VectorRoute['requestBody']>> = { text: '6 CPR', months: 2 };
    const answer: Json<VectorRoute['responses'][200]> = JSON.parse((await post(app, '/vectors', body)).body);
    // 6 CPR is 1 - 0.94^(1/12) a month.
    expect(answer.values.map((value) => value.toFixed(12))).toEqual(Array(2).fill((1 - 0.94 ** (1 / 12)).toFixed(12)));
  });
});
