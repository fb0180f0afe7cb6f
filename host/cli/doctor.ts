/** `weir doctor`: what is there, what is broken, what to do. */
import type { Command } from 'commander';
import { examineCluster, examineData, examineInstallation, type Finding } from '../index.ts';
import { type ClusterOptions, clusterOf } from './cluster.ts';
import { addData, type DataOptions, folderOf } from './data.ts';
import { END, print, printJson } from './ending.ts';
import { addJson } from './options.ts';

const EXAMPLES = `
Examples:
  npx weir doctor                                    this installation and the data folder
  npx weir doctor --thorough                         and every checksum of it
  npx weir doctor --cluster postgres://weir:secret@db/weir

It changes nothing. Exit code: 0 nothing is broken, 1 something is.`;

interface DoctorOptions extends DataOptions, ClusterOptions {
  readonly thorough?: boolean;
}

const SIGNS = { ok: ' ok   ', note: ' note ', broken: ' !!   ' } as const;

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('what is there, what is broken, what to do')
    .description('Looks at the installation, a data folder and a cluster, and says what is broken and what to do about it.')
    .option('--cluster [url]', 'look at a cluster as well: postgres://user:password@host/database; default: WEIR_CLUSTER')
    .option('--thorough', 'read every file of results and check its checksum');
  addJson(addData(command)).addHelpText('after', EXAMPLES).action(examine);
}

async function examine(options: DoctorOptions): Promise<void> {
  const findings = [
    ...(await examineInstallation()),
    ...(await examineData(folderOf(options), { thorough: options.thorough === true })),
    ...(options.cluster === undefined ? [] : await examineCluster(clusterOf(options))),
  ];
  const broken = findings.filter(({ level }) => level === 'broken').length;
  if (options.json === true) printJson({ broken, findings });
  else
    print(
      `${findings.map(lineOf).join('\n')}\n\n${broken === 0 ? 'Nothing is broken.' : `${broken} ${broken === 1 ? 'thing is' : 'things are'} broken.`}`,
    );
  if (broken > 0) process.exitCode = END.missed;
}

function lineOf({ level, what, remedy }: Finding): string {
  return `${SIGNS[level]}${what}${remedy === undefined ? '' : `\n      -> ${remedy}`}`;
}
