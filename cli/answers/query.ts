import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';

import { isReaderGone, UserError } from '../userError';

import { mentioned, readViews } from './answerFiles';
import { asTable, csvLine } from './answerText';
import {
  findingOf,
  runFinding,
  setThresholds,
  thresholdsWith,
} from './findings';
import { readFindings } from './findingFiles';
import {
  type GraphDatabase,
  openGraph,
  quoted,
  type Row,
} from './graphDatabase';
import { isOrdered, withoutEnd } from './sqlText';

export const FORMATS = ['table', 'csv', 'json', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** One query. */
export interface QueryOptions {
  projectPath: string;
  sql: string;
  /** The id of the finding whose query it is. */
  finding?: string;
  /** Default: what the name of the file ends in, else a table. */
  format?: Format;
  /** The file that is written; else it is printed. */
  out?: string;
  thresholds?: Readonly<Record<string, number>>;
}

/** Where answers and warnings go. */
export interface Streams {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

/**
 * Asks what was collected.
 *
 * @throws UserError with DuckDB's own words where the query is wrong
 */
export async function query(
  { projectPath, sql, finding, out, thresholds = {}, ...options }: QueryOptions,
  { stdout, stderr }: Streams,
): Promise<void> {
  const format = options.format ?? formatOf(out) ?? 'table';
  if (format === 'parquet' && out === undefined) {
    throw new UserError(
      'Parquet is no text: name a file, --out answer.parquet',
    );
  }
  const database = await openGraph(projectPath, [sql]);
  try {
    await setThresholds(database, thresholdsWith(thresholds));
    const ordered = await inOrder(database, sql);
    stderr.write(warningsOf(database, sql));
    stderr.write(
      finding === undefined
        ? await unknownColumns(database, sql)
        : await limitsOf(database, finding, thresholds),
    );
    if (format === 'parquet') {
      await database.connection.run(
        `copy (${ordered}\n) to ${quoted(out ?? '')} (format parquet)`,
      );
      return;
    }
    const answer = Readable.from(textOf(database, ordered, format));
    if (out === undefined) await pipeline(answer, stdout, { end: false });
    else await pipeline(answer, createWriteStream(out));
  } catch (error) {
    if (isReaderGone(error)) return;
    const words = wordsOfDuckDb(error);
    throw words === undefined ? error : new UserError(words);
  } finally {
    database.close();
  }
}

function formatOf(out: string | undefined): Format | undefined {
  const ending = path.extname(out ?? '').slice(1);
  return FORMATS.find((format) => format === ending);
}

/** What DuckDB has to say of a query: its errors are of no class of their own, and begin with their kind. */
function wordsOfDuckDb(error: unknown): string | undefined {
  if (!isNativeError(error)) return undefined;
  return /^(?:Failed to extract statements: )?([A-Z][\w -]+ Error: [\s\S]+)$/.exec(
    error.message,
  )?.[1];
}

/** The same answer has the same order: where a query names none, that of all columns. */
async function inOrder(database: GraphDatabase, sql: string): Promise<string> {
  // Errors tell lines and places: those of the query as it was written.
  const statements = await database.connection.extractStatements(sql);
  if (statements.count !== 1) {
    throw new UserError('One query at a time, please.');
  }
  const statement = await statements.prepare(0);
  const isQuery = database.isSelect(statement);
  statement.destroySync();
  const text = withoutEnd(sql);
  return isQuery && !isOrdered(sql)
    ? `select * from (${text}\n) order by all`
    : text;
}

/** What the answer may lack. */
function warningsOf(database: GraphDatabase, sql: string): string {
  const partial = database.typesOf(sql, 'partial');
  const off = database.typesOf(sql, 'not collected');
  return [
    ...(partial.length > 0
      ? [
          `Rows may be missing: only a part could be read of ${partial.join(', ')}. Why is in the last lines of npm start.\n`,
        ]
      : []),
    ...(off.length > 0
      ? [`Not collected, because it is switched off: ${off.join(', ')}\n`]
      : []),
  ].join('');
}

/** What nobody told of anything that was collected: an answer without rows is then no answer. */
async function unknownColumns(
  database: GraphDatabase,
  sql: string,
): Promise<string> {
  const views = readViews();
  const asked = mentioned(
    sql,
    views.map(({ name }) => name),
  );
  const unknown: string[] = [];
  for (const { name, columns } of views) {
    if (!asked.includes(name)) continue;
    const read = mentioned(
      sql,
      columns.map((column) => column.name),
    );
    const [counts] = await database.rows(
      `select ${['*', ...read].map((each) => `count(${each})::double as "${each}"`).join(', ')} from ${name}`,
    );
    if (!counts?.['*']) continue;
    unknown.push(
      ...read
        .filter((each) => counts[each] === 0)
        .map((each) => `${name}.${each}`),
    );
  }
  return unknown.length > 0
    ? `Nothing is known here of ${unknown.join(', ')}: that no row matches does not mean that there is none.\n`
    : '';
}

/** Why a finding says nothing, or nothing of some. */
async function limitsOf(
  database: GraphDatabase,
  id: string,
  thresholds: Readonly<Record<string, number>>,
): Promise<string> {
  const { reason, unknown } = await runFinding(database, id, thresholds);
  if (reason !== undefined) return `Not applicable: ${reason}.\n`;
  return unknown > 0 ? `Of ${unknown} it is not known.\n` : '';
}

async function* textOf(
  database: GraphDatabase,
  sql: string,
  format: Exclude<Format, 'parquet'>,
): AsyncGenerator<string> {
  const { columns, rows } = await database.stream(sql);
  if (format === 'csv') yield csvLine(columns);
  const all: Row[] = [];
  let isFirst = true;
  for await (const some of rows) {
    for (const row of some) {
      if (format === 'table') all.push(row);
      else if (format === 'csv')
        yield csvLine(columns.map((name) => row[name] ?? null));
      else yield `${isFirst ? '[\n' : ',\n'}${JSON.stringify(row)}`;
      isFirst = false;
    }
  }
  if (format === 'table') yield* asTable(columns, all);
  if (format === 'json') yield isFirst ? '[]\n' : '\n]\n';
}

/** The query of a finding, by its id. */
export function findingSql(id: string): string {
  return findingOf(id).sql;
}

/** All views with their columns, and all findings, in a few lines each. */
export function listing(): string {
  const views = readViews().map(
    ({ name, description, columns }) =>
      `${name}\n  ${description}\n  ${columns.map((column) => column.name).join(', ')}\n`,
  );
  const findings = readFindings().map(
    ({ id, title, severity, thresholds }) =>
      `  ${id.padEnd(42)}${severity.padEnd(10)}${title}${thresholds.map(({ name, value }) => `, ${name}=${value}`).join('')}\n`,
  );
  return `Views, as docs/queries.md has them:\n\n${views.join('\n')}\nFindings, for --finding:\n\n${findings.join('')}`;
}
