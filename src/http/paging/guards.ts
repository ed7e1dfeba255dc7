import { createHash } from 'node:crypto';

import { idOf as idOfRecord } from '../records';

import { type IdOf, type Page, PageFormatError } from './page';

/** Deeper than any real record: what is nested further cannot be compared. */
const DEEPEST = 200;

/** The sizes at which services cut a list that they do not divide into pages. */
const TYPICAL_CAPS = new Set([10, 20, 25, 50, 100, 200, 250, 500, 1000]);

/** Whether a list of this length may have been cut by a service that ignores paging. */
export function isTypicalCap(length: number): boolean {
  return TYPICAL_CAPS.has(length);
}

/**
 * What tells a record from others: its id, else all of it.
 *
 * @throws PageFormatError where it has no id and is nested too deeply to be compared
 */
export function identityOf(item: unknown, idOf: IdOf = idOfRecord): string {
  const id = idOf(item);
  return id === undefined ? `#${hash(item)}` : `${typeof id} ${id}`;
}

/** A hash of a value as JSON. Records can be large, and many are remembered. */
export function hash(value: unknown): string {
  checkDepth(value);
  return createHash('sha256')
    .update(String(JSON.stringify(value)))
    .digest('base64');
}

/**
 * Within one answer, two records of one id have to be equal: no time passes between them. One that
 * differs stands in the place of another record, or is two things at once.
 *
 * @returns the id that stands for different records; undefined where there is none
 */
export function conflictIn(page: Page, idOf: IdOf = idOfRecord) {
  const known = new Map<string | number, unknown>();
  for (const item of page) {
    const id = idOf(item);
    if (id === undefined) continue;
    const other = known.get(id);
    if (other === undefined) known.set(id, item);
    else if (hash(other) !== hash(item)) return id;
  }
  return undefined;
}

/** @throws PageFormatError where a value is nested too deeply to be compared */
export function checkDepth(value: unknown): void {
  if (isDeeperThan(DEEPEST, value)) {
    throw new PageFormatError('a record is nested too deeply to be read');
  }
}

/** It goes no deeper than that itself: the stack is safe from what a server nests. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((each) => isDeeperThan(levels - 1, each));
}
