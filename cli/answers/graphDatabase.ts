import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import type * as DuckDb from '@duckdb/node-api';

import {
  readSummaryFile,
  storageDirectory,
} from '../../scripts/collectedGraph';
import { UserError } from '../userError';

import { readViews, withoutComments } from './answerFiles';
import { type CollectedType, collectedTypes } from './collectedTypes';
import { ViewGraph } from './viewGraph';

/** A row of an answer, as JSON has it; times are texts such as `2026-02-01 10:00:00`, in UTC. */
export type Row = Record<string, DuckDb.Json>;

/** What was collected, in a database: the views of `answers/views`, and SQL over them. */
export class GraphDatabase {
  constructor(
    readonly connection: DuckDb.DuckDBConnection,
    readonly views: ViewGraph,
    /** What became of each type of the provider. */
    readonly types: readonly CollectedType[],
    /** When it was collected. Answers about time, such as who is dormant, are as of then. */
    readonly collectedOn: Date,
    private readonly instance: DuckDb.DuckDBInstance,
  ) {}

  /** The providers that were collected: one, as long as nobody mixes files. */
  get providers(): string[] {
    return [...new Set(this.types.map(({ provider }) => provider))].sort();
  }

  /** All rows of an answer. */
  async rows(sql: string): Promise<Row[]> {
    const all: Row[] = [];
    for await (const some of (await this.stream(sql)).rows) all.push(...some);
    return all;
  }

  /** An answer as it comes, some thousand rows at a time. */
  async stream(
    sql: string,
  ): Promise<{ columns: string[]; rows: AsyncIterable<Row[]> }> {
    const { JsonDuckDBValueConverter } = requireDuckDb();
    const result = await this.connection.stream(sql);
    return {
      columns: result.deduplicatedColumnNames(),
      rows: result.yieldConvertedRowObjects<DuckDb.Json>((value, ...rest) =>
        typeof value === 'bigint' && Number.isSafeInteger(Number(value))
          ? Number(value)
          : JsonDuckDBValueConverter(value, ...rest),
      ),
    };
  }

  /** The types that an answer to anybody's text of SQL may be made of, of those that ended like this. */
  typesOf(sql: string, wanted: CollectedType['status']): string[] {
    return this.views.touched(sql, this.typesThatAre(wanted));
  }

  /** The partial types that one of our own files reads. */
  partialTypesOfFile(sql: string): string[] {
    return this.views.touchedByFile(sql, this.typesThatAre('partial'));
  }

  /** The types that ended like this. */
  typesThatAre(wanted: CollectedType['status']): string[] {
    return this.types
      .filter(({ status }) => status === wanted)
      .map(({ type }) => type);
  }

