import { z } from 'zod';

import { field } from '../../wire/fields';

/**
 * An object of SCIM attributes. Attribute names ignore case (RFC 7643 section 2.1); they come
 * out as `shape` spells them. Other attributes are not kept.
 *
 * @param alias gives the name under which an attribute with another name is read, such as an
 *   extension
 */
export function scimObject<Shape extends z.ZodRawShape>(
  shape: Shape,
  alias: (name: string) => string | undefined = () => undefined,
) {
  const names = new Map(
    Object.keys(shape).map((name) => [name.toLowerCase(), name]),
  );
  const nameOf = (name: string) =>
    Object.hasOwn(shape, name)
      ? name
      : (alias(name) ?? names.get(name.toLowerCase()) ?? name);
  return z.preprocess((value) => renamed(value, nameOf), z.object(shape));
}

function renamed(value: unknown, nameOf: (name: string) => string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  if (Object.keys(value).every((name) => nameOf(name) === name)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [nameOf(name), each]),
  );
}

/** A text. Servers also give numbers and booleans for texts, and null for none. */
export const textAttribute = field((value) =>
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'boolean'
    ? String(value)
    : undefined,
);

/** A boolean. Servers also give texts such as "True", and 0 or 1; anything else is unknown. */
export const flagAttribute = field((value) => {
  switch (typeof value === 'string' ? value.toLowerCase() : value) {
    case true:
    case 'true':
    case 1:
    case '1':
      return true;
    case false:
    case 'false':
    case 0:
    case '0':
      return false;
    default:
      return undefined;
  }
});

/**
 * A complex attribute (RFC 7643 section 2.3.8). Some servers give one of its parts in its place,
 * and PHP gives a list where there are no parts.
 *
 * @param part the part that a plain value stands for
 */
export function complex<Shape extends z.ZodRawShape>(
  shape: Shape,
  part: keyof Shape & string,
) {
  const object = scimObject(shape);
  return field((value) => {
    if (value === null) return null;
    const given = typeof value === 'object' ? value : { [part]: value };
    return object.safeParse(given).data;
  });
}

const MultiValue = scimObject({
  value: textAttribute,
  display: textAttribute,
  type: textAttribute,
  primary: flagAttribute,
  $ref: textAttribute,
});

/** One value of a multi-valued attribute (RFC 7643 section 2.4). */
export type MultiValue = z.infer<typeof MultiValue>;

/**
 * A multi-valued attribute; undefined where it is absent. Servers also give a single value
 * without a list, and plain texts for values. A value of another type costs itself.
 */
export const multiValued = field((value) => {
  const values: MultiValue[] = [];
  for (const each of elementsOf(value)) {
    const { data } = MultiValue.safeParse(asComplex(each));
    if (data) values.push(data);
  }
  return values;
});

function asComplex(value: unknown): unknown {
  return typeof value === 'object' ? value : { value };
}

/** The elements of a list; of a single value without a list that value, of null none. */
export function elementsOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A reference to another resource, such as a member of a group. */
export const Reference = z.preprocess(asComplex, MultiValue);

/** The id of what is referred to, by `value`, else by the last part of `$ref`. */
export function referredId(
  reference: Pick<MultiValue, 'value' | '$ref'>,
): string | undefined {
  return reference.value || partsOf(reference)[0] || undefined;
}

/** The parts of a `$ref`, the last one first. It is never called: it may lead to another host. */
export function partsOf({ $ref = '' }: Pick<MultiValue, '$ref'>): string[] {
  return $ref
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .split('/')
    .reverse()
    .map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** When a resource was made and changed (RFC 7643 section 3.1). */
export const Meta = complex(
  { created: textAttribute, lastModified: textAttribute },
  'created',
);
