import { z } from 'zod';

/**
 * The id of a record. JumpCloud writes 24 hexadecimal digits; a key of the graph has at least 10
 * characters, so that a shorter one cannot be stored.
 */
export const identifier = z.string().min(10, 'expected an id');

/** A reference to another record by id; undefined where it is absent, null or empty. */
export const reference = identifier.optional().catch(undefined);

/** A text. A number is read as text; null and anything else as absent. */
export const textField = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

/** A boolean; anything else is unknown. */
export const flagField = z.boolean().optional().catch(undefined);

/** A number; anything else is unknown. */
export const numberField = z.number().optional().catch(undefined);

/** A list of texts; undefined where it is absent. What is no text is left out. */
export const textListField = z
  .array(z.unknown())
  .transform((values) => values.filter((value) => typeof value === 'string'))
  .optional()
  .catch(undefined);

/** An object of which only the named fields are kept; anything else is absent. */
export function objectField<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}

/**
 * A record with its own id: `_id` in version 1 of the API, `id` in version 2. Version 1 repeats
 * it as `id`.
 */
export function record<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(withId, z.looseObject({ id: identifier, ...shape }));
}

function withId(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const hasId = '_id' in value && value._id !== null;
  return hasId ? { ...value, id: value._id } : value;
}
