import { collect, processTerminal } from './collect';
import type { CollectOptions } from './collect';
import { countGraph, readSummary } from './collectedGraph';
import { cliEnvironment, projectPathOf } from './sdkProject';
import { problemsOf, renderSummary } from './summary';
import type { RunReport } from './summary';

/**
 * Collects with the SDK's own command, then prints what was collected and which steps failed.
 * `requestCount` is asked after the run, by callers who can count the provider's requests.
 */
export async function collectAndSummarize(
  options: CollectOptions,
  requestCount?: () => number,
): Promise<RunReport> {
  const { projectPath, terminal } = options;
  const run = await collect(options);
  const summary = await readSummary(projectPath);
  const counts = summary && (await countGraph(projectPath));
  const report = { run, summary, counts, requests: requestCount?.() };
  terminal.write(`\n${renderSummary(report, terminal)}`);
  return report;
}

/** The exit code that tells the truth about a run. */
export function exitCodeOf(report: RunReport): number {
  if (report.run.interrupted) return 130;
  return problemsOf(report).length === 0 ? 0 : 1;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const cwd = process.cwd();
  const report = await collectAndSummarize({
    projectPath: projectPathOf(args, cwd),
    args,
    cwd,
    env: cliEnvironment(process.env),
    terminal: processTerminal(),
  });
  process.exitCode = exitCodeOf(report);
}

if (require.main === module) void main();
