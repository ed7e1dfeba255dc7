import { epochTime, time } from '../../graph/properties';
import { number, text } from '../../wire/fields';

/** A date and time in ISO 8601, as the platform API writes it; epoch ms comes out. */
export const isoTime = text.transform(time);

/** Epoch ms, as the older product API writes times. */
export const millisecondTime = number.transform((ms) => epochTime(ms, 1));

/** Epoch s, as the older scanner writes times; epoch ms comes out. */
export const secondTime = number.transform((s) => epochTime(s, 1000));

/** Products by the names that the platform API uses. */
const PRODUCTS = new Map([
  ['SDC', 'monitor'],
  ['SDS', 'secure'],
]);

export function productNames(codes: readonly string[] = []): string[] {
  return codes.map((code) => PRODUCTS.get(code) ?? code.toLowerCase());
}
