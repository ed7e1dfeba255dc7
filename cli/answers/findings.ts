import { UserError } from '../userError';

import {
  type Finding,
  readFindings,
  type Severity,
  type Threshold,
} from './findingFiles';
import { type GraphDatabase, quoted, type Row } from './graphDatabase';

/**
 * What a finding comes to: rows were `found`, or none (`clear`). Where something is partial, or of
 * some nobody knows and of all others it is clear, it is `incomplete`: the count is a lower bound.
 */
export type FindingStatus = 'found' | 'clear' | 'incomplete' | 'not applicable';

/** A finding in a collected account. Terminal, page and SQL have their numbers from here. */
export interface FindingResult {
  id: string;
  title: string;
  severity: Severity;
  why: string;
  action: string;
  status: FindingStatus;
  /** Number of rows. */
  count: number;
  /** Of so many nobody knows. */
  unknown: number;
  /** The partial types that it reads: rows may be missing. */
  partialTypes: string[];
  /** Why it is not applicable. */
  reason?: string;
  /** Whether that is because nobody tells: it may well be so. */
  isUntold?: boolean;
  /** The thresholds that it was asked with. */
  thresholds: Threshold[];
  /** The first two columns are `id` and `name`. */
  rows: Row[];
}

/** The text of SQL that findings ask: hand it to `openGraph`, so that views are computed once. */
export function findingsSql(): string[] {
  return readFindings().map(({ sql }) => sql);
}

