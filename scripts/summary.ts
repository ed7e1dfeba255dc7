import { stripVTControlCharacters } from 'node:util';

import Table from 'cli-table3';

import { incompleteSteps, isComplete, nameOf, total } from './collectedGraph';
import type {
  CollectionSummary,
  GraphCounts,
  StepResult,
} from './collectedGraph';
import type { CollectRun, Terminal } from './collect';

/** Everything that is known about a run when it has ended. */
export interface RunReport {
  run: CollectRun;
  /** Absent when the run ended before the SDK wrote its summary.json. */
  summary?: CollectionSummary;
  /** Absent with `summary`: what is on disk may then be of an earlier run. */
  counts?: GraphCounts;
  /** How many requests the provider answered, if someone counted them. */
  requests?: number;
}

const STATUS_WORDS: Record<string, string> = {
  partial_success_due_to_dependency_failure: 'partial',
  pending_evaluation: 'not run',
};

/** What is wrong with a run, a sentence each. None means that it is complete. */
export function problemsOf({ run, summary }: RunReport): string[] {
  if (run.interrupted) return ['The run was stopped before its end.'];
  if (!summary) {
    const reason =
      run.log.fatalReason ?? 'it wrote no summary, see the log above';
    return [`The run ended early: ${reason}`];
  }
  const problems = run.log.strayErrors.map(
    (error) =>
      `An error escaped from its step, whose data may be incomplete: ${error}`,
  );
  const incomplete = incompleteSteps(summary).map(({ id }) => id);
  if (incomplete.length > 0) {
    problems.push(`Steps without all of their data: ${incomplete.join(', ')}.`);
  }
  if (run.exitCode !== 0) {
    problems.push(`j1-integration ended with exit code ${run.exitCode}.`);
  }
  return problems;
}

/** The summary that is printed at the end of a run. */
export function renderSummary(
  report: RunReport,
  { colors, columns }: Pick<Terminal, 'colors' | 'columns'>,
): string {
  const { summary, counts } = report;
  const paint = colors ? color : plain;
  return [
    counts && countTable('Entity', counts.entities, paint),
    counts && countTable('Relationship', counts.relationships, paint),
    summary && stepTable(summary, paint),
    summary && incompleteStepDetails(report.run, summary, columns, paint),
    facts(report, columns),
    verdict(problemsOf(report), columns, paint),
  ]
    .filter((part) => part !== undefined)
    .map((part) => `${part}\n`)
    .join('\n');
}

type Color = 'red' | 'green' | 'yellow' | 'gray' | 'bold';
type Paint = (text: string, color: Color) => string;

const plain: Paint = (text) => text;

const color: Paint = (text, name) => {
  const codes = { red: 31, green: 32, yellow: 33, gray: 90, bold: 1 };
  return `\u001b[${codes[name]}m${text}\u001b[0m`;
};

function table(
  head: [string, string],
  secondColumn: 'left' | 'right',
  paint: Paint,
): Table.Table {
  return new Table({
    head: head.map((text) => paint(text, 'bold')),
    colAligns: ['left', secondColumn],
    style: { head: [], border: paint === plain ? [] : ['gray'], compact: true },
  });
}

function countTable(
  what: string,
  counts: ReadonlyMap<string, number>,
  paint: Paint,
): string {
  const rows = table([`${what} type`, 'Count'], 'right', paint);
  for (const [type, count] of [...counts].sort()) {
    rows.push([printable(type), count.toLocaleString('en')]);
  }
  rows.push(['total', total(counts).toLocaleString('en')]);
  return rows.toString();
}

function stepTable(summary: CollectionSummary, paint: Paint): string {
  const rows = table(['Step', 'Status'], 'left', paint);
  const steps = summary.integrationStepResults;
  const enabled = steps.filter(({ status }) => status !== 'disabled');
  for (const { id, status } of enabled) {
    rows.push([printable(id), paint(statusWord(status), statusColor(status))]);
  }
  const disabled = steps.length - enabled.length;
  if (disabled > 0) rows.push([`${disabled} more`, paint('disabled', 'gray')]);
  return rows.toString();
}

function incompleteStepDetails(
  run: CollectRun,
  summary: CollectionSummary,
  columns: number,
  paint: Paint,
): string | undefined {
  const steps = incompleteSteps(summary);
  if (steps.length === 0) return undefined;
  return steps
    .map((step) => stepDetail(step, run, summary, columns, paint))
    .join('\n\n');
}

function stepDetail(
  step: StepResult,
  run: CollectRun,
  summary: CollectionSummary,
  columns: number,
  paint: Paint,
): string {
  const heading = `${step.id}: ${statusWord(step.status)}`;
  const { types } = summary.metadata.partialDatasets;
  const partial = step.declaredTypes.filter((type) => types.includes(type));
  return [
    paint(printable(heading), statusColor(step.status)),
    labelled('Reason', reasonOf(step, run), columns),
    labelled('Partial types', partial.join(', ') || 'none', columns),
  ].join('\n');
}

function reasonOf(step: StepResult, run: CollectRun): string {
  const reason = run.log.failureReasons.get(step.name);
  if (reason !== undefined) return reason;
  return step.status === 'failure'
    ? 'not in the log; run again without LOG_LEVEL'
    : 'a step that it depends on failed';
}

function facts({ run, counts, requests }: RunReport, columns: number): string {
  const rows: [string, string][] = [
    ['Duration', duration(run.durationMs)],
    ['Warnings', String(run.log.warnings)],
  ];
  if (run.log.errors > 0) rows.push(['Errors', String(run.log.errors)]);
  if (requests !== undefined) rows.push(['Requests', String(requests)]);
  const accounts = (counts?.accounts ?? []).map((account): [string, string] => [
    'Account',
    `${nameOf(account)} (${account._type})`,
  ]);
  return [...accounts, ...rows]
    .map(([label, value]) => labelled(label, value, columns))
    .join('\n');
}

function verdict(problems: string[], columns: number, paint: Paint): string {
  if (problems.length === 0) {
    return paint('Complete: every step read all of its data.', 'green');
  }
  return [
    paint('Incomplete.', 'red'),
    ...problems.map((problem) => wrap(printable(problem), columns, '  ')),
  ].join('\n');
}

function labelled(label: string, value: string, columns: number): string {
  const indent = ' '.repeat(16);
  const text = wrap(printable(value), columns, indent);
  return `  ${label.padEnd(14)}${text.slice(indent.length)}`;
}

/** Breaks a text into indented lines of at most `columns`; breaks a word only if it must. */
function wrap(text: string, columns: number, indent: string): string {
  const width = Math.max(20, columns - indent.length);
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, width))
    .map((line) => indent + line)
    .join('\n');
}

function wrapLine(text: string, width: number): string[] {
  const pieces = text
    .split(/\s+/)
    .flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? []);
  const lines: string[] = [];
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + piece.length > width) {
      lines.push(piece);
    } else {
      lines[lines.length - 1] = `${line} ${piece}`;
    }
  }
  return lines;
}

/** Names and reasons come from the provider: none may move the cursor or color the screen. */
function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n]+/gu, ' ');
}

function statusWord(status: string): string {
  return STATUS_WORDS[status] ?? status;
}

function statusColor(status: string): Color {
  if (isComplete(status)) return 'green';
  return status === 'failure' ? 'red' : 'yellow';
}

function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
