/** The list of real estate that a trust owns, and what of it the deal sells when. */
import type { FaultList } from '../deal/faults.ts';
import type { GroupFile } from '../deal/schema.ts';
import { DOLLARS, type Grid, POSITIVE, readRows, TEXT } from './csv.ts';
import type { ReoProperty } from './records.ts';

/** Properties by `id,upb,proceeds,costs,month,state`, and `group` where the deal has several. Faults are added to the list. */
export function readReo(grid: Grid, groups: readonly string[], faults: FaultList): ReoProperty[] {
  const [only] = groups;
  const shape = { columns: ['id', 'upb', 'proceeds', 'costs', 'month', 'state'], optional: ['group'] };
  const seen = new Set<string>();
  return readRows(grid, shape, faults, (cell, place) => {
    const property = {
      id: cell('id', TEXT),
      upb: cell('upb', DOLLARS),
      proceeds: cell('proceeds', DOLLARS),
      costs: cell('costs', DOLLARS),
      month: cell('month', POSITIVE),
      state: cell('state', TEXT, ''),
      group: groups.length === 1 && only !== undefined ? cell('group', TEXT, only) : cell('group', TEXT),
    };
    if (property.group !== '' && !groups.includes(property.group))
      faults.add('SNAPSHOT_UNKNOWN_NAME', `${place}, group`, property.group, `one of the groups ${groups.join(', ')}`);
    if (property.id !== '' && seen.has(property.id))
      faults.add('TABLE_VALUE', `${place}, id`, `'${property.id}' a second time`, 'every property once');
    seen.add(property.id);
    return property;
  });
}

/** What the properties of a group bring the deal; payment months go on from those already made. */
export function reoOfGroup(
  properties: readonly ReoProperty[],
  group: string,
  openingMonth: number,
): NonNullable<GroupFile['reo']> {
  return properties
    .filter((property) => property.group === group)
    .map(({ proceeds, costs, month }) => ({ proceeds, costs, month: month + openingMonth }));
}
