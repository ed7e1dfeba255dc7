import { type SqlFile, sqlFiles } from './answerFiles';

/** How bad it is, worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A number that a finding compares with. */
export interface Threshold {
  name: string;
  value: number;
  description: string;
}

/** One file of `answers/findings`. */
export interface Finding {
  /** Name of the file. */
  id: string;
  title: string;
  severity: Severity;
  /** The providers that can know. */
  providers: string[];
  /** Why it matters. */
  why: string;
  /** What to do. */
  action: string;
  thresholds: Threshold[];
  /** Types without which nothing can be said. */
  needs: string[];
  /** What makes it say nothing: `view where …`, and that in words. */
  unless: { rows: string; reason: string }[];
  /** Columns, `view.column where …`, that have to be known of somebody. */
  told: string[];
  /** Columns likewise; of whom they are unknown, the finding says nothing. */
  known: string[];
  sql: string;
}

/** All findings, the worst first, then by name. */
export function readFindings(): Finding[] {
  return sqlFiles('findings')
    .map(toFinding)
    .sort(
      (one, other) =>
        SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity),
    );
}

function toFinding({ name, head, sql }: SqlFile): Finding {
  const all = (word: string) =>
    head.flatMap((line) =>
      line.startsWith(`-- ${word}: `) ? [line.slice(word.length + 5)] : [],
    );
  const one = (word: string): string => {
    const [value] = all(word);
    if (value === undefined) throw new Error(`${name}.sql has no "${word}".`);
    return value;
  };
  const words = (word: string) =>
    all(word).flatMap((line) => line.split(',').map((each) => each.trim()));
  const severity = SEVERITIES.find((each) => each === one('severity'));
  if (!severity) throw new Error(`${name}.sql has no known severity.`);
  return {
    id: name,
    title: one('title'),
    severity,
    providers: words('providers'),
    why: one('why'),
    action: one('do'),
    thresholds: all('threshold').map((line) => toThreshold(name, line)),
    needs: words('needs'),
    unless: all('unless').map((line) => toExclusion(name, line)),
    told: all('told'),
    known: all('known'),
    sql,
  };
}

function toThreshold(file: string, line: string): Threshold {
  const [, name, value, description] =
    /^(\w+) = ([\d.]+), (.+)$/.exec(line) ?? [];
  if (name === undefined || description === undefined) {
    throw new Error(
      `${file}.sql has a threshold that is not "name = 1, what".`,
    );
  }
  return { name, value: Number(value), description };
}

function toExclusion(file: string, line: string): Finding['unless'][number] {
  const [, rows, reason] = /^(\w+ where .+), ([^,]+)$/.exec(line) ?? [];
  if (rows === undefined || reason === undefined) {
    throw new Error(
      `${file}.sql has an "unless" that is not "view where …, why".`,
    );
  }
  return { rows, reason };
}
