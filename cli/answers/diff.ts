import { existsSync } from 'node:fs';
import path from 'node:path';

import { storageDirectory } from '../../scripts/collectedGraph';
import { printable } from '../collection/printable';

import { csvLine } from './answerText';
import {
  type Change,
  changesBetween,
  changesSql,
  type ChangeWord,
  type KindChanges,
} from './changes';
import { type GraphDatabase, openStorage, type Row } from './graphDatabase';

/** Two results, and how to tell what changed. */
export interface DiffOptions {
  /** A folder that was `.j1-integration` once, or a project that has one. */
  older: string;
  newer: string;
  format: 'text' | 'csv' | 'json';
}

/**
 * What changed between two runs.
 *
 * @throws UserError where one of them has no result, or they are of different accounts
 */
export async function diff({
  older,
  newer,
  format,
}: DiffOptions): Promise<string> {
  const databases: GraphDatabase[] = [];
  try {
    for (const each of [older, newer]) {
      databases.push(await openStorage(storageOf(each), changesSql()));
    }
    const [one, other] = databases;
    if (!one || !other) return '';
    const all = await changesBetween(one, other);
    const rows = all.flatMap(({ changes }) => changes);
    if (format === 'json') return `${JSON.stringify(rows, undefined, 2)}\n`;
    if (format === 'csv') return csvOf(rows);
    return `From ${dayOf(one)} to ${dayOf(other)} UTC\n\n${all.map(textOf).join('\n')}`;
  } finally {
    for (const each of databases) each.close();
  }
}

/** A project stands for its `.j1-integration`. */
function storageOf(folder: string): string {
  const own = storageDirectory(folder);
  return existsSync(own) ? own : path.resolve(folder);
}

function dayOf({ collectedOn }: GraphDatabase): string {
  return collectedOn.toISOString().slice(0, 16).replace('T', ' ');
}

const COLUMNS = [
  'kind',
  'change',
  'id',
  'name',
  'property',
  'old',
  'new',
] as const;

function csvOf(changes: readonly Change[]): string {
  return [
    csvLine(COLUMNS),
    ...changes.map((change) => csvLine(COLUMNS.map((name) => change[name]))),
  ].join('');
}

const SIGNS: Record<ChangeWord, string> = {
  added: '+',
  removed: '-',
  changed: '~',
  unsure: '?',
};

function textOf({ kind, changes, unsureTypes }: KindChanges): string {
  const count = (word: ChangeWord) =>
    changes.filter(({ change }) => change === word).length;
  const title = `${kind}: ${count('added')} added, ${count('removed')} removed, ${count('changed')} changed`;
  const unsure =
    unsureTypes.length > 0 ? [doubt(count('unsure'), unsureTypes)] : [];
  return [title, ...unsure, ...changes.map(lineOf), ''].join('\n');
}

/** Why some are called neither added nor removed. */
function doubt(count: number, types: readonly string[]): string {
  const read = `one of the runs did not read all of ${types.join(', ')}.`;
  if (count === 0) return `  Nothing was seen in one run only, though ${read}`;
  return `  ${count} ${count === 1 ? 'was' : 'were'} seen in one run only. They are not called added or removed: ${read}`;
}

function lineOf({ change, name, property, old, new: now }: Change): string {
  const what =
    property === null ? '' : `: ${property} ${shown(old)} -> ${shown(now)}`;
  return `  ${SIGNS[change]} ${printable(`${name}${what}`).replaceAll('\n', ' ')}`;
}

function shown(value: Row[string]): string {
  if (value === null) return 'unknown';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
