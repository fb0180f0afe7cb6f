/** `weir keys`: who may use the service. */
import { type Command, Option } from 'commander';
import { openData } from '../index.ts';
import { textTable } from '../report/table.ts';
import { type ClusterOptions, clusterOf } from './cluster.ts';
import { addData, askedBy, type DataOptions, folderOf } from './data.ts';
import { print, printJson } from './ending.ts';
import { addJson } from './options.ts';

const EXAMPLES = `
A viewer reads; an analyst also runs, uploads and schedules; an admin also reads the audit log. A key is shown once: only its hash is kept.

Examples:
  npx weir keys create --role analyst --name "risk desk"
  npx weir keys list
  npx weir keys list --cluster postgres://weir:secret@db/weir      those of the services of a cluster
  npx weir keys revoke 3fa2b81c07`;

export function addKeys(program: Command): void {
  const keys = program
    .command('keys')
    .summary('who may use the service')
    .description('Makes, lists and revokes keys of the service.');
  keys.addHelpText('after', EXAMPLES);

  const create = keys
    .command('create')
    .description('Makes a key and shows it, this once.')
    .addOption(new Option('--role <role>', 'what it may do').choices(['viewer', 'analyst', 'admin']).makeOptionMandatory())
    .requiredOption('--name <who>', 'whose it is');
  addJson(addPlace(create)).action(async (options: PlaceOptions & { role: string; name: string }) => {
    await withKeys(options, true, async ({ createKey, isRole }, database) => {
      const { role, name } = options;
      if (!isRole(role)) throw new Error(`keys: ${role}`);
      const { text, record } = await createKey(database, { role, name, by: askedBy() });
      if (options.json === true) printJson({ key: text, ...record });
      else print(text);
    });
  });

  const list = keys.command('list').description('Lists keys, without what opens anything.');
  addJson(addPlace(list)).action(async (options: PlaceOptions) => {
    await withKeys(options, false, async ({ listKeys }, database) => {
      const all = await listKeys(database);
      if (options.json === true) printJson(all);
      else
        print(
          textTable([
            ['Key', 'Name', 'Role', 'Made', 'Revoked'],
            'rule',
            ...all.map(({ id, name, role, created, revoked }) => [
              id,
              name,
              role,
              created.slice(0, 10),
              revoked?.slice(0, 10) ?? '',
            ]),
          ]),
        );
    });
  });

  const revoke = keys
    .command('revoke')
    .description('Makes a key useless, from its next use on.')
    .argument('<id>', 'the id of a key');
  addJson(addPlace(revoke)).action(async (id: string, options: PlaceOptions) => {
    await withKeys(options, false, async ({ revokeKey }, database) => {
      const record = await revokeKey(database, id);
      if (options.json === true) printJson(record);
      else print(`Key ${record.id} (${record.name}) opens nothing any more.`);
    });
  });
}

type Keys = typeof import('../../api/store/keys.ts');
type Database = Parameters<Keys['listKeys']>[0];

interface PlaceOptions extends DataOptions, Pick<ClusterOptions, 'cluster'> {}

function addPlace(command: Command): Command {
  return addData(command).option(
    '--cluster [url]',
    'keys of the services of a cluster: postgres://user:password@host/database; default: WEIR_CLUSTER',
  );
}

async function opened(options: PlaceOptions, create: boolean): Promise<Database> {
  if (options.cluster !== undefined) {
    const { openPostgres } = await import('../../api/cluster/postgres.ts');
    return openPostgres(clusterOf(options), () => undefined);
  }
  const { openDatabase } = await import('../../api/store/database.ts');
  const { databaseFile } = await import('../../api/store/place.ts');
  return openDatabase(databaseFile(await openData(folderOf(options), { create })));
}

/** Opens the database of the service for some work; a service may be at work on it. */
async function withKeys(
  options: PlaceOptions,
  create: boolean,
  work: (keys: Keys, database: Database) => Promise<void>,
): Promise<void> {
  const database = await opened(options, create);
  try {
    await work(await import('../../api/store/keys.ts'), database);
  } finally {
    await database.destroy();
  }
}
