import type { Checked, Records } from '../../http/records';

import { timeOf } from './fields';
import type { Scan } from './scanRecords';

/**
 * Makes one scan of all that the older scanner has of one image: it lists an image once for each
 * of its names. The names are gathered, and all else is that of the newest scan, so that the order
 * of the list does not matter.
 *
 * @throws ApiError at the end, when the list could not be read to its end
 */
export async function* byImage(scans: Records<Scan>): Records<Scan> {
  const images = new Map<string, Checked<Scan> & { ok: true }>();
  try {
    for await (const scan of scans) {
      if (!scan.ok) {
        yield scan;
        continue;
      }
      const { resultId } = scan.record;
      const known = images.get(resultId);
      const record = known ? merged(known.record, scan.record) : scan.record;
      images.set(resultId, { ...scan, record });
    }
  } catch (error) {
    yield* images.values();
    throw error;
  }
  yield* images.values();
}

function merged(one: Scan, other: Scan): Scan {
  const newest = isNewer(other, one) ? other : one;
  const names = new Set([...namesOf(one), ...namesOf(other)]);
  return {
    ...newest,
    images: names.size > 1 ? [...names].sort() : undefined,
  };
}

function namesOf({ images, pullString }: Scan): readonly string[] {
  return images ?? (pullString === undefined ? [] : [pullString]);
}

/** Of two scans of the same time that counts whose record comes first by its text. */
function isNewer(scan: Scan, other: Scan): boolean {
  const age =
    timeBetween(other.createdAt, scan.createdAt) ||
    timeBetween(other.requestedAt, scan.requestedAt);
  return age === 0 ? textOf(scan) < textOf(other) : age > 0;
}

function timeBetween(start: Scan['createdAt'], end: Scan['createdAt']): number {
  return (timeOf(end) ?? 0) - (timeOf(start) ?? 0);
}

function textOf(scan: Scan): string {
  return JSON.stringify({ ...scan, images: undefined });
}
