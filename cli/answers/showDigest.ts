import { readSummary } from '../../scripts/collectedGraph';
import type { Terminal } from '../collection/terminal';

import { collectedTypes } from './collectedTypes';
import { digestOf, digestSql, renderDigest } from './digest';
import { findingsSql } from './findings';
import { isDuckDbInstalled, openGraph } from './graphDatabase';

/** Without DuckDB the last screen of a run says nothing more but that. */
export async function showDigestIfPossible(
  projectPath: string,
  terminal: Terminal,
): Promise<void> {
  if (!isDuckDbInstalled()) {
    terminal.write(
      '\nFindings, npm run query, report and diff need DuckDB, which is optional: npm install @duckdb/node-api\n',
    );
    return;
  }
  try {
    await showDigest(projectPath, terminal);
  } catch (error) {
    // What was collected is as good as it was: only its picture is missing.
    terminal.write(
      `\nWhat it tells cannot be shown: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

/** What was collected in a project, in a screen; nothing where no provider of this package was read. */
export async function showDigest(
  projectPath: string,
  terminal: Terminal,
  thresholds?: Readonly<Record<string, number>>,
): Promise<void> {
  const summary = await readSummary(projectPath);
  if (summary && collectedTypes(summary).length === 0) return;
  const database = await openGraph(projectPath, [
    ...digestSql(),
    ...findingsSql(),
  ]);
  try {
    const digest = await digestOf(database, thresholds);
    terminal.write(`\n${renderDigest(digest, terminal)}`);
  } finally {
    database.close();
  }
}
