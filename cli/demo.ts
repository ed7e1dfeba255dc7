import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { GraphCounts } from '../scripts/collectedGraph';
import { isolatedEnvironment, PACKAGE_ROOT } from '../scripts/sdkProject';

import { isDuckDbInstalled } from './answers/graphDatabase';
import { processTerminal, type Terminal } from './collection/terminal';
import { type DemoProvider, type DemoStage, demoStages } from './demoStages';
import { exitCodeOf } from './report/problems';
import { openLine } from './reportPage/showReport';
import { writeReport } from './reportPage/writeReport';
import { collectAndSummarize } from './start';

const NEXT =
  'Next: copy .env.example to .env, fill it in, and collect your own provider: npm start';

/** Where the demonstration puts what it collects, and what it shows. */
export interface DemoOptions {
  projectPath: string;
  terminal: Terminal;
  /** Serves the provider. */
  startStage?: () => Promise<DemoStage>;
  /** Whether the whole log is shown. */
  isVerbose?: boolean;
}

/**
 * Shows the integration at work without credentials or network: serves a made-up account from this
 * machine, collects it as `npm start` does, compares what was collected with what is served, says
 * what that tells, and draws it.
 *
 * @returns the exit code
 */
export async function runDemo({
  projectPath,
  terminal,
  startStage = demoStages.okta,
  isVerbose = false,
}: DemoOptions): Promise<number> {
  const stage = await startStage();
  // The SDK reads .env from its working directory: an empty one keeps a developer's out.
  const cwd = await mkdtemp(path.join(tmpdir(), 'demo-'));
  terminal.write(`Serving ${stage.what} at ${stage.url}\n`);
  try {
    const report = await collectAndSummarize({
      projectPath,
      cwd,
      env: isolatedEnvironment(stage.env),
      isVerbose,
      terminal,
      mostTypeLines: 0,
      requestCount: () => stage.requests.length,
    });
    const exitCode = exitCodeOf(report);
    if (exitCode !== 0) return exitCode;
    const differences = compare(report.counts, stage.expected);
    if (differences.length > 0) {
      terminal.write(
        `The collection differs from what is served:\n${differences.join('\n')}\n`,
      );
      return 1;
    }
    terminal.write('\nThe counts of all types equal what is served.\n');
    terminal.write(`${await pageOf(projectPath)}${NEXT}\n`);
    return 0;
  } finally {
    await Promise.all([stage.stop(), rm(cwd, { recursive: true })]);
  }
}

/** Writes the report of what was collected, and says where; DuckDB, which it needs, is optional. */
async function pageOf(projectPath: string): Promise<string> {
  return isDuckDbInstalled()
    ? openLine(await writeReport({ projectPath }))
    : 'The report needs DuckDB: npm install @duckdb/node-api\n';
}

function compare(
  counts: GraphCounts | undefined,
  expected: Record<string, number>,
): string[] {
  const collected = new Map([
    ...(counts?.entities ?? []),
    ...(counts?.relationships ?? []),
  ]);
  const types = new Set([...Object.keys(expected), ...collected.keys()]);
  return [...types]
    .filter((type) => (collected.get(type) ?? 0) !== (expected[type] ?? 0))
    .map(
      (type) =>
        `  ${type}: collected ${collected.get(type) ?? 0}, served ${expected[type] ?? 0}`,
    );
}

/** The demonstration in this package's own directory. */
export function demo(
  provider: DemoProvider,
  isVerbose?: boolean,
): Promise<number> {
  return runDemo({
    projectPath: PACKAGE_ROOT,
    terminal: processTerminal(),
    startStage: demoStages[provider],
    isVerbose,
  });
}
