/** Options that several commands share, and what their texts mean. */
import type { Command } from 'commander';
import { fail, type ScenarioRequest } from '../index.ts';

/** Columns of text where the terminal does not say. */
const WIDTH = 100;
const NARROWEST = 40;

/** Options as Commander gives them. */
export interface ScenarioOptions {
  readonly speeds?: string;
  readonly cdr?: string;
  readonly severity?: string;
  readonly lag?: string;
  readonly index?: string;
  /** False with `--no-call`. */
  readonly call: boolean;
  readonly variant?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

/** What a deal is run under. */
export function addScenarioOptions(command: Command, speeds: string): Command {
  return command
    .option('--speeds <list>', `prepayment, ${speeds}; default: the deal's own`)
    .option('--cdr <vector>', 'defaults, in CDR unless the text says otherwise: 2, "0 ramp 3 for 30", "SDA 100"')
    .option('--severity <percent>', 'share of a defaulted balance that is lost: 40 is 40 percent')
    .option('--lag <months>', 'months from default to liquidation')
    .option('--index <rates>', 'index rates, in percent: "LIBOR_1M=3.57%, CMT_1Y=3.9%"')
    .option('--no-call', 'leave the optional call out')
    .option('--variant <name>', 'which reading of the documents, where the deal has several; a list or all compares them');
}

export function addWorkers(command: Command): Command {
  return command.option('--workers <n>', 'threads; 0 is none besides this one; default: as the work needs');
}

export function addJson(command: Command): Command {
  return command.option('--json', 'print JSON');
}

/** The request of the options given. Throws: REQUEST_INVALID. */
export function requestOf(options: ScenarioOptions): ScenarioRequest {
  return {
    ...(options.speeds !== undefined && { speeds: options.speeds }),
    ...(options.cdr !== undefined && { cdr: options.cdr }),
    ...(options.severity !== undefined && { severity: options.severity }),
    ...(options.lag !== undefined && { lag: numberOf('lag', options.lag) }),
    ...(options.index !== undefined && { index: options.index }),
    ...(options.variant !== undefined && { variant: options.variant }),
    ...(!options.call && { noCall: true }),
  };
}

/** The whole number of an option, not negative. Throws: REQUEST_INVALID. */
export function numberOf(place: string, text: string): number {
  if (!/^\d{1,9}$/.test(text.trim()))
    fail({ code: 'REQUEST_INVALID', place, got: `'${text}'`, expected: 'a whole number, not negative' });
  return Number(text);
}

/** `A1, A2` as names. */
export function listOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** How wide text may be. Units: characters. */
export function terminalWidth(): number {
  // A terminal that does not know its width says 0.
  return Math.max(NARROWEST, process.stdout.columns || WIDTH);
}
