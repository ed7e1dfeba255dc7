import { z } from 'zod';

import {
  complex,
  flagAttribute,
  multiValued,
  scimObject,
  textAttribute,
} from './attributes';
import { identifier } from '../../wire/fields';

describe('scimObject', () => {
  const Person = scimObject(
    { userName: textAttribute, active: flagAttribute },
    (name) => (name.startsWith('urn:') ? 'active' : undefined),
  );

  test('reads names in any case, and spells them as the schema does', () => {
    expect(Person.parse({ USERNAME: 'a', Active: true })).toEqual({
      userName: 'a',
      active: true,
    });
  });

  test('accepts other attributes without keeping them, and reads aliases', () => {
    expect(Person.parse({ 'urn:x': 'true', shoeSize: 44 })).toEqual({
      active: true,
    });
  });

  test.each([undefined, null, 'text', 7, ['list']])('rejects %j', (value) => {
    expect(Person.safeParse(value).success).toBe(false);
  });

  test.each(['__proto__', 'constructor', 'prototype', 'toString'])(
    'an attribute named %s changes no prototype',
    (name) => {
      const body: unknown = JSON.parse(
        `{"${name}": {"active": true, "polluted": true}, "USERNAME": "a"}`,
      );

      const person = Person.parse(body);

      expect(Object.getPrototypeOf(person)).toBe(Object.prototype);
      expect(person.userName).toBe('a');
      expect(person.active).toBeUndefined();
      expect({}).not.toHaveProperty('polluted');
    },
  );
});

test.each([
  ['text', 'text'],
  ['', ''],
  [7, '7'],
  [0, '0'],
  [false, 'false'],
  [null, undefined],
  [undefined, undefined],
])('%j as a text is %j', (value, text) => {
  expect(textAttribute.parse(value)).toBe(text);
});

test.each([[['a']], [{ a: 1 }]])('%j is no text, and costs itself', (value) => {
  expect(textAttribute.parse(value)).toBeUndefined();
});

test.each([
  ['2819c223', '2819c223'],
  [1001, '1001'],
  [0, '0'],
])('%j identifies %j', (value, id) => {
  expect(identifier.parse(value)).toBe(id);
});

test.each<[unknown, string]>([
  ['', 'empty'],
  [null, 'null'],
  [undefined, 'absent'],
  [true, 'a boolean'],
  [1.5, 'a fraction'],
  [2 ** 53, 'a number that JSON cannot carry exactly'],
  [{ value: '1' }, 'an object'],
])('%j is no identifier: it is %s', (value) => {
  expect(identifier.safeParse(value).success).toBe(false);
});

test.each([
  [true, true],
  ['True', true],
  ['TRUE', true],
  [1, true],
  ['1', true],
  [false, false],
  ['false', false],
  [0, false],
  [null, undefined],
  [undefined, undefined],
  ['', undefined],
  ['yes', undefined],
  [2, undefined],
  [[], undefined],
  [{}, undefined],
])('%j as a flag is %j', (value, flag) => {
  expect(flagAttribute.parse(value)).toBe(flag);
});

describe('complex', () => {
  const Manager = z.object({
    manager: complex({ value: textAttribute }, 'value'),
  });

  test.each<[unknown, unknown]>([
    [{ value: '7' }, { value: '7' }],
    [{ VALUE: 7 }, { value: '7' }],
    ['7', { value: '7' }],
    [7, { value: '7' }],
    [null, null],
    [undefined, undefined],
    [[], undefined],
    [['7'], undefined],
  ])('%j is read as %j', (manager, expected) => {
    expect(Manager.parse({ manager }).manager).toEqual(expected);
  });
});

describe('multiValued', () => {
  const Record = z.object({ emails: multiValued });
  const read = (emails: unknown) => Record.parse({ emails }).emails;

  test('is undefined where it is absent, and empty where it is null', () => {
    expect(Record.parse({}).emails).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
    expect(read(null)).toEqual([]);
    expect(read([])).toEqual([]);
  });

  test('reads parts in any case and in the usual wrong types', () => {
    expect(
      read([{ Value: 'a', TYPE: 'work', Primary: 'true', $REF: 'r' }]),
    ).toEqual([{ value: 'a', type: 'work', primary: true, $ref: 'r' }]);
  });

  test.each([
    ['a text', 'a', [{ value: 'a' }]],
    ['texts', ['a', 'b'], [{ value: 'a' }, { value: 'b' }]],
    ['a number', 7, [{ value: '7' }]],
    ['a single object', { value: 'a' }, [{ value: 'a' }]],
    ['nulls in between', [null, 'a', null], [{ value: 'a' }]],
    ['lists in between', [[], 'a', ['b']], [{ value: 'a' }]],
  ])('reads %s', (_name, value, expected) => {
    expect(read(value)).toEqual(expected);
  });
});
