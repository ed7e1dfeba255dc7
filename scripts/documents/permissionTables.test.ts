import { permissionsTable } from './permissionTables';

const GROUPS = {
  what: 'groups',
  roles: ['Reader', 'Helper'],
  oauthScopes: ['groups.read'],
  endpoints: [],
};

it('tells in one row what needs the same, and leaves empty columns out', () => {
  expect(
    permissionsTable([
      GROUPS,
      { what: 'the log', permissions: ['to read it'], endpoints: [] },
      { ...GROUPS, what: 'members' },
    ]).split('\n'),
  ).toEqual([
    '| Data set | Scope | Role | Permission |',
    '| --- | --- | --- | --- |',
    '| Groups, members | `groups.read` | Reader or Helper |  |',
    '| The log |  |  | to read it |',
  ]);
});

it('tells what is unknown where a data set is refused that can be spared', () => {
  const owners = { ...GROUPS, what: 'owners', licenses: ['Governance'] };

  expect(
    permissionsTable([{ ...owners, withoutIt: 'they are unknown' }]),
  ).toContain('| Governance | they are unknown |');
});
