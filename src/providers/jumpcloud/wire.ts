import { z } from 'zod';

import { keyIdentifier } from '../../wire/fields';

/**
 * A record with its own id: `_id` in version 1 of the API, `id` in version 2. Version 1 repeats
 * it as `id`.
 */
export function record<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(withId, z.object({ id: keyIdentifier, ...shape }));
}

function withId(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const hasId = '_id' in value && value._id !== null;
  return hasId ? { ...value, id: value._id } : value;
}
