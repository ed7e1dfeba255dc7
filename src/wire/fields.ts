import { z } from 'zod';

/*
 * The fields of records as providers send them. A field that is absent, null or of another type is
 * undefined: one odd value costs itself, never the record. The check of a record counts such values, so
 * that a provider which changes the type of a field does not pass unnoticed.
 */

/**
 * A field that a function reads: undefined where it finds nothing.
 *
 * It is built of zod's `overwrite`, because a transform and a catch make a closure and several
 * objects for each value: a long list of users then costs five times as much, most of it for the
 * garbage collector.
 */
export function field<T>(read: (value: unknown) => T | undefined) {
  return z.custom<T | undefined>().overwrite(read).optional();
}

/** A field that may be left out, null or of another type: undefined then. */
export function lenient<Schema extends z.ZodType>(schema: Schema) {
  return field((value) =>
    value === null ? undefined : schema.safeParse(value).data,
  );
}

/**
 * The id of a record. A number that JSON cannot carry exactly is none: two of them could look
 * alike.
 */
export const identifier = z
  .union([z.string().min(1), z.int()], { error: 'expected an id' })
  .transform(String);

/** An id that is a `_key` as it stands: JupiterOne accepts no key of fewer than 10 characters. */
export const keyIdentifier = z
  .string({ error: 'expected an id' })
  .min(10, 'expected an id');

/** A text. */
export const text = field((value) =>
  typeof value === 'string' ? value : undefined,
);

/** A text, where the provider also writes numbers for texts. */
export const textOrNumber = field((value) =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value)
    : undefined,
);

/** A boolean. */
export const flag = field((value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** A number. */
export const number = field((value) =>
  typeof value === 'number' ? value : undefined,
);

/** A whole number that is not negative. */
export const count = field((value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : undefined,
);

/** The id of another record. */
export const reference = lenient(identifier);

/** A list, element by element: one bad element does not take the others with it. */
export function list<Schema extends z.ZodType>(element: Schema) {
  return field((value) =>
    Array.isArray(value)
      ? value.flatMap((each: unknown): z.output<Schema>[] => {
          const checked = element.safeParse(each);
          return checked.success ? [checked.data] : [];
        })
      : undefined,
  );
}

/** A list of texts. */
export const textList = list(z.string());

/**
 * A list whose elements become relationships: they are checked by `Completeness.elements`, which
 * reports a bad one like a bad record.
 */
export const elements = lenient(z.array(z.unknown()));

/** An object of which only the named fields are kept. */
export function objectField<Shape extends z.ZodRawShape>(shape: Shape) {
  return lenient(z.object(shape));
}

/** Values by name, where the provider's customers choose the names. */
export const freeForm = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((value) => value ?? {})
  .catch({});
