import { type Member, Memberships } from './memberships';

function references(...list: unknown[]): unknown[] {
  return list;
}

function membersOf(
  memberships: Memberships,
): Record<string, readonly Member[]> {
  return Object.fromEntries(memberships.groups);
}

function membersIn(...list: unknown[]): readonly Member[] | undefined {
  const memberships = new Memberships();
  memberships.addGroup('g', references(...list));
  return membersOf(memberships).g;
}

test.each<[string, unknown, Member]>([
  [
    'by value and type',
    { value: 'u', type: 'User' },
    { id: 'u', type: 'User' },
  ],
  [
    'type in any case',
    { value: 'h', type: 'group' },
    { id: 'h', type: 'Group' },
  ],
  [
    'type by a relative $ref',
    { value: 'u', $ref: '../Users/u' },
    { id: 'u', type: 'User' },
  ],
  [
    'type by an absolute $ref, of another host',
    { value: 'h', $ref: 'https://other.example/v2/groups/h' },
    { id: 'h', type: 'Group' },
  ],
  [
    'the word of type rather than of $ref',
    { value: 'x', type: 'User', $ref: '../Groups/x' },
    { id: 'x', type: 'User' },
  ],
  [
    'the word of $ref where type says nothing known',
    { value: 'x', type: 'direct', $ref: '../Groups/x' },
    { id: 'x', type: 'Group' },
  ],
  ['by $ref alone', { $ref: 'Users/u' }, { id: 'u', type: 'User' }],
  [
    'by $ref with an empty value',
    { value: '', $ref: 'Users/u' },
    { id: 'u', type: 'User' },
  ],
  [
    'by $ref with a slash at the end',
    { $ref: '/Users/u/' },
    { id: 'u', type: 'User' },
  ],
  [
    'by $ref with query and fragment',
    { $ref: '/Users/u?a=/b#/c' },
    { id: 'u', type: 'User' },
  ],
  [
    'by encoded $ref',
    { $ref: '/Users/u%40x%2Fy' },
    { id: 'u@x/y', type: 'User' },
  ],
  [
    'by badly encoded $ref',
    { $ref: '/Users/u%4' },
    { id: 'u%4', type: 'User' },
  ],
  ['by value alone', { value: 'x' }, { id: 'x' }],
  ['as a text', 'x', { id: 'x' }],
  ['as a number', 1001, { id: '1001' }],
  ['with a $ref to neither', { value: 'x', $ref: '/Devices/x' }, { id: 'x' }],
])('reads a member %s', (_name, reference, member) => {
  expect(membersIn(reference)).toMatchObject([member]);
});

test.each([
  [{}],
  [{ display: 'Jane' }],
  [{ $ref: '' }],
  [{ value: null }],
  [{ value: { id: 'u' } }],
  [null],
  [['u']],
])('does not know whom %j means, and keeps it to be reported', (reference) => {
  const memberships = new Memberships();
  memberships.addGroup('g', [reference, 'u']);

  expect(membersOf(memberships).g).toMatchObject([{ id: 'u' }]);
  expect(memberships.unreadable).toMatchObject([
    { what: 'members of group g', elements: [reference] },
  ]);
});

test.each([
  ['absent', undefined, true],
  ['null', null, true],
  ['an empty list', [], false],
  ['a list', ['u'], false],
])('members that are %s: untold is %j', (_name, members, isUntold) => {
  const memberships = new Memberships();
  memberships.addGroup('g', members);

  expect(memberships.untold).toEqual(isUntold ? ['g'] : []);
});

test.each([
  ['by type', [{ value: 'x', type: 'Group' }], true],
  ['by its id', ['h'], true],
  ['not', [{ value: 'h', type: 'User' }, 'x'], false],
])('knows %s that a group is a member', (_name, members, expected) => {
  const memberships = new Memberships();
  memberships.addGroup('g', members);
  memberships.addGroup('h', []);

  expect(memberships.hasNestedGroups).toBe(expected);
});

test('knows groups that have no members', () => {
  const memberships = new Memberships();
  memberships.addGroup('g', undefined);
  memberships.addGroup('h', []);

  expect([...memberships.groupIds]).toEqual(['g', 'h']);
  expect(memberships.isEmpty).toBe(true);
});

test('turns what users tell of their groups round, without inherited groups', () => {
  const memberships = new Memberships();
  memberships.addUser(
    'u',
    references(
      { value: 'g', type: 'direct' },
      { value: 'h' },
      { $ref: '../Groups/i' },
      { value: 'j', type: 'Indirect' },
      { display: 'nobody knows which' },
    ),
  );
  expect(memberships.unreadable).toHaveLength(1);
  memberships.addUser('v', references('g'));

  const u = { id: 'u', type: 'User' };
  const v = { id: 'v', type: 'User' };
  expect(membersOf(memberships)).toEqual({ g: [u, v], h: [u], i: [u] });
});

test('a user in no group is no member', () => {
  const memberships = new Memberships();
  memberships.addUser('u', undefined);
  memberships.addUser('v', references({ value: 'g', type: 'indirect' }));

  expect(memberships.isEmpty).toBe(true);
});

test('holds each member once, however many groups it is in', () => {
  const memberships = new Memberships();
  memberships.addGroup('g', references({ value: 'u', type: 'User' }));
  memberships.addGroup('h', references({ value: 'u', type: 'User' }));

  const { g, h } = membersOf(memberships);
  expect(g?.[0]).toBe(h?.[0]);
});

test('takes a group of any size', () => {
  const memberships = new Memberships();
  const members = Array.from({ length: 300_000 }, (_, index) => String(index));

  memberships.addGroup('g', members);

  expect(membersOf(memberships).g).toHaveLength(members.length);
});

test('a user and a group with the same id are two members', () => {
  expect(
    membersIn({ value: '7', type: 'User' }, { value: '7', type: 'Group' }),
  ).toEqual([
    { id: '7', type: 'User' },
    { id: '7', type: 'Group' },
  ]);
});

test.each(['__proto__', 'constructor', 'toString'])(
  '%s is an id as any other',
  (id) => {
    const memberships = new Memberships();
    memberships.addGroup(id, references({ value: id, type: 'User' }));

    expect([...memberships.groups]).toEqual([[id, [{ id, type: 'User' }]]]);
  },
);
