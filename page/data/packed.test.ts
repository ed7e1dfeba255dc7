import fc from 'fast-check';

import { packIntegers, unpackIntegers } from './integers';
import { packTables, unpackTables } from './packed';
import type { Schema } from './table';

const SCHEMAS = {
  things: {
    id: 'text',
    words: 'list',
    size: 'number',
    good: 'flag',
    next: 'reference',
  },
  others: { id: 'text' },
} as const satisfies Record<string, Schema>;

const orUnknown = <T>(values: fc.Arbitrary<T>) =>
  fc.option(values, { nil: undefined });

it('gives back whole numbers, and where there is none', () => {
  fc.assert(
    fc.property(fc.array(orUnknown(fc.maxSafeInteger())), (values) => {
      // The difference of two numbers has to be exact, too.
      const halves = values.map((value) => value && Math.trunc(value / 8) + 0);
      const bytes = packIntegers(halves);
      const read = unpackIntegers(bytes, new Float64Array(values.length), NaN);
      expect([...read]).toEqual(halves.map((value) => value ?? NaN));
    }),
    { seed: 1 },
  );
});

it('refuses what is no whole number', () => {
  expect(() => packIntegers([1.5])).toThrow('Not a whole number: 1.5');
});

it('gives back tables, of which the unknown stays unknown', () => {
  const row = fc.record({
    id: orUnknown(fc.string()),
    words: orUnknown(fc.array(fc.string(), { maxLength: 3 })),
    size: orUnknown(fc.integer()),
    good: orUnknown(fc.boolean()),
    next: orUnknown(fc.nat()),
  });
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const bytes = packTables(SCHEMAS, {
        things: {
          id: rows.map(({ id }) => id),
          words: rows.map(({ words }) => words),
          size: rows.map(({ size }) => size),
          good: rows.map(({ good }) => good),
          next: rows.map(({ next }) => next),
        },
        others: { id: ['one'] },
      });
      const { things, others } = unpackTables<typeof SCHEMAS>(bytes);
      expect(others.text('id', 0)).toBe('one');
      expect(things.size).toBe(rows.length);
      const read = rows.map((_, at) => ({
        id: things.text('id', at),
        words: things.list('words', at),
        size: things.number('size', at),
        good: things.flag('good', at),
        next: things.reference('next', at),
      }));
      expect(read).toEqual(rows);
    }),
    { seed: 1 },
  );
});
