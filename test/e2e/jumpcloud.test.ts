import { jumpcloud } from '../../src/providers/jumpcloud';
import { collect, type Execution } from '../support/execution';
import type { RecordedRequest } from '../../simulators/loopbackServer';
import {
  type JumpCloudSimulator,
  type JumpCloudSimulatorOptions,
  startJumpCloudSimulator,
} from '../../simulators/jumpcloud/server';
import {
  countsOf,
  createTenant,
  type Organization,
  type Tenant,
  usersOf,
} from '../../simulators/jumpcloud/tenant';

const apiKey = 'jca_canary-api-key-of-the-test';

/** The tenant of the acceptance criteria: figures are for both organizations together. */
const tenant = createTenant({
  organizations: 2,
  users: 750,
  groups: 60,
  applications: 30,
  systems: 450,
  systemGroups: 10,
  appleDevices: 110,
});

let simulator: JumpCloudSimulator;
let execution: Execution;

beforeAll(async () => {
  simulator = await startJumpCloudSimulator({ tenant, apiKey, latencyMs: 1 });
  execution = await collect({
    config: {
      provider: 'jumpcloud',
      jumpcloudApiKey: apiKey,
      jumpcloudBaseUrl: simulator.url,
    },
  });
});

afterAll(() => simulator.stop());

test('collects every object and relationship of every organization', () => {
  expect(execution.error).toBeUndefined();
  expect(new Set(Object.values(execution.steps))).toEqual(new Set(['success']));
  expect(execution.partialTypes).toEqual([]);
  expect(typesOf(execution)).toEqual(countsOf(tenant));
});

test('hangs every object on its own organization', () => {
  const owners = new Map(
    execution.relationships
      .filter(({ _type }) => _type.startsWith('jumpcloud_account_has_'))
      .map(({ _toEntityKey, _fromEntityKey }) => [
        _toEntityKey,
        _fromEntityKey,
      ]),
  );
  for (const organization of tenant.organizations) {
    for (const id of idsOf(organization)) {
      expect(owners.get(id)).toBe(organization.id);
    }
  }
});

test('asks for no more than each list needs', () => {
  expect(requestsByKind(simulator.requests)).toEqual(expectedRequests(tenant));
  expect(simulator.requests).toHaveLength(2230);
});

test('has at most four requests in flight', () => {
  expect(simulator.mostInFlight).toBeLessThanOrEqual(4);
  expect(simulator.mostInFlight).toBeGreaterThan(1);
});

test('lets no key, certificate, personal datum or custom attribute into the graph', () => {
  const graph = JSON.stringify([execution.entities, execution.relationships]);

  expect(graph).not.toMatch(/canary/i);
  expect(execution.log).not.toMatch(/canary/i);
  expect(JSON.stringify(execution.events)).not.toMatch(/canary/i);
});

test('names the users, groups and rights of a binding', () => {
  const bindings = execution.relationships.filter(
    ({ _type }) => _type === 'jumpcloud_user_has_device',
  );

  expect(new Set(bindings.map(({ direct }) => direct))).toEqual(
    new Set([true, false]),
  );
  expect(new Set(bindings.map(({ sudo }) => sudo))).toEqual(
    new Set([true, false, undefined]),
  );
});

describe('with', () => {
  const stops: (() => Promise<void>)[] = [];

  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  async function simulate(options: JumpCloudSimulatorOptions) {
    const started = await startJumpCloudSimulator(options);
    stops.push(() => started.stop());
    return started;
  }

  test('more devices than users, bindings are read from the users', async () => {
    const small = createTenant({
      users: 5,
      groups: 3,
      applications: 7,
      systems: 8,
    });
    const { url, requests } = await simulate({ tenant: small, apiKey });

    const collected = await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudApiKey: apiKey,
        jumpcloudBaseUrl: url,
      },
    });

    expect(typesOf(collected)).toEqual(countsOf(small));
    expect(requestsByKind(requests)).toMatchObject({
      '/api/v2/users/{id}/systems': 10,
      '/api/v2/users/{id}/associations?targets=application': 10,
      '/api/v2/usergroups/{id}/associations?targets=application': 6,
    });
  });

  test('an organization id, the other organizations are left alone', async () => {
    const two = createTenant({ organizations: 2, users: 12, systems: 3 });
    const [chosen] = two.organizations;
    const { url, requests } = await simulate({ tenant: two, apiKey });

    const collected = await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudApiKey: apiKey,
        jumpcloudBaseUrl: url,
        jumpcloudOrgId: chosen?.id,
      },
    });

    const truth = countsOf({ organizations: chosen ? [chosen] : [] });
    expect(typesOf(collected)).toEqual(truth);
    expect(requestsByKind(requests)).not.toHaveProperty('/api/organizations');
    expect(requestsByKind(requests)['/api/organizations/{id}']).toBe(1);
  });

  test('a service account, everything is read with one token', async () => {
    const small = createTenant({ users: 12, groups: 3, systems: 3 });
    const serviceAccount = {
      clientId: 'end-to-end',
      clientSecret: 'canary-client-secret',
    };
    const { url, requests } = await simulate({ tenant: small, serviceAccount });

    const collected = await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudClientId: serviceAccount.clientId,
        jumpcloudClientSecret: serviceAccount.clientSecret,
        jumpcloudBaseUrl: url,
      },
    });

    expect(typesOf(collected)).toEqual(countsOf(small));
    expect(requestsByKind(requests)['/oauth2/token']).toBe(1);
    expect(collected.log).not.toMatch(/canary/);
  });

  test('its ingestion sources switched off, a data set costs no call', async () => {
    const small = createTenant({ users: 12, groups: 3, systems: 3 });
    const { url, requests } = await simulate({ tenant: small, apiKey });

    await collect({
      config: {
        provider: 'jumpcloud',
        jumpcloudApiKey: apiKey,
        jumpcloudBaseUrl: url,
      },
      disabledSources: Object.keys(jumpcloud.ingestionSources),
    });

    expect(Object.keys(requestsByKind(requests)).sort()).toEqual([
      '/api/organizations',
      '/api/organizations/{id}',
      '/api/systemusers',
      '/api/v2/usergroups',
      '/api/v2/usergroups/{id}/members',
    ]);
  });
});

