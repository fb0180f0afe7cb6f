/** Hedges with terms of their own, and classes made of shares of others. */
import type { Expression } from './expression.ts';
import { parseNumber, rateExpected } from './expression.ts';
import type { FaultList } from './faults.ts';
import type { NameTable } from './names.ts';
import type { ResolvedExchange, ResolvedHedge } from './resolved.ts';
import type { HedgeFile } from './schema.ts';

type ExpressionOf = (source: string | number | boolean, place: string) => Expression;

export function resolveHedge(
  name: string,
  given: HedgeFile,
  names: NameTable,
  faults: FaultList,
  expression: ExpressionOf,
): ResolvedHedge {
  const place = `hedges.${name}`;
  const { kind, index, notional } = given;
  if (kind === undefined) {
    const spare = Object.keys(given).filter((field) => field !== 'about');
    if (spare.length > 0) faults.add('DEAL_SHAPE', place, spare.join(', '), '`kind` with them');
    return { name };
  }
  if (index === undefined || notional === undefined)
    faults.add('DEAL_SHAPE', place, 'too little', '`index` and `notional` with `kind`');
  if (index !== undefined && names.kind(index) !== 'index')
    faults.add('DEAL_UNKNOWN_NAME', `${place}.index`, index, names.insteadOf(index, 'index'));
  const needed = kind === 'swap' ? 'fixed' : 'strike';
  if (given[needed] === undefined) faults.add('DEAL_SHAPE', `${place}.${needed}`, 'nothing', `the ${needed} rate of a ${kind}`);
  const rate = (field: 'fixed' | 'strike' | 'ceiling') => {
    const value = parseNumber(given[field] ?? 0);
    if (!(value >= 0 && value <= 1)) faults.add('DEAL_RANGE', `${place}.${field}`, given[field], rateExpected(value));
    return value;
  };
  return {
    name,
    terms: {
      kind,
      index: index ?? '',
      notional: expression(notional ?? 0, `${place}.notional`),
      fixed: rate('fixed'),
      fixedDays: given.fixedDays ?? '30/360',
      floatDays: given.floatDays ?? 'act/360',
      strike: rate('strike'),
      ...(given.ceiling !== undefined && { ceiling: rate('ceiling') }),
    },
  };
}

export function resolveExchange(
  name: string,
  of: Readonly<Record<string, number | string>>,
  names: NameTable,
  faults: FaultList,
): ResolvedExchange {
  const parts = Object.entries(of).map(([tranche, given]) => {
    const place = `exchanges.${name}.of.${tranche}`;
    const share = parseNumber(given);
    if (names.kind(tranche) !== 'tranche') faults.add('DEAL_UNKNOWN_NAME', place, tranche, names.insteadOf(tranche, 'tranche'));
    if (!(share > 0 && share <= 1)) faults.add('DEAL_RANGE', place, given, 'a share above 0, at most 100%');
    return { tranche, share };
  });
  if (parts.length === 0) faults.add('DEAL_EMPTY', `exchanges.${name}.of`, 'no parts', 'at least one tranche and its share');
  return { name, parts };
}
