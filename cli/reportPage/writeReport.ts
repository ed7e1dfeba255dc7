import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { storageDirectory } from '../../scripts/collectedGraph';
import {
  type FindingResult,
  findingsSql,
  runFindings,
} from '../answers/findings';
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
export function reportPath(projectPath: string): string {
  return path.join(storageDirectory(projectPath), 'report.html');
}

/**
 * Writes the report of what was collected in a project.
 *
 * @returns the file
 *
 * @throws UserError where nothing was collected, or the run ended early
 */
export async function writeReport({
  projectPath,
  out = reportPath(projectPath),
  thresholds,
}: ReportOptions): Promise<string> {
  const database = await openGraph(projectPath, [
    ...findingsSql(),
    ...pageSql(),
  ]);
  try {
    const findings = await runFindings(database, thresholds);
    await writePage(database, findings, out);
    return out;
  } finally {
    database.close();
  }
}

/** Writes the page of an open graph and its findings. */
export async function writePage(
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
