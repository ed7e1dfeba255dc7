import fc from 'fast-check';
import type { z } from 'zod';

/** Texts that have gone wrong somewhere before, among texts of all kinds. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.emailAddress(),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.date({ noInvalidDate: false }).map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.integer({ min: 0, max: 9_000 }).map((length) => 'é'.repeat(length)),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '0',
    '-1',
    'null',
    'true',
    '__proto__',
    'constructor',
    'a@b',
    'Ana@Example.COM ',
    '"a b"@example.com',
    'ana@example.com, ana@example.org',
    'http://',
    'javascript:alert(1)',
    'https://user:pass@example.com/',
    'https://[::1]/a b',
    'https://exämple.com/%zz|{}',
    '2024-02-30T25:61:61Z',
    '2024-01-01',
    '+275760-09-13T00:00:00.001Z',
    'ACTIVE',
    'active',
    'APP_GROUP',
    'Group',
  ),
);

const oddNumber: fc.Arbitrary<number> = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(0, -0, -1, 1e21, 8.64e15, 8.64e15 + 1, Number.MAX_VALUE),
);

/** Objects whose names of fields mean something to JavaScript. */
const trap: fc.Arbitrary<unknown> = fc
  .constantFrom(
    '{"toString":1,"valueOf":1}',
    '{"__proto__":{"id":"0123456789"}}',
    '{"constructor":{"prototype":null}}',
    '{"length":-1}',
    '{"then":true}',
    '{"toJSON":1}',
  )
  .map((json): unknown => JSON.parse(json));

/** Whatever JSON can hold, and numbers that it cannot. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  trap,
  oddNumber,
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.jsonValue({ maxDepth: 2 }),
);

/**
 * Values that look as if the schema described them: most fields have the declared type, some are
 * absent, null or something else, and further ones are added. Not all of them are accepted.
 */
export function wireValue(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return wireObject(def.shape);
    case 'array':
      return fc.array(wireValue(def.element), { maxLength: 4 });
    case 'tuple':
      return fc.tuple(...def.items.map(wireValue));
    case 'record':
      return fc.dictionary(oddText, wireValue(def.valueType), { maxKeys: 5 });
    case 'union':
      return fc.oneof(...def.options.map(wireValue));
    case 'optional':
    case 'nullable':
    case 'catch':
    case 'default':
      return wireValue(def.innerType);
    case 'pipe':
      return wireValue(isTransform(def.in) ? def.out : def.in);
    case 'string':
      return fc.oneof(
        { weight: 2, arbitrary: fc.string({ minLength: 10, maxLength: 30 }) },
        { weight: 3, arbitrary: oddText },
      );
    case 'number':
      return fc.oneof(fc.integer(), oddNumber);
    case 'boolean':
      return fc.boolean();
    default:
      return anything;
  }
}

function isTransform(schema: z.core.$ZodType): boolean {
  return schema._zod.def.type === 'transform';
}

/** Ids are what rejects a record, and so are left as they are declared. */
function wireObject(
  shape: Readonly<Record<string, z.core.$ZodType>>,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, field]) => {
    const declared = wireValue(field);
    const isOptional = field._zod.optin === 'optional';
    return [
      name,
      isOptional
        ? fc.oneof(
            { weight: 8, arbitrary: declared },
            { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
            { weight: 1, arbitrary: anything },
          )
        : declared,
    ] as const;
  });
  return fc
    .tuple(
      fc.dictionary(oddText, anything, { maxKeys: 2 }),
      fc.record(Object.fromEntries(fields)),
    )
    .map(([further, declared]) => ({ ...further, ...declared }));
}
