import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

/** What stands in a comment at the head of a view, a row each. */
export interface Column {
  name: string;
  /** In DuckDB's words. */
  type: string;
  description: string;
}

/** One file of `answers/views`. */
export interface View {
  name: string;
  /** What its rows are, in sentences. */
  description: string;
  columns: Column[];
  sql: string;
}

/** The folder of views and findings: of the package, be it compiled or not. */
const ANSWERS = path.resolve(__dirname, '../../answers');

const COLUMN =
  /^-- +(?<name>\w+) +(?<type>[A-Z]+(?:\[\])?) +(?<description>.+)$/;

/** A file of SQL: the lines of comment that it begins with, without their dashes, and all of it. */
export interface SqlFile {
  name: string;
  head: string[];
  sql: string;
}

/** The SQL files of one kind, by name. */
export function sqlFiles(kind: 'views' | 'findings'): SqlFile[] {
  const folder = path.join(ANSWERS, kind);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(path.join(folder, file), 'utf8');
      const lines = sql.split('\n');
      const end = lines.findIndex((line) => !line.startsWith('--'));
      return {
        name: path.basename(file, '.sql'),
        head: lines.slice(0, end),
        sql,
      };
    });
}

/** All views in alphabetical order. */
export function readViews(): View[] {
  return sqlFiles('views').map(({ name, head, sql }) => ({
    name,
    description: head
      .slice(0, head.indexOf('--'))
      .map((line) => line.slice(3))
      .join(' '),
    columns: head
      .map((line) => COLUMN.exec(line)?.groups)
      .filter((groups) => groups !== undefined)
      .map((groups) => ColumnLine.parse(groups)),
    sql,
  }));
}

const ColumnLine = z.object({
  name: z.string(),
  type: z.string(),
  description: z.string(),
});

/** The tables that the files of a run are read into; views read these. */
export const RAW_TABLES = ['entities', 'relationships'];

/** The names of these that a text of SQL mentions as words. Too many do no harm, one too few would. */
export function mentioned(sql: string, names: readonly string[]): string[] {
  const words = new Set(withoutComments(sql).toLowerCase().match(/\w+/g));
  return names.filter((name) => words.has(name));
}

/** The names of these that one of our own files reads: it names them behind FROM and JOIN alone. */
export function readFrom(sql: string, names: readonly string[]): string[] {
  const read = new Set(
    [
      ...withoutComments(sql)
        .replaceAll(/'(?:[^']|'')*'/g, "''")
        .matchAll(/\b(?:from|join)\s+(\w+)/g),
    ].map(([, name]) => name),
  );
  return names.filter((name) => read.has(name));
}

/** Text of SQL without its comments, which are full of names that it does not read. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(/--.*$/gm, '');
}
