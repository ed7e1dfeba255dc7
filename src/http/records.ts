import type { z } from 'zod';

import { ApiError } from './failures';

/** A record that is not what the provider's API describes. */
export interface RejectedRecord {
  /** The record's id where it has one, else its place in the list, such as `record 17`. */
  name: string;
  /** Which fields are wrong and how; never their values. */
  reason: string;
}

/** A record of a list, or why it was rejected: a caller has to deal with both. */
export type Checked<T> = (
  | {
      ok: true;
      record: T;
      /** Fields whose values are of another type than described, and were let go. */
      letGo?: readonly string[];
      /** Told of a record of which essential fields were let go: it is of use, but not whole. */
      defect?: RejectedRecord;
    }
  | { ok: false; rejection: RejectedRecord }
) & {
  /** How many records the list has by the provider's word, told now and then. It proves nothing. */
  total?: number;
};

/** A list of a provider as a stream of checked records. */
export type Records<T> = AsyncGenerator<Checked<T>, void, undefined>;

/**
 * Hands on a list. Where it turns out to be empty, that is judged.
 *
 * @param judge what an empty list means; undefined where it may be empty
 * @throws ApiError at the end of an empty list that cannot be one
 */
export async function* unlessEmpty<T>(
  records: Records<T>,
  judge: () => ApiError | Promise<ApiError | undefined>,
): Records<T> {
  let isEmpty = true;
  for await (const record of records) {
    isEmpty = false;
    yield record;
  }
  const failure = isEmpty ? await judge() : undefined;
  if (failure) throw failure;
}

/**
 * Hands on a list. Returns the error when the provider refuses its beginning in the given way; after
 * the first record the same answer is a failure.
 *
 * @throws ApiError for any other failure
 */
export async function* unlessRefused<T>(
  records: Records<T>,
  isRefused: (error: ApiError) => boolean,
): AsyncGenerator<Checked<T>, ApiError | undefined> {
  let isBegun = false;
  try {
    for await (const record of records) {
      isBegun = true;
      yield record;
    }
    return undefined;
  } catch (error) {
    if (isBegun || !(error instanceof ApiError)) throw error;
    if (!isRefused(error)) throw error;
    return error;
  }
}

/** Longest id shown in a message. */
const LONGEST_NAME = 64;

/** Most fields that one rejection names. */
const MOST_FIELDS = 3;

/**
 * Checks a record of a list.
 *
 * @param position 1-based place in the list, to name a record that has no id
 * @param redact takes credentials out of what is told of a rejected record
 * @param essential fields that are not let go silently, such as `actions.groupIds`
 */
export function checkRecord<T>(
  schema: z.ZodType<T>,
  value: unknown,
  position: number,
  redact: (text: string) => string,
  essential: readonly string[] = [],
): Checked<T> {
  const result = schema.safeParse(value);
  if (result.success) {
    const letGo = fieldsLetGo(value, result.data);
    if (!letGo) return { ok: true, record: result.data };
    const lost = letGo.filter((field) =>
      essential.some((each) => `${each}.`.startsWith(`${field}.`)),
    );
    const defect = lost.length > 0 && {
      name: nameOf(value, position, redact),
      reason: `${lost.join(', ')}: of another type than described; the other fields are used`,
    };
    return { ok: true, record: result.data, letGo, ...(defect && { defect }) };
  }
  return {
    ok: false,
    rejection: {
      name: nameOf(value, position, redact),
      reason: redact(describe(result.error)),
    },
  };
}

/** The id is redacted before it is cut: half a credential would not be recognized. */
function nameOf(
  value: unknown,
  position: number,
  redact: (text: string) => string,
): string {
  const id = idOf(value);
  return id === undefined
    ? `record ${position}`
    : `id ${redact(String(id)).slice(0, LONGEST_NAME)}`;
}

/** The id of a record: `id`, `_id` or `ID`; undefined where it has none. */
export function idOf(value: unknown): string | number | undefined {
  if (!isObject(value)) return undefined;
  const name = Object.keys(value).find((key) => /^_?id$/i.test(key));
  const id = name === undefined ? undefined : value[name];
  return typeof id === 'number' || (typeof id === 'string' && id !== '')
    ? id
    : undefined;
}

/** zod's messages name expected and received types, and no values. */
function describe(error: z.ZodError): string {
  const named = error.issues.slice(0, MOST_FIELDS).map(({ path, message }) => {
    const field = path.map(String).join('.') || 'the record';
    return `${field}: ${message.replace(/^Invalid input: /, '')}`;
  });
  const more = error.issues.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/**
 * The fields that a record has and its checked form has not. What was taken as it is is not looked
 * into: it may be nested as deeply as a server likes. A field that is absent, null or an
 * empty text in the record is not one of them; one of which an empty object stands in the checked
 * form, as of free-form values, is.
 */
function fieldsLetGo(
  value: unknown,
  checked: unknown,
  prefix = '',
): string[] | undefined {
  if (value === checked) return undefined;
  if (!isObject(value) || !isObject(checked)) return undefined;
  let found: string[] | undefined;
  for (const name in checked) {
    const given = value[name];
    if (given === undefined || given === null || given === '') continue;
    const kept = checked[name];
    const isLost = kept === undefined || isEmptied(given, kept);
    const lost = isLost
      ? [prefix + name]
      : fieldsLetGo(given, kept, `${prefix}${name}.`);
    if (lost) found = [...(found ?? []), ...lost];
  }
  return found;
}

function isEmptied(given: unknown, kept: unknown): boolean {
  return isObject(kept) && !isObject(given) && Object.keys(kept).length === 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
