/** Turns go in the order in which they were asked for. */
import { describe, expect, it } from 'vitest';
import { Turns } from '../../host/cluster/turns.ts';

const never = new AbortController().signal;

/** Who has had a turn, once all that can happen has. */
async function told(begun: readonly string[]): Promise<string> {
  await new Promise(setImmediate);
  return begun.join(' ');
}

describe('turns', () => {
  it('are given to so many at a time, first come first served', async () => {
    const turns = new Turns(() => 2);
    const begun: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) void turns.take(never).then(() => begun.push(name));
    expect(await told(begun)).toBe('a b');
    turns.give();
    expect(await told(begun)).toBe('a b c');
    turns.give();
    turns.give();
    expect(await told(begun)).toBe('a b c d');
    expect(turns.taken).toBe(1);
  });

  it('pass over those who have gone', async () => {
    const turns = new Turns(() => 1);
    const begun: string[] = [];
    const gone = new AbortController();
    await turns.take(never);
    const left = turns.take(gone.signal).catch(() => begun.push('b left'));
    void turns.take(never).then(() => begun.push('c'));
    gone.abort();
    await left;
    turns.give();
    expect(await told(begun)).toBe('b left c');
  });

  it('become more when there is more room', async () => {
    let room = 1;
    const turns = new Turns(() => room);
    const begun: string[] = [];
    for (const name of ['a', 'b', 'c']) void turns.take(never).then(() => begun.push(name));
    room = 3;
    turns.look();
    expect(await told(begun)).toBe('a b c');
  });
});