function typesOf({
  entities,
  relationships,
}: Execution): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { _type } of [...entities, ...relationships]) {
    counts[_type] = (counts[_type] ?? 0) + 1;
  }
  return counts;
}

function idsOf(organization: Organization): string[] {
  const { users, groups, applications, systems, systemGroups, mdms, admins } =
    organization;
  const records = [
    ...users,
    ...admins,
    ...[...groups, ...applications, ...systems, ...systemGroups, ...mdms].map(
      ({ record }) => record,
    ),
  ];
  return records.map(({ _id, id }) => String(_id ?? id));
}

/** Requests by path, with ids left out. */
function requestsByKind(
  requests: readonly RecordedRequest[],
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { path, query } of requests) {
    const kind =
      path.replace(/[0-9a-f]{24}/, '{id}') +
      (query.targets ? `?targets=${query.targets}` : '');
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/**
 * Each page of 100 begins with the last record of the page before. Lists with a total end with it;
 * those without one, if they are not empty, with the page behind the last record.
 */
function expectedRequests({ organizations }: Tenant): Record<string, number> {
  const sum = (count: (organization: Organization) => number) =>
    organizations.reduce((total, each) => total + count(each), 0);
  const withTotal = (length: number) =>
    Math.max(1, Math.ceil((length - 1) / 99));
  const withoutTotal = (length: number) =>
    length === 0 ? 1 : withTotal(length) + 1;
  const each = <T>(objects: readonly T[], count: (object: T) => number) =>
    objects.reduce((total, object) => total + count(object), 0);
  return {
    '/api/organizations': 1,
    '/api/organizations/{id}': organizations.length,
    '/api/systemusers': sum(({ users }) => withTotal(users.length)),
    '/api/applications': sum(({ applications }) =>
      withTotal(applications.length),
    ),
    '/api/systems': sum(({ systems }) => withTotal(systems.length)),
    '/api/users': sum(({ admins }) => withTotal(admins.length)),
    '/api/v2/usergroups': sum(({ groups }) => withTotal(groups.length)),
    '/api/v2/systemgroups': sum(({ systemGroups }) =>
      withoutTotal(systemGroups.length),
    ),
    '/api/v2/usergroups/{id}/members': sum(({ groups }) =>
      each(groups, ({ members, nested }) =>
        withoutTotal(members.length + nested.length),
      ),
    ),
    '/api/v2/systemgroups/{id}/members': sum(({ systemGroups }) =>
      each(systemGroups, ({ members }) => withoutTotal(members.length)),
    ),
    '/api/v2/applications/{id}/associations?targets=user': sum(
      ({ applications }) =>
        each(applications, ({ userIds }) => withoutTotal(userIds.length)),
    ),
    '/api/v2/applications/{id}/associations?targets=user_group': sum(
      ({ applications }) =>
        each(applications, ({ groupIds }) => withoutTotal(groupIds.length)),
    ),
    '/api/v2/systems/{id}/users': sum((organization) =>
      each(organization.systems, (system) =>
        withoutTotal(usersOf(organization, system).size),
      ),
    ),
    '/api/v2/authn/policies': sum(({ policies }) => withTotal(policies.length)),
    '/api/v2/applemdms': organizations.length,
    '/api/v2/applemdms/{id}/devices': sum(({ mdms }) =>
      each(mdms, ({ devices }) => withTotal(devices.length)),
    ),
  };
}
