import { ApiError, type FailureKind } from '../http/failures';
import type { Checked, Records } from '../http/records';

import { listProbe, listSurvey, Probe, sample, Survey } from './survey';

const NESTS = { what: 'nests', endpoints: ['GET /nests'], needs: 'a boat' };

/** A list of so many records; counts how many were taken. */
function listOf(length: number) {
  const taken = { count: 0 };
  async function* list(): Records<number> {
    for (let each = 0; each < length; each += 1) {
      taken.count += 1;
      yield await Promise.resolve<Checked<number>>({ ok: true, record: each });
    }
  }
  return { list, taken };
}

async function* refused(kind: FailureKind): Records<number> {
  await Promise.resolve();
  yield* [];
  throw new ApiError({
    kind,
    endpoint: 'GET /nests',
    status: 403,
    reason: 'it needs a boat',
  });
}

it('reads a list to its end, or as far as it has to', async () => {
  const short = listOf(3);
  const long = listOf(2_000);

  expect(await sample(short.list())).toEqual({ records: [0, 1, 2], count: 3 });
  expect(await sample(long.list())).toMatchObject({
    count: 1_000,
    isAtLeast: true,
  });
  expect(long.taken.count).toBe(1_000);
});

it('looks once, however often that is asked for', async () => {
  const { list, taken } = listOf(3);
  const probe = listProbe(NESTS, list);
  const survey = new Survey(null);

  await Promise.all([probe.in(survey), probe.in(survey)]);

  expect(taken.count).toBe(3);
  expect(survey.looks).toEqual([
    { access: NESTS, outcome: 'readable', count: 3, isAtLeast: undefined },
  ]);
  await probe.in(new Survey(null));
  expect(taken.count).toBe(6);
});

it.each<[FailureKind, string]>([
  ['authorization', 'refused'],
  ['authentication', 'refused'],
  ['feature', 'absent'],
  ['missing', 'failed'],
  ['unavailable', 'failed'],
])('tells what a failure of kind %s means: %s', async (kind, outcome) => {
  const survey = new Survey(null);

  const found = await listProbe(NESTS, () => refused(kind)).in(survey);

  expect(found).toBeUndefined();
  expect(survey.looks).toEqual([
    {
      access: NESTS,
      outcome,
      reason: expect.stringContaining('it needs a boat') as unknown,
    },
  ]);
});

it('does not hide a bug', async () => {
  const probe = new Probe({
    access: NESTS,
    look: () => Promise.reject(new TypeError('x is not a function')),
  });

  await expect(probe.in(new Survey(null))).rejects.toThrow(TypeError);
});

it.each([
  [0, 1],
  [200, 1],
  [201, 2],
])('reckons the pages of %i records: %i', async (length, pages) => {
  const { list } = listOf(length);
  const { calls } = listSurvey(listProbe(NESTS, list), 'nests', 200);

  expect(await calls(new Survey(null))).toEqual({ nests: pages });
});
