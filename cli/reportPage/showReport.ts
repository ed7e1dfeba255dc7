import { pathToFileURL } from 'node:url';

import { processTerminal, type Terminal } from '../collection/terminal';

import { type ReportOptions, writeReport } from './writeReport';

/** Where the page opens. */
export type Place = 'overview' | 'picture';

/** Prints the digest, writes the report, and says where it is. */
export async function showReport(
  options: ReportOptions,
  place: Place,
  terminal: Terminal = processTerminal(),
): Promise<void> {
  const file = await writeReport(options, terminal);
  terminal.write('\n' + openLine(file, place));
}

/** What to open. */
export function openLine(file: string, place: Place = 'overview'): string {
  return place === 'overview'
    ? `Open ${file}\n`
    : `Open ${pathToFileURL(file).href}#/picture\n`;
}
