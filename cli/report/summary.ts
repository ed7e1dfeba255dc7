import { incompleteSteps, nameOf, total } from '../../scripts/collectedGraph';
import type { StepResult } from '../../scripts/collectedGraph';
import type { CollectRun } from '../collection/collect';
import { printable } from '../collection/printable';
import type { Terminal } from '../collection/terminal';
import { countColumns, type Paint, painter, wrap } from './layout';
import { problemsOf, reasonOf, type RunReport } from './problems';

/** So many kinds of warnings are shown; the log holds all. */
const MOST_WARNINGS = 8;

/** So many letters of a warning are shown. */
const LONGEST_WARNING = 300;

/** What is to be done next, and where to find more. */
export interface NextSteps {
  /** What to do after a complete run; left out where the caller will say so. */
  whenComplete?: string;
  /** Where the whole log stands. */
  logPath: string;
  /** Types are counted one by one where that takes so many lines or fewer; always unless told. */
  mostTypeLines?: number;
}

/** The last screen of a run: what was collected, what is missing and what to do. */
export function renderSummary(
  report: RunReport,
  { colors, columns }: Pick<Terminal, 'colors' | 'columns'>,
  next: NextSteps,
): string {
  const paint = painter(colors);
  return [
    collected(report, next, columns, paint),
    warnings(report.run, columns, paint),
    missing(report, columns, paint),
    verdict(report, columns, paint),
    lastLine(report, next),
  ]
    .filter((part) => part !== undefined)
    .map((part) => `${part}\n`)
    .join('\n');
}

function collected(
  report: RunReport,
  { mostTypeLines = Infinity }: NextSteps,
  columns: number,
  paint: Paint,
): string | undefined {
  const { counts } = report;
  if (!counts) return undefined;
  const kinds = [
    ['entities', counts.entities],
    ['relationships', counts.relationships],
  ] as const;
  return [
    paint(headline(report), 'bold'),
    ...kinds.flatMap(([kind, byType]) => {
      const count = `${total(byType).toLocaleString('en')} ${kind}`;
      const lines = countColumns(byType, columns);
      return lines.length > mostTypeLines
        ? [`${count} of ${byType.size} types`]
        : [count, ...lines.map((line) => `  ${printable(line)}`)];
    }),
  ].join('\n');
}

function headline({ run, counts, requests }: RunReport): string {
  const accounts = (counts?.accounts ?? [])
    .map((account) => `${printable(nameOf(account))} (${account._type})`)
    .join(', ');
  const calls =
    requests === undefined
      ? ''
      : `, with ${requests.toLocaleString('en')} requests`;
  return `Collected${accounts && ` from ${accounts}`} in ${duration(run.durationMs)}${calls}`;
}

function warnings(
  { log }: CollectRun,
  columns: number,
  paint: Paint,
): string | undefined {
  const all = log.warnings;
  if (all.length === 0) return undefined;
  const shown = all
    .slice(0, MOST_WARNINGS)
    .map(({ message, stepId, count }) => {
      const where = stepId === undefined ? '' : ` (${stepId})`;
      const often = count > 1 ? `${count.toLocaleString('en')} × ` : '';
      const text = printable(message).slice(0, LONGEST_WARNING);
      return listed(`${often}${text}${where}`, columns);
    });
  const more = all.length - shown.length;
  if (more > 0) shown.push(`  and ${more} more kinds, in the log`);
  return [paint('Warnings', 'yellow'), ...shown].join('\n');
}

function missing(
  { run, summary }: RunReport,
  columns: number,
  paint: Paint,
): string | undefined {
  if (!summary) return undefined;
  const { types } = summary.metadata.partialDatasets;
  const steps = incompleteSteps(summary).map((step) =>
    missingOf(step, run, types, columns),
  );
  return steps.length === 0
    ? undefined
    : [paint('Missing', 'red'), ...steps].join('\n');
}

function missingOf(
  step: StepResult,
  run: CollectRun,
  partialTypes: readonly string[],
  columns: number,
): string {
  const partial = step.declaredTypes.filter((type) =>
    partialTypes.includes(type),
  );
  return [
    listed(`${step.id}: ${reasonOf(step, run)}`, columns),
    ...(partial.length > 0
      ? [
          wrap(
            `JupiterOne keeps what it has of ${partial.join(', ')}`,
            columns,
            '    ',
          ),
        ]
      : []),
  ].join('\n');
}

function verdict(report: RunReport, columns: number, paint: Paint): string {
  const problems = problemsOf(report);
  if (problems.length > 0) {
    return [
      paint('Incomplete.', 'red'),
      ...problems.map((problem) => wrap(printable(problem), columns, '  ')),
    ].join('\n');
  }
  const { steps } = report.run;
  return steps.length === 0
    ? paint('Complete: every step read all of its data.', 'green')
    : wrap(
        `Complete as far as it goes: ${steps.join(', ')}, with what they build on. The other steps did not run: upload a whole run, not this one.`,
        columns,
        '',
      );
}

function lastLine(
  report: RunReport,
  { whenComplete, logPath }: NextSteps,
): string {
  const isComplete = problemsOf(report).length === 0;
  const log = `Log:  ${logPath}`;
  if (isComplete && whenComplete === undefined) return log;
  const next = report.run.interrupted
    ? 'npm start begins anew'
    : isComplete
      ? report.run.steps.length === 0
        ? whenComplete
        : 'npm run report shows it as a page; npm start collects everything'
      : 'do what the message says, then collect again: npm start';
  return `Next: ${next}\n${log}`;
}

function listed(text: string, columns: number): string {
  return `  - ${wrap(printable(text), columns, '    ').slice(4)}`;
}

function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
