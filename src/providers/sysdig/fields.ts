import { z } from 'zod';

import { epochTime, time } from '../../graph/properties';
import { lenient } from '../../wire/fields';

/** A time: in ISO 8601 on the platform API, in epoch ms on the older API. */
export const when = lenient(z.union([z.string(), z.number()]));

/** Such a time in epoch ms; undefined where it is none. */
export function timeOf(value: string | number | undefined): number | undefined {
  return typeof value === 'number' ? epochTime(value, 1) : time(value);
}

/** Products by the names that the platform API uses. */
const PRODUCTS = new Map([
  ['SDC', 'monitor'],
  ['SDS', 'secure'],
]);

export function productNames(codes: readonly string[] = []): string[] {
  return codes.map((code) => PRODUCTS.get(code) ?? code.toLowerCase());
}
