import path from 'node:path';

import { countGraph, readSummary, total } from '../scripts/collectedGraph';
import { isDuckDbInstalled } from './answers/graphDatabase';
import { showDigestIfPossible } from './answers/showDigest';
import { collect, type CollectOptions } from './collection/collect';
import { logPath } from './collection/logFile';
import { keepResult } from './collection/keep';
import { tellingOf } from './collection/patience';
import { processTerminal, type Terminal } from './collection/terminal';
import { exitCodeOf, type RunReport } from './report/problems';
import { renderSummary } from './report/summary';

/** A run whose end is shown. */
export interface SummarizedOptions extends CollectOptions {
  /** What to do after a complete run; left out where the caller will say so. */
  whenComplete?: string;
  /** The last screen counts types one by one where that takes so many lines or fewer. */
  mostTypeLines?: number;
  /** Asked after the run, by callers who can count the provider's requests. */
  requestCount?: () => number;
}

/**
 * Collects, then says what was collected, what is missing and what to do.
 *
 * @returns the exit code: 0 only where everything was collected, 130 where the run was stopped
 */
export async function start({
  keepsLast = false,
  ...options
}: Omit<CollectOptions, 'terminal'> & {
  keepsLast?: boolean;
}): Promise<number> {
  const terminal = processTerminal();
  if (keepsLast) await keep(options.projectPath, terminal);
  const upload = 'npm run upload collects anew and brings it into JupiterOne';
  const whenComplete = isDuckDbInstalled()
    ? `npm run report shows it as a page; ${upload}`
    : upload;
  return exitCodeOf(
    await collectAndSummarize({ ...options, terminal, whenComplete }),
  );
}

async function keep(projectPath: string, terminal: Terminal): Promise<void> {
  const kept = await keepResult(projectPath);
  terminal.write(
    kept === undefined
      ? 'There is no result of an earlier run to keep.\n'
      : `The last result is now ${path.relative(process.cwd(), kept)}: compare by npm run diff -- ${path.relative(process.cwd(), kept)}\n`,
  );
}

/** With a digest below them, more lines of counts would be more than is read. */
const MOST_TYPE_LINES = 12;

/** Collects and prints the last screen, and what the collected tells, where DuckDB is installed. */
export async function collectAndSummarize({
  whenComplete,
  mostTypeLines = isDuckDbInstalled() ? MOST_TYPE_LINES : undefined,
  requestCount,
  ...options
}: SummarizedOptions): Promise<RunReport> {
  const { projectPath, terminal } = options;
  const run = await collect(options);
  const summary = await readSummary(projectPath);
  const counts =
    summary &&
    (await tellingOf('Counting what was collected', terminal, () =>
      countGraph(projectPath),
    ));
  const report = { run, summary, counts, requests: requestCount?.() };
  const log = path.relative(process.cwd(), logPath(projectPath));
  terminal.write(
    `\n${renderSummary(report, terminal, { whenComplete, mostTypeLines, logPath: log.startsWith('..') ? logPath(projectPath) : log })}`,
  );
  if (summary && counts && total(counts.entities) > 0) {
    await tellingOf('Looking for findings', terminal, () =>
      showDigestIfPossible(projectPath, terminal),
    );
  }
  return report;
}
