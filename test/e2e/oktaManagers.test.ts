import { createOrganization } from '../../simulators/okta/organization';
import { collectFromOkta } from '../support/oktaExecution';

const ID = (index: number) => `00u${String(index).padStart(17, '0')}`;

/** Who manages the second user, when the profile says so. */
async function managersOfSecond(
  managerId: unknown,
  logins: Record<number, string> = {},
): Promise<string[]> {
  const organization = createOrganization({ users: 6, groups: 3, apps: 2 });
  organization.users.forEach((user, index) => {
    user.profile.managerId = index === 1 ? managerId : null;
    user.profile.login = logins[index] ?? user.profile.login;
  });
  const { execution } = await collectFromOkta([], { organization });
  return execution.relationships
    .filter(({ _type }) => _type === 'okta_user_manages_user')
    .map(({ _key }) => _key);
}

test.each<[string, unknown, Record<number, string> | undefined, string[]]>([
  ['an id', ID(3), undefined, [`${ID(3)}|manages|${ID(1)}`]],
  [
    'a login in another case',
    'USER3@acme.example',
    undefined,
    [`${ID(3)}|manages|${ID(1)}`],
  ],
  ['an id in another case', ID(3).toUpperCase(), undefined, []],
  ['a name', 'First3 Last3', undefined, []],
  ['nobody', ID(77), undefined, []],
  ['the user', ID(1), undefined, []],
  ['the login of two', 'boss', { 3: 'boss', 4: 'Boss' }, []],
  ['the id of one and the login of another', ID(3), { 4: ID(3) }, []],
  ['no text', 3, undefined, []],
])('a manager by %s', async (_name, managerId, logins, expected) => {
  expect(await managersOfSecond(managerId, logins)).toEqual(expected);
});
