import type { Checked, Records } from '../../http/records';

import { type Member, SharedMembers } from './sharedMembers';

const LONGEST = 100_000;

/** A list of so many members, which counts how often it is read. */
function listOf(count: number, failure?: Error) {
  const made = { reads: 0, list: () => read() };
  async function* read(): Records<Member> {
    made.reads += 1;
    for (let index = 0; index < count; index += 1) {
      yield await Promise.resolve({
        ok: true as const,
        record: { id: `${made.reads}.${index}` },
      });
    }
    if (failure) throw failure;
  }
  return made;
}

async function idsOf(records: Records<Member>): Promise<string[]> {
  const ids: string[] = [];
  for await (const each of records) ids.push(idOf(each));
  return ids;
}

function idOf(checked: Checked<Member>): string {
  return checked.ok ? checked.record.id : '';
}

const ONCE = ['1.0', '1.1', '1.2'];

test.each([
  ['memberships', 'admins'],
  ['admins', 'memberships'],
] as const)(
  'who comes second gets what the first was given: %s, %s',
  async (first, second) => {
    const group = listOf(3);
    const shared = new SharedMembers();

    expect(await idsOf(shared.read('a', first, group.list))).toEqual(ONCE);
    expect(await idsOf(shared.read('a', second, group.list))).toEqual(ONCE);
    expect(group.reads).toBe(1);
  },
);

test('both at the same time read it once', async () => {
  const group = listOf(3);
  const shared = new SharedMembers();

  const both = await Promise.all([
    idsOf(shared.read('a', 'memberships', group.list)),
    idsOf(shared.read('a', 'admins', group.list)),
  ]);

  expect(both).toEqual([ONCE, ONCE]);
});

test('each group has its own list', async () => {
  const [one, other] = [listOf(3), listOf(2)];
  const shared = new SharedMembers();
  await idsOf(shared.read('a', 'memberships', one.list));

  expect(await idsOf(shared.read('b', 'admins', other.list))).toHaveLength(2);
});

test('who asks twice has it read twice, and the other gets the later list', async () => {
  const group = listOf(1);
  const shared = new SharedMembers();
  await idsOf(shared.read('a', 'memberships', group.list));

  expect(await idsOf(shared.read('a', 'memberships', group.list))).toEqual([
    '2.0',
  ]);
  expect(await idsOf(shared.read('a', 'admins', group.list))).toEqual(['2.0']);
});

test('a list that could not be read to its end is read anew', async () => {
  const broken = listOf(2, new Error('broken'));
  const group = listOf(3);
  const shared = new SharedMembers();
  await expect(
    idsOf(shared.read('a', 'memberships', broken.list)),
  ).rejects.toThrow('broken');

  expect(await idsOf(shared.read('a', 'admins', group.list))).toEqual(ONCE);
});

test('a list that was left early is read anew', async () => {
  const group = listOf(3);
  const shared = new SharedMembers();
  await shared.read('a', 'memberships', group.list).next();
  const left = shared.read('a', 'memberships', group.list);
  await left.next();
  await left.return();

  expect(await idsOf(shared.read('a', 'admins', group.list))).toHaveLength(3);
});

test('a list that is too long is not kept, and loses nothing', async () => {
  const group = listOf(LONGEST + 1);
  const shared = new SharedMembers();

  for (const reader of ['memberships', 'admins'] as const) {
    const ids = await idsOf(shared.read('a', reader, group.list));
    expect(ids).toHaveLength(LONGEST + 1);
  }
  expect(group.reads).toBe(2);
});

test('a list that is read twice is kept once', async () => {
  const [one, other] = [listOf(LONGEST / 2), listOf(LONGEST / 2)];
  const shared = new SharedMembers();
  await idsOf(shared.read('a', 'memberships', one.list));
  await idsOf(shared.read('a', 'memberships', one.list));
  await idsOf(shared.read('b', 'memberships', other.list));

  await idsOf(shared.read('b', 'admins', other.list));

  expect(other.reads).toBe(1);
});

test('when the admins are known, nothing more is kept for them', async () => {
  const [one, other] = [listOf(3), listOf(3)];
  const shared = new SharedMembers();
  await idsOf(shared.read('a', 'memberships', one.list));
  await idsOf(shared.read('b', 'admins', other.list));
  await shared.finish();

  await idsOf(shared.read('a', 'admins', one.list));
  await idsOf(shared.read('b', 'memberships', other.list));
  expect([one.reads, other.reads]).toEqual([2, 1]);
});