  /** Whether a statement asks, and changes nothing. */
  isSelect({ statementType }: DuckDb.DuckDBPreparedStatement): boolean {
    return statementType === requireDuckDb().StatementType.SELECT;
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/**
 * Loads what a run left in a project into a database of its own, in memory outside of Node's.
 *
 * @param sql what will be asked: the views that it reads are computed once, all others when they are asked
 *
 * @throws UserError where nothing was collected, where the last run ended early, and where DuckDB is not installed
 */
export async function openGraph(
  projectPath: string,
  sql: readonly string[] = [],
): Promise<GraphDatabase> {
  return openStorage(storageDirectory(projectPath), sql);
}

/** The same of a folder that was `.j1-integration` once. */
export async function openStorage(
  storage: string,
  sql: readonly string[] = [],
): Promise<GraphDatabase> {
  const { DuckDBInstance } = requireDuckDb();
  const summaryFile = path.join(storage, 'summary.json');
  const summary = await readSummaryFile(summaryFile);
  if (!summary) throw new UserError(await nothingToAsk(storage));
  const types = collectedTypes(summary);
  const { mtime } = await stat(summaryFile);
  const instance = await DuckDBInstance.create(':memory:', {
    // Nothing is fetched from anywhere: what the views need is built in.
    autoinstall_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const views = new ViewGraph(readViews());
  const database = new GraphDatabase(connection, views, types, mtime, instance);
  await loadFiles(database, storage);
  await createMacros(database);
  await createViews(database, sql);
  return database;
}

/** Whether questions can be asked: the package is optional. */
export function isDuckDbInstalled(): boolean {
  try {
    requireDuckDb();
    return true;
  } catch {
    return false;
  }
}

/** Optional for those who install the integration alone. */
function requireDuckDb(): typeof DuckDb {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- may be missing
    return require('@duckdb/node-api') as typeof DuckDb;
  } catch (cause) {
    throw new UserError(
      `This needs DuckDB, which is not installed, or not for this machine: npm install @duckdb/node-api (${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)})`,
    );
  }
}

async function nothingToAsk(storage: string): Promise<string> {
  const entries = await readdir(path.join(storage, 'graph')).catch(() => []);
  return entries.length > 0
    ? `The last run in ${storage} ended early, so that nobody knows what is missing: collect again, npm start.`
    : `Nothing was collected in ${storage}: collect first, npm start or npm run demo.`;
}

async function loadFiles(
  { connection, types }: GraphDatabase,
  storage: string,
): Promise<void> {
  const graph = path.join(storage, 'graph');
  try {
    await connection.run(`create table entities as
      select
        o ->> '$._key' as id, o ->> '$._type' as type,
        from_json(case json_type(o -> '$._class') when 'ARRAY' then o -> '$._class' else json_array(o -> '$._class') end, '["VARCHAR"]') as class,
        o as properties
      from (${objectsOf(await filesOf(graph, 'entities'), 'entities')})`);
    await connection.run(`create table relationships as
      select
        o ->> '$._key' as id, o ->> '$._type' as type, o ->> '$._class' as class,
        coalesce(o ->> '$._fromEntityKey', o ->> '$._mapping.sourceEntityKey') as from_id,
        o ->> '$._toEntityKey' as to_id,
        o -> '$._mapping.targetEntity' as target,
        o as properties
      from (${objectsOf(await filesOf(graph, 'relationships'), 'relationships')})`);
  } catch (error) {
    throw new UserError(
      `The files in ${graph} are not what the SDK writes. Collect again; if INTEGRATION_FILE_COMPRESSION_ENABLED is set, unset it first. (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  await connection.run(
    'create table collected_types (type varchar, provider varchar, status varchar, steps varchar[])',
  );
  const { listValue } = requireDuckDb();
  for (const { type, provider, status, steps } of types) {
    await connection.run(
      'insert into collected_types values ($1, $2, $3, $4)',
      [type, provider, status, listValue(steps)],
    );
  }
}

interface GraphFiles {
  globs: string[];
  largest: number;
}

/** The files of one kind as one pattern a step, and the size of the largest. */
async function filesOf(
  graph: string,
  kind: 'entities' | 'relationships',
): Promise<GraphFiles> {
  const globs: string[] = [];
  let largest = 0;
  for (const step of (await readdir(graph)).sort()) {
    const folder = path.join(graph, step, kind);
    const names = await readdir(folder).catch(() => []);
    if (names.length === 0) continue;
    globs.push(`${folder.replaceAll(/[*?[]/g, '[$&]')}/*`);
    for (const name of names) {
      largest = Math.max(largest, (await stat(path.join(folder, name))).size);
    }
  }
  return { globs, largest };
}

/** A query for the objects in files, which DuckDB reads as one object each. */
function objectsOf({ globs, largest }: GraphFiles, kind: string): string {
  if (globs.length === 0) return 'select null::json as o where false';
  const files = globs.map(quoted).join(', ');
  return `select unnest(${kind}) as o from read_json([${files}],
    columns = {${kind}: 'JSON[]'}, format = 'unstructured', maximum_object_size = ${largest + 1024})`;
}

/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The words that views have in common. */
async function createMacros({
  connection,
  collectedOn,
}: GraphDatabase): Promise<void> {
  await connection.run(`
    create macro to_time(ms) as epoch_ms(ms::bigint);
    create macro provider_of(type) as split_part(type, '_', 1);
    create macro name_of(properties) as coalesce(properties ->> '$.name', properties ->> '$.displayName', properties ->> '$._key');
    create macro is_weak(method) as method in ('sms', 'call', 'email', 'question');
    create macro is_whole(of_type) as exists (from collected_types where type = of_type and status = 'complete');
    create macro collected_on() as epoch_ms(${collectedOn.getTime()});
  `);
}

async function createViews(
  { connection, views }: GraphDatabase,
  sql: readonly string[],
): Promise<void> {
  const asked = views.closureOf(sql.join(';\n'));
  for (const { name, sql: body } of views.inOrder()) {
    const kind = asked.has(name) ? 'table' : 'view';
    await connection.run(`create ${kind} ${name} as ${withoutComments(body)}`);
  }
}
