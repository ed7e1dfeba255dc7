import { parseUrl } from '../http/parse';

/** RFC 5321 mailbox with a dotted domain, within what the data model's `email` format accepts. */
const EMAIL =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Longest mailbox (RFC 5321 section 4.5.3.1). */
const LONGEST_EMAIL = 320;

/** Longest text that JupiterOne keeps in a property. */
const LONGEST_TEXT = 4096;

/** The latest time that a JavaScript date can hold, in epoch ms. */
const LATEST_TIME = 8.64e15;

/** An e-mail address in lower case; undefined where the value is none. */
export function email(value: unknown): string | undefined {
  const address = text(value)?.toLowerCase();
  return address && address.length <= LONGEST_EMAIL && EMAIL.test(address)
    ? address
    : undefined;
}

/** An absolute http or https URL; undefined where the value is none, or too long to be kept whole. */
export function link(value: unknown): string | undefined {
  const url = typeof value === 'string' ? parseUrl(value) : undefined;
  if (!url) return undefined;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isUriHost = !/["`{}]/.test(url.hostname);
  if (!isWeb || !isUriHost || url.username || url.password) return undefined;
  const uri = asUri(url);
  return uri.length <= LONGEST_TEXT ? uri : undefined;
}

/** What the WHATWG URL standard leaves as it is after the host, and RFC 3986 forbids there. */
const NOT_IN_A_URI = /%(?![0-9a-f]{2})|[\\^`{|}"<>[\]#\s]/gi;

function asUri({ origin, pathname, search, hash }: URL): string {
  const parts = [pathname, search, hash].map(
    (part) =>
      part.slice(0, 1) +
      part.slice(1).replace(NOT_IN_A_URI, encodeURIComponent),
  );
  return origin + parts.join('');
}

/** A time of an API that names no time zone: it means UTC, and not the zone of this machine. */
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/** An ISO 8601 time in epoch ms; undefined where the value is none. */
export function time(value: unknown): number | undefined {
  const written = text(value);
  if (!written || !/^\d{4}-\d{2}-\d{2}/.test(written)) return undefined;
  const ms = Date.parse(WITHOUT_ZONE.test(written) ? `${written}Z` : written);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * A number of units since the epoch in epoch ms. Zero means unknown, as providers use it.
 *
 * @param unitMs length of the unit in ms: 1 for milliseconds, 1000 for seconds
 */
export function epochTime(value: unknown, unitMs: number): number | undefined {
  if (typeof value !== 'number' || !(value > 0)) return undefined;
  const ms = value * unitMs;
  return ms <= LATEST_TIME ? ms : undefined;
}

/** A text without surrounding space, cut to what JupiterOne keeps; undefined where it is empty. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim().slice(0, LONGEST_TEXT).toWellFormed();
  return trimmed === '' ? undefined : trimmed;
}

/** What stands in the place of a name: an address, a distinguished name, an id or a login with digits. */
const NO_NAME = /[@=]|^\S*\d\S*$/;

/** The name of a person; undefined where the value is none, but says in another way who is meant. */
export function personName(value: unknown): string | undefined {
  const name = text(value);
  if (name === undefined || NO_NAME.test(name)) return undefined;
  return /\p{L}/u.test(name) ? name : undefined;
}

/** The texts of a list, without empty ones and repeats; undefined where there are none. */
export function texts(values: readonly unknown[] = []): string[] | undefined {
  const found = new Set(values.map(text).filter((each) => each !== undefined));
  return found.size > 0 ? [...found] : undefined;
}

/** Raw data by allow-list: the named fields of a record, where present. */
export function pick<T extends object, K extends keyof T>(
  record: T,
  fields: readonly K[],
): Partial<Pick<T, K>> {
  const picked: Partial<Pick<T, K>> = {};
  for (const field of fields) {
    if (record[field] !== undefined) picked[field] = record[field];
  }
  return picked;
}
