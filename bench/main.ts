import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { compareCollections } from './collections';
import { measureLimits } from './limits';
import { measureReport } from './report';
import {
  demandOf,
  describeMachine,
  figure,
  isMet,
  markdownOf,
  type PartResult,
  tellProgress,
  writeResult,
} from './results';
import { type ProviderId, SIZES, TENANTS } from './tenants';

/**
 * What a collection costs beside its floor, what limits and outages cost it, and how large its
 * report is. Everything takes about 25 minutes on 2 cores, and is written to bench/results;
 * what is chosen by an argument is printed only.
 *
 *     npm run bench -- [--only collections,limits,report] [--provider acme,okta]
 *       [--size small,medium,large] [--rounds 3] [--check] [--held] [--profile FOLDER]
 *
 * `--check` ends with exit code 1 where a goal is missed; a step that failed always does. `--held`
 * collects garbage all the time, and tells what is left: times say nothing then. `--profile` writes
 * CPU profiles of the connector, which Chromium's developer tools open.
 */

const PARTS = ['collections', 'limits', 'report'] as const;

type Part = (typeof PARTS)[number];

function readArguments() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      provider: { type: 'string' },
      size: { type: 'string' },
      rounds: { type: 'string' },
      check: { type: 'boolean', default: false },
      held: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  const providers = Object.keys(TENANTS) as ProviderId[];
  const narrows = [values.provider, values.size, values.rounds, values.profile];
  return {
    ...values,
    parts: chosen('--only', values.only, PARTS),
    providers: chosen('--provider', values.provider, providers),
    sizes: chosen('--size', values.size, SIZES),
    rounds: values.rounds === undefined ? undefined : Number(values.rounds),
    isWhole: !values.held && narrows.every((each) => each === undefined),
  };
}

/** @throws Error that names what can be chosen */
function chosen<T extends string>(
  option: string,
  text: string | undefined,
  known: readonly T[],
): readonly T[] {
  if (text === undefined) return known;
  const names = text.split(',');
  const unknown = names.find((name) => !known.some((each) => each === name));
  if (unknown !== undefined) {
    throw new Error(
      `${option} ${unknown}: it takes ${known.join(', ')}, separated by commas.`,
    );
  }
  return known.filter((each) => names.includes(each));
}

async function main(): Promise<void> {
  const { check, held, profile, ...choice } = readArguments();
  if (profile !== undefined) await mkdir(profile, { recursive: true });
  const machine = await describeMachine();
  const parts: Record<Part, () => Promise<PartResult>> = {
    collections: () =>
      compareCollections({
        ...choice,
        env: held ? { BENCH_COLLECT_GARBAGE: '1' } : {},
        profiles: profile,
      }),
    limits: measureLimits,
    report: measureReport,
  };
  const results: PartResult[] = [];
  for (const name of choice.parts) {
    tellProgress(name);
    const result = await parts[name]();
    process.stdout.write(`${markdownOf(machine, result).join('\n')}\n`);
    if (choice.isWhole) await writeResult(machine, result);
    results.push(result);
  }
  const isFailed = summarize(results, choice.isWhole);
  const isMissed = results.some(({ goals }) => !goals.every(isMet));
  if (isFailed || (check && isMissed)) process.exitCode = 1;
}

/** @returns whether anything failed */
function summarize(results: readonly PartResult[], isWhole: boolean): boolean {
  const goals = results.flatMap((each) => each.goals);
  const failures = results.flatMap((each) => each.failures);
  const missed = goals.filter((goal) => !isMet(goal));
  for (const goal of missed) {
    tellProgress(
      `missed: ${goal.what}: ${figure(goal.value, goal.unit)}, ${demandOf(goal)} was demanded`,
    );
  }
  for (const failure of failures) tellProgress(failure);
  tellProgress(
    `${goals.length - missed.length} of ${goals.length} goals met; ` +
      (isWhole ? 'written to bench/results' : 'nothing was written'),
  );
  return failures.length > 0;
}

void main();
