import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { PACKAGE_ROOT } from '../scripts/sdkProject';

/** A figure, and what it has to be. */
export interface Goal {
  what: string;
  value: number;
  /** One of both is told. */
  most?: number;
  least?: number;
  unit: string;
}

/** What one part of the benchmark found. */
export interface PartResult {
  /** Of its files below bench/results. */
  name: string;
  title: string;
  /** Markdown below the title and the machine. */
  lines: string[];
  goals: Goal[];
  /** What went wrong, a line each: then no figure says anything. */
  failures: string[];
  /** All that was measured. */
  raw: unknown;
}

/** Where and with what the figures were measured. */
export type Machine = Record<string, string>;

/** The machine as it is when the benchmark begins. */
export async function describeMachine(): Promise<Machine> {
  const sdk = await readFile(
    path.join(
      PACKAGE_ROOT,
      'node_modules/@jupiterone/integration-sdk-runtime/package.json',
    ),
    'utf8',
  );
  const [one = { model: 'unknown' }, ...others] = cpus();
  const [load = 0] = loadavg();
  const isQuiet = load < 0.3;
  return {
    Date: new Date().toISOString().slice(0, 10),
    Machine: `${others.length + 1} × ${one.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`,
    'Node.js': process.version,
    SDK: (JSON.parse(sdk) as { version: string }).version,
    Commit: commit(),
    'Load at the beginning': isQuiet
      ? load.toFixed(1)
      : `${load.toFixed(1)}: the machine was not quiet, and times and CPU are too high`,
  };
}

function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: PACKAGE_ROOT, encoding: 'utf8' }).trim();
  try {
    const changes = git('status', '--porcelain', '--', 'src', 'simulators');
    return git('rev-parse', '--short', 'HEAD') + (changes && ', changed');
  } catch {
    return 'unknown';
  }
}

/** Writes a part's table, and all that was measured, below bench/results. */
export async function writeResult(
  machine: Machine,
  result: PartResult,
): Promise<void> {
  const folder = path.join(PACKAGE_ROOT, 'bench/results');
  await mkdir(folder, { recursive: true });
  const { name, goals, failures, raw } = result;
  await writeFormatted(
    path.join(folder, `${name}.md`),
    markdownOf(machine, result).join('\n'),
  );
  await writeFormatted(
    path.join(folder, `${name}.json`),
    JSON.stringify({ machine, goals, failures, raw }),
  );
}

/** Writes a file as the checks of this package want it. */
async function writeFormatted(file: string, text: string): Promise<void> {
  const options = await resolveConfig(file);
  await writeFile(file, await format(text, { ...options, filepath: file }));
}

/** A part as it is written: what it was measured on, its goals, its own lines. */
export function markdownOf(
  machine: Machine,
  { title, lines, goals, failures }: PartResult,
): string[] {
  return [
    `# ${title}`,
    '',
    'Written by `npm run bench`.',
    '',
    ...tableOf(['Fact', 'Value'], Object.entries(machine)),
    '',
    ...failures.map((failure) => `**${failure}**\n`),
    ...tableOf(
      ['Goal', 'Demanded', 'Measured', ''],
      goals.map((goal) => [
        goal.what,
        demandOf(goal),
        figure(goal.value, goal.unit),
        isMet(goal) ? 'met' : '**missed**',
      ]),
    ),
    '',
    ...lines,
    '',
  ];
}

/** Whether a figure is what it has to be; one that could not be measured is not. */
export function isMet({
  value,
  most = Infinity,
  least = -Infinity,
}: Goal): boolean {
  return value <= most && value >= least;
}

/** What a goal demands, in words. */
export function demandOf({ most, least, unit }: Goal): string {
  return most === undefined
    ? `at least ${least ?? ''} ${unit}`
    : `at most ${most} ${unit}`;
}

/** A number with two digits behind the point, or none where it is large. */
export function figure(value: number, unit: string): string {
  return `${value >= 1000 ? Math.round(value) : Number(value.toFixed(2))} ${unit}`;
}

/** Lines of a table. */
export function tableOf(head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  return [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = NaN, high = NaN] = [
    sorted[Math.floor(middle)],
    sorted[Math.ceil(middle)],
  ];
  return (low + high) / 2;
}

/** A number for people. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A line that tells what is being done. */
export function tellProgress(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}
