import { z } from 'zod';

import { elements, freeForm, objectField } from '../wire/fields';

import { ApiError } from './failures';
import {
  type Checked,
  checkRecord,
  type Records,
  unlessEmpty,
  unlessRefused,
} from './records';

const Person = z.looseObject({
  id: z.string(),
  age: z.number().optional(),
  tags: z.array(z.string()).optional(),
});

test('hands on a record, with fields that nobody asked for', () => {
  expect(checkRecord(Person, { id: 'a', extra: 1 }, 1, String)).toEqual({
    ok: true,
    record: { id: 'a', extra: 1 },
  });
});

test.each([
  [{ id: 'a', age: 'old' }, 'id a'],
  [{ ID: 7, age: 'old' }, 'id 7'],
  [{ _id: 'b', age: 'old' }, 'id b'],
  [{ id: '', age: 'old' }, 'record 4'],
  [{ age: 'old' }, 'record 4'],
  [{ id: { nested: true } }, 'record 4'],
  [null, 'record 4'],
  ['text', 'record 4'],
])('names the rejected record %j', (value, name) => {
  expect(checkRecord(Person, value, 4, String)).toMatchObject({
    ok: false,
    rejection: { name },
  });
});

test('says which field is wrong and how, never what it holds', () => {
  const checked = checkRecord(Person, { age: 'ada@acme.example' }, 1, String);

  expect(checked).toEqual({
    ok: false,
    rejection: {
      name: 'record 1',
      reason:
        'id: expected string, received undefined; age: expected number, received string',
    },
  });
  expect(checkRecord(Person, 'ada@acme.example', 1, String)).toMatchObject({
    rejection: { reason: 'the record: expected object, received string' },
  });
});

test('names few of many wrong fields, and cuts long ids', () => {
  const tags = Array.from({ length: 1000 }, () => 1);

  expect(checkRecord(Person, { id: 'x'.repeat(500), tags }, 1, String)).toEqual(
    {
      ok: false,
      rejection: {
        name: `id ${'x'.repeat(64)}`,
        reason: `${[0, 1, 2]
          .map((index) => `tags.${index}: expected string, received number`)
          .join('; ')}; 997 more`,
      },
    },
  );
});

test('a value of another type is let go, an empty text was never one', () => {
  const Optional = z.object({
    boss: z.string().min(1).optional().catch(undefined),
  });

  expect(checkRecord(Optional, { boss: [] }, 1, String)).toMatchObject({
    letGo: ['boss'],
  });
  expect(checkRecord(Optional, { boss: '' }, 1, String)).not.toHaveProperty(
    'letGo',
  );
});

test('a value that is taken as it is may be nested as deeply as it likes', () => {
  const Loose = z.looseObject({ id: z.string(), other: z.unknown() });
  const other: unknown = JSON.parse(
    `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  );

  expect(
    checkRecord(Loose, { id: 'ada', other, more: other }, 1, String).ok,
  ).toBe(true);
});

describe('a stream of records', () => {
  const record: Checked<number> = { ok: true, record: 1 };
  const rejected: Checked<number> = {
    ok: false,
    rejection: { name: 'record 1', reason: 'no id' },
  };
  const refusal = new ApiError({
    kind: 'request',
    endpoint: 'GET https://provider.example/nests',
    status: 400,
    reason: 'no',
  });

  // eslint-disable-next-line @typescript-eslint/require-await
  async function* list(...answers: (Checked<number> | Error)[]) {
    for (const each of answers) {
      if (each instanceof Error) throw each;
      yield each;
    }
  }

  async function read(records: Records<number>) {
    const found: Checked<number>[] = [];
    for await (const each of records) found.push(each);
    return found;
  }

  test.each([[record], [rejected]])(
    'that holds %j is not judged as an empty one',
    async (only) => {
      const judge = jest.fn(() => refusal);
      expect(await read(unlessEmpty(list(only), judge))).toEqual([only]);
      expect(judge).not.toHaveBeenCalled();
    },
  );

  test('that is empty fails where it cannot be', async () => {
    await expect(read(unlessEmpty(list(), () => refusal))).rejects.toBe(
      refusal,
    );
  });

  test('that is empty ends where it may be', async () => {
    const judge = () => Promise.resolve(undefined);
    expect(await read(unlessEmpty(list(), judge))).toEqual([]);
  });

  test('that is refused at its beginning tells why', async () => {
    const records = unlessRefused(list(refusal), () => true);
    expect(await records.next()).toEqual({ done: true, value: refusal });
  });

  test.each([
    ['after its first record', [record, refusal], true],
    ['in another way', [refusal], false],
    ['by a mistake of our own', [new TypeError('no function')], true],
  ])('that is refused %s fails', async (_when, answers, isRefused) => {
    const records = unlessRefused(list(...answers), () => isRefused);
    const read = async () => {
      for (;;) {
        const { done } = await records.next();
        if (done) return;
      }
    };
    await expect(read()).rejects.toBe(answers.at(-1));
  });
});

test('an essential field that is let go is told of the record, which is of use', () => {
  const Rule = z.object({
    id: z.string(),
    actions: objectField({ groups: elements }),
    values: freeForm,
  });
  const check = (value: object) =>
    checkRecord(Rule, { id: 'a', ...value }, 1, String, [
      'actions.groups',
      'values',
    ]);

  const whole = check({ actions: { groups: [], other: 7 }, values: { x: 1 } });
  expect(whole).not.toHaveProperty('defect');
  expect(check({ actions: null })).not.toHaveProperty('defect');
  for (const [field, value] of [
    ['actions.groups', { actions: { groups: 'x' } }],
    ['actions', { actions: [] }],
    ['values', { values: 7 }],
  ] as const) {
    expect(check(value)).toMatchObject({
      ok: true,
      record: { id: 'a' },
      letGo: [field],
      defect: {
        name: 'id a',
        reason: expect.stringContaining(field) as string,
      },
    });
  }
});
