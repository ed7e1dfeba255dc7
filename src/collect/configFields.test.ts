import { z } from 'zod';

import {
  isGiven,
  optionalSecret,
  optionalText,
  optionalUrl,
  parseFields,
  requiredSecret,
  requiredText,
  requiredUrl,
} from './configFields';

test.each([
  [' text ', 'text'],
  ['two words', 'two words'],
  ['', undefined],
  [' ', undefined],
  [null, undefined],
  [undefined, undefined],
])('%j as an optional text is %j', (value, text) => {
  expect(optionalText.parse(value)).toBe(text);
});

test.each([
  ['a text', requiredText],
  ['a secret', requiredSecret],
  ['a URL', requiredUrl],
])('%s that is required is missing when it is empty', (_name, schema) => {
  for (const value of [undefined, null, '', ' ']) {
    expect(parseFields(z.object({ field: schema }), { field: value })).toEqual({
      ok: false,
      problems: [{ field: 'field', problem: 'is missing' }],
    });
  }
});

test('a secret is visible ASCII, and trimmed', () => {
  expect(requiredSecret.parse('\n!~secret=+/\r\n')).toBe('!~secret=+/');
  expect(optionalSecret.parse('  ')).toBeUndefined();
  expect(requiredSecret.parse('Bearer abc')).toBe('abc');
  for (const secret of ['a b', 'a\nb', 'a\u0000b', 'ä', '\u200bsecret']) {
    expect(optionalSecret.safeParse(secret).success).toBe(false);
  }
});

test('a URL may be left out where it is optional', () => {
  expect(optionalUrl.parse(' ')).toBeUndefined();
  expect(optionalUrl.parse('https://x.example/a')).toEqual(
    new URL('https://x.example/a'),
  );
  expect(optionalUrl.safeParse('http://x.example').success).toBe(false);
});

test('names every field with a problem, and no value', () => {
  const schema = z.object({
    a: requiredText,
    b: requiredUrl,
    c: optionalSecret,
  });

  const parsed = parseFields(schema, {
    a: 17,
    b: 'http://user:hunter2@x.example',
    c: 'hunter2 hunter2',
  });

  expect(parsed).toMatchObject({
    ok: false,
    problems: [{ field: 'a' }, { field: 'b' }, { field: 'c' }],
  });
  expect(JSON.stringify(parsed)).not.toMatch(/17|hunter2/);
});

test.each([
  ['text', true],
  [' text ', true],
  ['', false],
  [' \n', false],
  [undefined, false],
  [null, false],
  [7, true],
])('%j is given: %j', (value, expected) => {
  expect(isGiven(value)).toBe(expected);
});
