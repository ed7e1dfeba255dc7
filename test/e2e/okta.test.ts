import { collect, type Execution } from '../support/execution';
import { createOrganization } from '../../simulators/okta/organization';
import { membersOf, type Organization } from '../../simulators/okta/records';
import {
  type OktaSimulator,
  startOktaSimulator,
} from '../../simulators/okta/server';
import {
  factorUsersOf,
  type Truth,
  truthOf,
} from '../../simulators/okta/truth';

const token = '00canary-api-token-of-the-test';

/** Personal data and secrets of the simulated org: none of them may be anywhere in the graph. */
const PRIVATE = [
  token,
  '+31 6 5550 0100',
  '1 Example Street',
  'What is the question of this user?',
  'example-device-token',
  '+15555550100',
  'What did you win first?',
  'EXAMPLESHAREDSECRET',
  'example-client-secret',
  'example-duo-secret-key',
  'example-duo-integration-key',
  'example-idp-client-secret',
  'example-idp-kid',
  'example-app-password',
  'example-answer',
];

const organization = createOrganization({
  users: 2000,
  groups: 300,
  apps: 80,
  devices: 250,
});

/** The list comes whole. */
const AUTHENTICATOR_CALLS = 1;

/** Which share of the rate limits the credential may use. */
const RATE_LIMIT_SHARE_CALLS = 1;

let simulator: OktaSimulator;
let execution: Execution;

beforeAll(async () => {
  simulator = await startOktaSimulator({ organization, token });
  execution = await collect({
    config: {
      provider: 'okta',
      oktaOrgUrl: simulator.url,
      oktaApiKey: token,
    },
  });
});

afterAll(() => simulator.stop());

test('collects every object and relationship of the org, under the keys that are promised', () => {
  expect(execution.error).toBeUndefined();
  expect(new Set(Object.values(execution.steps))).toEqual(new Set(['success']));
  expect(execution.partialTypes).toEqual(['okta_user_created_application']);
  expect(keysOf(execution)).toEqual(
    truthOf(organization, new URL(simulator.url).host),
  );
});

test('makes no request more than the org calls for', () => {
  expect(simulator.requests.length).toBeLessThanOrEqual(
    fewestCalls(organization) + 5,
  );
  const paths = simulator.requests.map(({ path }) => path);
  const perUser = paths.filter((path) => path.endsWith('/factors'));
  expect(new Set(perUser).size).toBe(perUser.length);
  expect(perUser).toHaveLength(factorUsersOf(organization).length);
  const [everyone, empty] = organization.groups;
  expect(paths).not.toContain(`/api/v1/groups/${everyone?.id}/users`);
  expect(paths).not.toContain(`/api/v1/groups/${empty?.id}/users`);
});

test('knows of every user whether MFA is enabled, by the active factors that count', () => {
  const users = new Map(
    execution.entities
      .filter(({ _type }) => _type === 'okta_user')
      .map((user) => [user._key, user]),
  );
  const capable = new Set(factorUsersOf(organization).map(({ id }) => id));
  for (const { id } of organization.users) {
    const active = (organization.factors.get(id) ?? [])
      .filter(({ status }) => status === 'ACTIVE')
      .map(({ factorType }) => factorType);
    // E-mail and question are allowed for recovery alone in this org.
    const counting = active.filter((type) => !/email|question/.test(type));
    const isResistant = /webauthn|u2f|signed_nonce/.test(active.join());
    const user = users.get(id);
    expect([
      user?.mfaEnabled,
      user?.mfaMethods,
      user?.mfaPhishingResistant,
    ]).toEqual(
      capable.has(id)
        ? [counting.length > 0, counting, isResistant]
        : [undefined, undefined, undefined],
    );
  }
});

test('lets no secret and no personal data into graph, log or events', () => {
  const { entities, relationships, log, events } = execution;
  const everything = JSON.stringify([entities, relationships, events]) + log;
  for (const text of PRIVATE) expect(everything).not.toContain(text);
});

test('leaves no relationship without its ends', () => {
  const keys = new Set<unknown>(execution.entities.map(({ _key }) => _key));
  const dangling = execution.relationships.filter(
    ({ _fromEntityKey, _toEntityKey, _mapping }) =>
      !_mapping && !(keys.has(_fromEntityKey) && keys.has(_toEntityKey)),
  );
  expect(dangling).toEqual([]);
});

