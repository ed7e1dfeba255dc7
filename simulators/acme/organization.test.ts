import {
  CHAIN_LENGTH,
  countsOf,
  createOrganization,
  ENTERPRISE_URN,
  PII_MARKERS,
  type Organization,
  type ScimGroup,
} from './organization';

const organization = createOrganization();
const { users, groups } = organization;

describe('createOrganization', () => {
  test('gives the same records for the same options', () => {
    expect(createOrganization({ seed: 7 })).toEqual(
      createOrganization({ seed: 7 }),
    );
  });

  test('gives other records for another seed', () => {
    const other = createOrganization({ seed: 2 });

    expect(other.users[0]).not.toEqual(users[0]);
    expect(other.groups[0]?.id).not.toBe(groups[0]?.id);
  });

  test('gives as many users and groups as wanted, also none', () => {
    expect(countsOf(organization)).toMatchObject({ users: 250, groups: 40 });
    expect(countsOf(createOrganization({ users: 0, groups: 0 }))).toEqual({
      users: 0,
      groups: 0,
      memberships: 0,
      nestings: 0,
    });
    expect(createOrganization({ users: 3, groups: 5 }).groups).toHaveLength(5);
  });

  test('makes 10,000 users and 1,000 groups', () => {
    const large = createOrganization({
      users: 10_000,
      groups: 1_000,
      largestGroup: 1_000,
    });

    expect(countsOf(large)).toMatchObject({ users: 10_000, groups: 1_000 });
    expect(sizes(large)[0]).toBe(1_000);
    expect(Math.max(...sizes(large))).toBe(1_000);
    expectSound(large);
  });

  test('gives everybody a group unless the largest group is smaller', () => {
    expect(groups[0]).toMatchObject({ displayName: 'Everyone' });
    expect(groups[0]?.members).toHaveLength(250);

    const smaller = createOrganization({ largestGroup: 9 });
    expect(smaller.groups[0]).toMatchObject({ displayName: 'All Staff' });
    expect(Math.max(...sizes(smaller))).toBe(9);
    expectSound(smaller);
  });

  test('refuses a group that is larger than the organization', () => {
    expect(() => createOrganization({ users: 5, largestGroup: 6 })).toThrow(
      RangeError,
    );
  });
});

describe('users', () => {
  test('are sound: unique ids and logins, known managers and groups', () => {
    expectSound(organization);
  });

  test('have the peculiarities that real directories have', () => {
    const emails = users.map((user) => user.emails ?? []);

    expect(users.some(({ active }) => !active)).toBe(true);
    expect(
      users.some(
        (user) => user.name && !user.emails && !user.userName.includes('@'),
      ),
    ).toBe(true);
    expect(emails.some((list) => list.length > 1)).toBe(true);
    expect(
      emails.some((list) =>
        list.some(({ type, primary }) => type === 'home' && primary),
      ),
    ).toBe(true);
    expect(emails.some(([only]) => only && only.type === undefined)).toBe(true);
    expect(users.some((user) => !user[ENTERPRISE_URN])).toBe(true);
    expect(users.some((user) => user.entitlements && user.roles)).toBe(true);
    expect(new Set(users.map(({ userType }) => userType)).size).toBe(4);
  });

  test('have names in many scripts', () => {
    const names = users.map(({ displayName }) => displayName).join(' ');

    const scripts = [
      'Han',
      'Hiragana',
      'Hangul',
      'Arabic',
      'Hebrew',
      'Greek',
      'Cyrillic',
      'Devanagari',
      'Thai',
    ].filter((script) => new RegExp(`\\p{Script=${script}}`, 'u').test(names));
    expect(scripts).toHaveLength(9);
    expect(/[\u{10000}-\u{10ffff}]/u.test(names)).toBe(true);
  });

  test('hold personal data with the markers that tests look for', () => {
    const text = JSON.stringify(users);

    const { password, ...planted } = PII_MARKERS;
    for (const marker of Object.values(planted)) expect(text).toContain(marker);
    expect(text).not.toContain(password);
  });

  test('name the groups they are in, direct and inherited', () => {
    const direct = users
      .flatMap((user) => user.groups ?? [])
      .filter(({ type }) => type === 'direct');
    expect(direct).toHaveLength(countsOf(organization).memberships);

    const engineer = users.find(
      (user) => user[ENTERPRISE_URN]?.department === 'Engineering',
    );
    expect(engineer?.groups).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ display: 'Engineering', type: 'direct' }),
        expect.objectContaining({ display: 'Technology', type: 'indirect' }),
        expect.objectContaining({
          display: 'Acme Corporation',
          type: 'indirect',
        }),
      ]),
    );
  });
});

describe('groups', () => {
  test('include an empty one and two of the same name', () => {
    const names = groups.map(({ displayName }) => displayName);

    expect(sizes(organization)).toContain(0);
    expect(new Set(names).size).toBeLessThan(names.length);
  });

  test('are nested in a long chain, and never in a circle', () => {
    expect(countsOf(organization).nestings).toBeGreaterThan(15);
    expect(Math.max(...groups.map((group) => depth(group, groups)))).toBe(
      CHAIN_LENGTH,
    );
  });
});

test('countsOf tells users from groups among the members', () => {
  const [user] = users;
  const [, group] = groups;
  if (!user || !group) throw new Error('The organization is empty.');
  const member = { $ref: '', display: '' };
  group.members = [
    { ...member, value: user.id, type: 'User' },
    { ...member, value: user.id, type: 'User' },
    { ...member, value: group.id, type: 'Group' },
  ];

  expect(countsOf({ users: [user], groups: [group] })).toEqual({
    users: 1,
    groups: 1,
    memberships: 2,
    nestings: 1,
  });
});

function sizes({ groups }: Organization): number[] {
  return groups.map(({ members }) => members.length);
}

/** Levels of nesting, the group itself included; throws if it contains itself. */
function depth(
  group: ScimGroup,
  all: readonly ScimGroup[],
  path: readonly ScimGroup[] = [],
): number {
  if (path.includes(group)) throw new Error('A group contains itself.');
  const inner = all.filter(({ id }) =>
    group.members.some(({ value }) => value === id),
  );
  return (
    1 +
    Math.max(0, ...inner.map((child) => depth(child, all, [...path, group])))
  );
}

function expectSound({ users, groups }: Organization): void {
  const userIds = new Set(users.map(({ id }) => id));
  const groupIds = new Set(groups.map(({ id }) => id));
  expect(new Set([...userIds, ...groupIds]).size).toBe(
    users.length + groups.length,
  );
  expect(new Set(users.map(({ userName }) => userName)).size).toBe(
    users.length,
  );

  const managers = users.flatMap(
    (user) => user[ENTERPRISE_URN]?.manager?.value ?? [],
  );
  expect(managers.filter((id) => !userIds.has(id))).toEqual([]);
  const members = groups.flatMap((group) => group.members);
  expect(
    members.filter(
      ({ type, value }) => !(type === 'User' ? userIds : groupIds).has(value),
    ),
  ).toEqual([]);
  for (const group of groups) {
    expect(new Set(group.members.map(({ value }) => value)).size).toBe(
      group.members.length,
    );
  }
}