/** All thresholds with their defaults. */
function readThresholds(): Threshold[] {
  const all = readFindings().flatMap(({ thresholds }) => thresholds);
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

/**
 * Asks all findings.
 *
 * @param chosen thresholds in place of the defaults, by name
 *
 * @throws UserError for a threshold that there is not
 */
export async function runFindings(
  database: GraphDatabase,
  chosen: Readonly<Record<string, number>> = {},
): Promise<FindingResult[]> {
  const results: FindingResult[] = [];
  for (const { id } of readFindings()) {
    results.push(await runFinding(database, id, chosen));
  }
  return results;
}

/** Asks one of them. */
export async function runFinding(
  database: GraphDatabase,
  ofId: string,
  chosen: Readonly<Record<string, number>> = {},
): Promise<FindingResult> {
  const values = thresholdsWith(chosen);
  await setThresholds(database, values);
  const finding = findingOf(ofId);
  const { id, title, severity, why, action } = finding;
  const thresholds = finding.thresholds.map((each) => ({
    ...each,
    value: values.get(each.name) ?? each.value,
  }));
  return {
    ...{ id, title, severity, why, action, thresholds },
    ...(await ask(database, finding)),
  };
}

/** @throws UserError where there is none of that id */
export function findingOf(id: string): Finding {
  const all = readFindings();
  const finding = all.find((each) => each.id === id);
  if (!finding) {
    throw new UserError(
      `There is no finding ${id}: there are ${all.map((each) => each.id).join(', ')}.`,
    );
  }
  return finding;
}

/** The value of each threshold: the default, where none was chosen. */
export function thresholdsWith(
  chosen: Readonly<Record<string, number>>,
): Map<string, number> {
  const values = new Map(
    readThresholds().map(({ name, value }) => [name, value]),
  );
  for (const [name, value] of Object.entries(chosen)) {
    if (!values.has(name)) {
      throw new UserError(
        `There is no threshold ${name}: there are ${[...values.keys()].join(', ')}.`,
      );
    }
    values.set(name, value);
  }
  return values;
}

/** What `threshold('name')` gives in SQL; a query of the user's own may ask it as well. */
export async function setThresholds(
  { connection }: GraphDatabase,
  values: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = [...values].map(
    ([name, value]) => `(${quoted(name)}, ${value})`,
  );
  await connection.run(`
    create or replace table thresholds as
      from (values ${rows.join(', ')}) as given (name, value);
    create or replace macro threshold(of_name) as
      (select value::double from thresholds where name = of_name);
  `);
}

type Answer = Pick<
  FindingResult,
  | 'status'
  | 'count'
  | 'unknown'
  | 'partialTypes'
  | 'reason'
  | 'isUntold'
  | 'rows'
>;

async function ask(database: GraphDatabase, finding: Finding): Promise<Answer> {
  if (!canTell(database, finding)) {
    const reason = `${database.providers.join(', ')} cannot tell`;
    return { ...notApplicable(reason), isUntold: true };
  }
  const excluded =
    switchedOff(database, finding) ?? (await exclusionOf(database, finding));
  if (excluded !== undefined) return notApplicable(excluded);
  const partialTypes = partialTypesOf(database, finding);
  const { unknown, nobodyOf } = await unknownOf(database, finding);
  // Nothing is known because something failed: that is not the provider's nature.
  if (nobodyOf !== undefined && partialTypes.length === 0) {
    return { ...notApplicable(nobodyOf), isUntold: true };
  }
  const rows = await database.rows(finding.sql);
  const isOpen = partialTypes.length > 0 || (rows.length === 0 && unknown > 0);
  return {
    status: isOpen ? 'incomplete' : rows.length > 0 ? 'found' : 'clear',
    ...{ count: rows.length, unknown, partialTypes, rows },
  };
}

function notApplicable(reason: string): Answer {
  return {
    status: 'not applicable',
    ...{ count: 0, unknown: 0, partialTypes: [], reason, rows: [] },
  };
}

/** Partial types that the finding reads, or that what it reads was derived from. */
function partialTypesOf(
  database: GraphDatabase,
  { sql, needs }: Finding,
): string[] {
  const derived = database.types
    .filter(({ type, status }) => status === 'partial' && needs.includes(type))
    .map(({ type }) => type);
  return [...new Set([...database.partialTypesOfFile(sql), ...derived])].sort();
}

function canTell({ providers }: GraphDatabase, finding: Finding): boolean {
  return providers.some((each) => finding.providers.includes(each));
}

/** What it needs, where that was not to be collected. */
function switchedOff(
  { types }: GraphDatabase,
  { needs }: Finding,
): string | undefined {
  const off = types.filter(
    ({ type, status }) => status === 'not collected' && needs.includes(type),
  );
  return off.length > 0
    ? `not collected: ${off.map(({ type }) => type).join(', ')}`
    : undefined;
}

/** Why the account is not one that the finding is about. */
async function exclusionOf(
  database: GraphDatabase,
  { unless }: Finding,
): Promise<string | undefined> {
  for (const { rows, reason } of unless) {
    const found = await database.rows(`select 1 from ${rows} limit 1`);
    if (found.length > 0) return reason;
  }
  return undefined;
}

/** Of how many a finding says nothing, and what is known of nobody at all. */
async function unknownOf(
  database: GraphDatabase,
  { told, known }: Finding,
): Promise<{ unknown: number; nobodyOf?: string }> {
  let unknown = 0;
  for (const each of [...told, ...known]) {
    const counts = await countKnown(database, each);
    if (counts.all > 0 && counts.known === 0) {
      return {
        unknown: counts.all,
        nobodyOf: `nothing is known of ${each.split(' ')[0]}`,
      };
    }
    if (known.includes(each)) unknown += counts.all - counts.known;
  }
  return { unknown };
}

async function countKnown(
  database: GraphDatabase,
  columnWhere: string,
): Promise<{ all: number; known: number }> {
  const [, view, column, where = ''] =
    /^(\w+)\.(\w+)((?: where .+)?)$/.exec(columnWhere) ?? [];
  if (view === undefined || column === undefined) {
    throw new Error(`"${columnWhere}" is not "view.column where …".`);
  }
  const [row] = await database.rows(
    `select count(*)::double as "all", count(${column})::double as known from ${view}${where}`,
  );
  return { all: Number(row?.all), known: Number(row?.known) };
}
