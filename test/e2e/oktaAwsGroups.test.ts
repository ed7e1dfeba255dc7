import { createOrganization } from '../../simulators/okta/organization';
import { collectFromOkta, statusesOf } from '../support/oktaExecution';

const PATTERN =
  'arn:aws:iam::${accountid}:saml-provider/OKTA,arn:aws:iam::${accountid}:role/${role}';

/** What Okta has where nobody changed it. */
const FILTER = String.raw`aws_(?{{accountid}}\d+)_(?{{role}}[a-zA-Z0-9+=,.@\-_]+)`;

const AUDITOR = 'arn:aws:iam::123456789012:role/Auditor';
const OWN = `00g${'4'.padStart(17, '0')}|assigned|${AUDITOR}`;
const IMPORTED = `00g${'5'.padStart(17, '0')}|assigned|${AUDITOR}`;

/** The AWS roles of groups in an org of one AWS application with these settings. */
async function rolesWith(
  settings: Record<string, unknown>,
  name = 'aws_123456789012_Auditor',
) {
  const organization = createOrganization({ users: 6, groups: 6, apps: 3 });
  organization.appGroups.clear();
  for (const app of organization.apps) {
    organization.appGroups.set(app.id, []);
    app.settings = { app: {} };
  }
  const [app] = organization.apps;
  if (app) {
    const standard = { groupFilter: FILTER, roleValuePattern: PATTERN };
    app.settings = { app: { useGroupMapping: true, ...standard, ...settings } };
  }
  for (const group of organization.groups.slice(4)) group.profile.name = name;
  for (const group of organization.groups) {
    if (group.type === 'APP_GROUP')
      group.sourceAppId = organization.apps[2]?.id;
  }
  const { execution } = await collectFromOkta([], { organization });
  expect(statusesOf(execution)).toEqual(new Set(['success']));
  const relationships = execution.relationships.filter(
    ({ _type }) => _type === 'okta_user_group_assigned_aws_iam_role',
  );
  return {
    keys: relationships.map(({ _key }) => _key).sort(),
    relationships,
    log: execution.log,
  };
}

test('a group gives the role that its name tells, whoever is in it and has the application', async () => {
  const { keys, relationships } = await rolesWith({});
  expect(keys).toEqual([OWN, IMPORTED]);
  expect(relationships[0]?._mapping).toMatchObject({
    sourceEntityKey: '00g00000000000000004',
    relationshipDirection: 'REVERSE',
    skipTargetCreation: true,
    targetFilterKeys: [['_type', '_key']],
    targetEntity: { _type: 'aws_iam_role', _key: AUDITOR },
  });
});

test.each<[string, Record<string, unknown>, string | undefined, string[]]>([
  ['switched off', { useGroupMapping: false }, undefined, []],
  ['not switched on', { useGroupMapping: undefined }, undefined, []],
  ['without a pattern', { roleValuePattern: '' }, undefined, []],
  ['for groups of Okta', { appFilter: 'okta' }, undefined, [OWN]],
  [
    'for groups of an app',
    { appFilter: 'active_directory, oidc_client' },
    undefined,
    [IMPORTED],
  ],
  ['of which a part fits', {}, 'x aws_123456789012_Auditor', []],
  [
    'written with escaped signs',
    {
      groupFilter: String.raw`^aws\#\S+\#(?{{role}}[\w\-]+)\#(?{{accountid}}\d+)$`,
    },
    'aws#prod#Auditor#123456789012',
    [OWN, IMPORTED],
  ],
  [
    'with the role first',
    { roleValuePattern: PATTERN.split(',').reverse().join(', ') },
    undefined,
    [OWN, IMPORTED],
  ],
  ['that name no role', { roleValuePattern: '${role}' }, undefined, []],
])('a mapping %s', async (_name, settings, name, expected) => {
  expect((await rolesWith(settings, name)).keys).toEqual(expected);
});

test.each([
  ['is none', '(?{{role}}'],
  ['runs for ever', '(?{{role}}(a+)+)!'],
])('a pattern that %s costs its roles, and one line', async (_name, filter) => {
  const { keys, log } = await rolesWith(
    { groupFilter: filter },
    'a'.repeat(200),
  );
  expect(keys).toEqual([]);
  expect(log.match(/AWS roles that application/g)).toHaveLength(1);
});
