import Table from 'cli-table3';

import { printable } from '../collection/printable';
import type { Terminal } from '../collection/terminal';
import { type Color, type Paint, painter, wrap } from '../report/layout';
import {
  isMissing,
  isSpared,
  type LookReport,
  type PreflightReport,
} from './preflightReport';

/** So many buckets are named: the slowest ones. */
const MOST_BUCKETS = 3;

/** What was looked at, what is missing and what to do, and what a whole run takes. */
export function renderPreflight(
  report: PreflightReport,
  { colors, columns }: Pick<Terminal, 'colors' | 'columns'>,
): string {
  const paint = painter(colors);
  const missing = report.looks.filter(isMissing);
  return [
    paint(`${report.provider}: the credential works`, 'bold'),
    table(report, paint),
    listOf('Missing', 'red', missing.map(reasonOf), { columns, paint }),
    listOf(
      'Not known, and not needed',
      'yellow',
      report.looks.filter(isSpared).map(sparedReasonOf),
      { columns, paint },
    ),
    listOf(
      'Not there',
      'gray',
      report.looks.filter(({ outcome }) => outcome === 'absent').map(reasonOf),
      { columns, paint },
    ),
    ...report.hints.map((hint) => wrap(hint, columns, '')),
    wrap(costOf(report), columns, ''),
    missing.length > 0
      ? 'Next: grant what is missing, or switch it off; then npm run preflight again'
      : `${paint('All that is collected can be read.', 'green')}\nNext: npm start`,
  ]
    .filter((part) => part !== undefined)
    .map((part) => `${part}\n`)
    .join('\n');
}

function table({ looks }: PreflightReport, paint: Paint): string {
  const rows = new Table({
    head: ['Data set', 'Can be read', 'Objects'],
    colAligns: ['left', 'left', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const look of looks) {
    rows.push([look.access.what, verdictOf(look, paint), sizeOf(look)]);
  }
  return rows.toString();
}

function verdictOf(look: LookReport, paint: Paint): string {
  if (look.outcome === 'readable') return paint('yes', 'green');
  if (look.outcome === 'absent') return paint('not there', 'gray');
  if (isSpared(look)) return paint('no, not needed', 'yellow');
  return paint(look.outcome === 'refused' ? 'no' : 'failed', 'red');
}

function sizeOf({ count, isAtLeast }: LookReport): string {
  if (count === undefined) return '';
  return `${count.toLocaleString('en')}${isAtLeast ? ' or more' : ''}`;
}

function listOf(
  title: string,
  color: Color,
  texts: readonly string[],
  { columns, paint }: { columns: number; paint: Paint },
): string | undefined {
  if (texts.length === 0) return undefined;
  const lines = texts.map(
    (text) => `  - ${wrap(printable(text), columns, '    ').slice(4)}`,
  );
  return [paint(title, color), ...lines].join('\n');
}

function reasonOf({ access, reason = '' }: LookReport): string {
  return `${access.what}: ${reason}`;
}

function sparedReasonOf({ access, reason = '' }: LookReport): string {
  return `${access.what}: ${access.withoutIt}. ${reason}`;
}

function costOf(report: PreflightReport): string {
  const { calls, isAtLeast, seconds, requests } = report;
  const slowest = [...report.buckets]
    .filter(({ callsPerMinute }) => callsPerMinute !== undefined)
    .sort((one, other) => minutesOf(other) - minutesOf(one))
    .slice(0, MOST_BUCKETS)
    .filter((each) => minutesOf(each) > 1)
    .map(
      (each) =>
        `${each.calls.toLocaleString('en')} to ${each.bucket}, of which ${each.callsPerMinute?.toLocaleString('en')} a minute may be made`,
    );
  return [
    `A whole run makes ${isAtLeast ? 'more than' : 'about'} ${calls.toLocaleString('en')} calls and takes about ${duration(seconds)}`,
    slowest.length > 0 ? `: ${slowest.join('; ')}` : '',
    isAtLeast ? '. Some lists were too long to be counted' : '',
    `. (This look took ${requests} calls.)`,
  ].join('');
}

function minutesOf({
  calls,
  callsPerMinute = Infinity,
}: PreflightReport['buckets'][number]): number {
  return calls / callsPerMinute;
}

function duration(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