test('maps AWS roles by ARN, or by name and account', () => {
  const ofType = execution.relationships.filter(
    ({ _type }) => _type === 'okta_user_assigned_aws_iam_role',
  );
  const mapping = (end: string) =>
    ofType.find(({ _key }) => _key.endsWith(end))?._mapping;
  expect(mapping('role/Auditor')).toMatchObject({
    relationshipDirection: 'REVERSE',
    skipTargetCreation: true,
    targetFilterKeys: [['_type', '_key']],
    targetEntity: {
      _type: 'aws_iam_role',
      _key: 'arn:aws:iam::123456789012:role/Auditor',
    },
  });
  expect(mapping('[production] -- Admin')).toMatchObject({
    targetFilterKeys: [['_type', 'roleName', 'tag.AccountName']],
    targetEntity: {
      _type: 'aws_iam_role',
      roleName: 'Admin',
      'tag.AccountName': 'production',
    },
  });
});

function keysOf({ entities, relationships }: Execution): Truth {
  const keys: Truth = {};
  for (const { _type, _key } of [...entities, ...relationships]) {
    (keys[_type] ??= []).push(_key);
  }
  for (const list of Object.values(keys)) list.sort();
  return keys;
}

/** The formula of the acceptance criteria, page by page. */
function fewestCalls(org: Organization): number {
  const { users, groups, apps, appUsers, appGroups } = org;
  const deprovisioned = users.filter(
    ({ status }) => status === 'DEPROVISIONED',
  );
  const toRead = groups
    .filter(({ profile }) => profile.name !== 'Everyone')
    .map((group) => membersOf(org, group).length)
    .filter((count) => count > 0);
  return [
    pages(users.length - deprovisioned.length, 200),
    pages(deprovisioned.length, 200),
    pages(groups.length, 200),
    ...toRead.map((count) => pages(count, 200)),
    pages(apps.length, 200),
    ...[...appUsers.values()].map((list) => pages(list.length, 500)),
    ...[...appGroups.values()].map((list) => pages(list.length, 200)),
    factorUsersOf(org).length,
    AUTHENTICATOR_CALLS,
    RATE_LIMIT_SHARE_CALLS,
    pages(org.userRoles.size, 100),
    org.userRoles.size,
    org.groupRoles.size,
    resourceSetCalls(org),
    // The owners of each.
    org.groups.filter(({ id }) => org.groupRoles.has(id)).length,
    ...serviceAppCalls(org),
    pages(org.rules.length, 200),
    policyCalls(org),
    pages(org.apiTokens.length, 20),
    pages(org.identityProviders.length, 200),
    pages(org.devices.length, 200),
    pages(org.logs.length, 1000),
  ].reduce((sum, calls) => sum + calls, 0);
}

function isServiceApp({ settings }: Organization['apps'][number]): boolean {
  const { oauthClient } = settings;
  return (
    typeof oauthClient === 'object' &&
    oauthClient !== null &&
    'application_type' in oauthClient &&
    oauthClient.application_type === 'service'
  );
}

/** Of each service app its roles, and the targets of those that can be limited. */
function serviceAppCalls({ apps, clientRoles }: Organization): number[] {
  const serviceApps = apps.filter(isServiceApp);
  return serviceApps.map(({ id }) => 1 + (clientRoles.get(id)?.length ?? 0));
}

/** The resource sets, their bindings of roles, the members of each, and what roles permit. */
function resourceSetCalls({ groupRoles }: Organization): number {
  const custom = [...groupRoles.values()]
    .flat()
    .filter(({ type }) => type === 'CUSTOM');
  const sets = new Set(custom.map((each) => each['resource-set']));
  const bindings = new Set(
    custom.map((each) => `${each['resource-set']} ${each.role}`),
  );
  const roles = new Set(custom.map(({ role }) => role));
  return 1 + sets.size + bindings.size + roles.size;
}

/** The policies of each type, and the rules of each policy. */
function policyCalls({ policies }: Pick<Organization, 'policies'>): number {
  const ofType = (wanted: string) =>
    policies.filter(({ type }) => type === wanted).length;
  return [
    ...['ACCESS_POLICY', 'OKTA_SIGN_ON', 'MFA_ENROLL', 'PASSWORD'].map((type) =>
      pages(ofType(type), 200),
    ),
    ...policies.map(({ rules }) => pages(rules.length, 200)),
  ].reduce((sum, calls) => sum + calls, 0);
}

/** Even an empty list takes a call to know that it is empty. */
function pages(count: number, size: number): number {
  return Math.max(1, Math.ceil(count / size));
}
