import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { storageDirectory } from '../../scripts/collectedGraph';
import { digestOf, digestSql, renderDigest } from '../answers/digest';
import { type FindingResult, findingsSql } from '../answers/findings';
import type { Terminal } from '../collection/terminal';
import { type GraphDatabase, openGraph } from '../answers/graphDatabase';

import { readBundle } from './bundle';
import { factsOf } from './facts';
import { renderPage } from './html';
import { packedTables, pageSql } from './pageTables';

/** What a report is made of, and where it goes. */
export interface ReportOptions {
  projectPath: string;
  /** Default: report.html beside what was collected. */
  out?: string;
  thresholds?: Readonly<Record<string, number>>;
}

/** Where the report stands unless another file is named. */
function reportPath(projectPath: string): string {
  return path.join(storageDirectory(projectPath), 'report.html');
}

/**
 * Writes the report of what was collected in a project.
 *
 * @param terminal where the digest is printed, unless it was already
 *
 * @returns the file
 *
 * @throws UserError where nothing was collected, or the run ended early
 */
export async function writeReport(
  { projectPath, out = reportPath(projectPath), thresholds }: ReportOptions,
  terminal?: Terminal,
): Promise<string> {
  const database = await openGraph(projectPath, [
    ...digestSql(),
    ...findingsSql(),
    ...pageSql(),
  ]);
  try {
    const digest = await digestOf(database, thresholds);
    await writePage(database, digest.findings, out);
    terminal?.write(renderDigest(digest, terminal));
    return out;
  } finally {
    database.close();
  }
}

/** Writes the page of an open graph and its findings. */
async function writePage(
  database: GraphDatabase,
  findings: readonly FindingResult[],
  out: string,
): Promise<void> {
  const [facts, tables, bundle] = [
    await factsOf(database, findings),
    await packedTables(database, findings),
    await readBundle(),
  ];
  const page = await renderPage({
    bundle,
    facts: JSON.stringify(facts),
    tables,
  });
  await mkdir(path.dirname(out), { recursive: true });
  await writeFile(out, page);
}
