import { GraphConnection, GraphObjectWithPaths } from './graph';
import { JumpCloudUser } from './types';

const ID = '60aa11bb22cc33dd44ee55ff';

test('an id is needed, by either name', () => {
  expect(JumpCloudUser.parse({ _id: ID }).id).toBe(ID);
  expect(JumpCloudUser.parse({ id: ID }).id).toBe(ID);
  expect(JumpCloudUser.safeParse({ username: 'ada' }).success).toBe(false);
  expect(JumpCloudUser.safeParse({ _id: null, id: ID }).success).toBe(true);
  expect(JumpCloudUser.safeParse({ _id: 'short' }).success).toBe(false);
});

test('a wrong type in another field costs that field only', () => {
  const user = JumpCloudUser.parse({
    _id: ID,
    username: 7,
    suspended: 'yes',
    mfa: 'none',
    mfaEnrollment: ['ENROLLED'],
    admin: false,
    manager: '',
  });

  expect(user).toMatchObject({ id: ID, username: '7' });
  expect([user.suspended, user.mfa, user.admin, user.manager]).toEqual(
    Array(4).fill(undefined),
  );
});

test('a connection is known by its target', () => {
  expect(
    GraphConnection.parse({
      attributes: null,
      to: { attributes: null, id: ID, type: 'user' },
    }),
  ).toEqual({ id: ID, type: 'user' });
  expect(GraphConnection.safeParse({ to: { type: 'user' } }).success).toBe(
    false,
  );
});

test.each([
  ['one edge', [[{}]], true],
  ['groups between', [[{}, {}, {}]], false],
  ['both ways', [[{}, {}], [{}]], true],
  ['no path told', [], undefined],
])('a path of %s', (_case, paths, isDirect) => {
  expect(
    GraphObjectWithPaths.parse({
      id: ID,
      type: 'user',
      paths,
      compiledAttributes: null,
    }).isDirect,
  ).toBe(isDirect);
});
