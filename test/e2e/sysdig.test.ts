import { LEGACY_TENANT } from '../../simulators/sysdig/server';
import {
  countsOf,
  createTenant,
  legacyCountsOf,
  type Tenant,
} from '../../simulators/sysdig/tenant';
import {
  collectFromSysdig,
  expectComplete,
  type SysdigExecution,
} from '../support/sysdigExecution';

/** 1,200 users with 8 teams each, 150 teams, 20 service accounts, 9,000 scan results. */
const large = createTenant({
  users: 1200,
  teams: 150,
  teamsPerUser: 8,
  serviceAccounts: 14,
  teamsWithServiceAccounts: 6,
  scans: { pipeline: 3000, registry: 3000, runtime: 3000, hosts: 700 },
});

function requestsFor({ requests }: SysdigExecution, path: RegExp): number {
  return requests.filter((request) => path.test(request.path)).length;
}

describe('a large new tenant', () => {
  let execution: SysdigExecution;

  beforeAll(async () => {
    execution = await collectFromSysdig(large);
  });

  test('comes out whole', () => {
    expectComplete(execution, countsOf(large));
  });

  test('gives every object to the account', () => {
    const ofAccount = execution.relationships.filter(
      ({ _fromEntityKey }) => _fromEntityKey === 'sysdig_account:9001',
    );
    expect(new Set(ofAccount.map(({ _toEntityKey }) => _toEntityKey))).toEqual(
      new Set(
        execution.entities
          .map(({ _key }) => _key)
          .filter((key) => key !== 'sysdig_account:9001'),
      ),
    );
  });

  test('takes as few requests as there can be', () => {
    const platform = '^/platform/v1';
    const results = '^/secure/vulnerability/v1';
    expect({
      owner: requestsFor(execution, /^\/api\/users\/me$/),
      users: requestsFor(execution, new RegExp(`${platform}/users$`)),
      teams: requestsFor(execution, new RegExp(`${platform}/teams$`)),
      members: requestsFor(
        execution,
        new RegExp(`${platform}/teams/\\d+/users`),
      ),
      roles: requestsFor(execution, new RegExp(`${platform}/roles`)),
      accounts: requestsFor(execution, new RegExp(`${platform}/service`)),
      teamAccounts: requestsFor(
        execution,
        new RegExp(`${platform}/teams/\\d+/service`),
      ),
      pipeline: requestsFor(execution, new RegExp(`${results}/pipeline`)),
      registry: requestsFor(execution, new RegExp(`${results}/registry`)),
      runtime: requestsFor(execution, new RegExp(`${results}/runtime`)),
      sso: requestsFor(execution, /sso-settings/),
    }).toEqual({
      owner: 1,
      // The settings, and one for each product.
      sso: 3,
      // Each page begins with the last record of the page before.
      users: 1 + Math.ceil((1200 - 200) / 199),
      teams: Math.ceil(150 / 200),
      members: 150,
      roles: 1,
      accounts: 1,
      teamAccounts: 150,
      pipeline: 3000 / 1000,
      registry: 3000 / 1000,
      runtime: 3000 / 1000,
    });
    expect(execution.requests).toHaveLength(
      1 + 3 + 7 + 1 + 150 + 1 + 1 + 150 + 9,
    );
  });

  test('tells role and administrator of each member, administrators included', () => {
    const [admin] = large.users;
    const memberships = execution.relationships.filter(
      ({ _type, _toEntityKey }) =>
        _type === 'sysdig_team_has_user' &&
        _toEntityKey === `sysdig_user:${admin?.id}`,
    );
    expect(memberships).toHaveLength(150);
    expect(memberships[0]).toMatchObject({
      role: 'ROLE_TEAM_MANAGER',
      roleName: 'Team Manager',
      admin: true,
    });
  });
});

describe.each(['records', 'pages'] as const)(
  'a large tenant of the older API whose offset counts %s',
  (offsetReading) => {
    const tenant: Tenant = {
      ...large,
      scans: { ...large.scans, legacy: 9000 },
    };
    let execution: SysdigExecution;

    beforeAll(async () => {
      execution = await collectFromSysdig(tenant, {
        generations: LEGACY_TENANT,
        offsetReading,
      });
    });

    test('comes out whole', () => {
      expectComplete(execution, legacyCountsOf(tenant));
    });

    test('reads the members of all teams by product', () => {
      expect(requestsFor(execution, /^\/api\/teams$/)).toBe(2);
      expect(requestsFor(execution, /^\/api\/teams\//)).toBe(0);
    });

    test('reads the older scanner once, for all kinds of results', () => {
      const { requests } = execution;
      const results = requests.filter(({ path }) =>
        path.endsWith('/resultsDirect'),
      );
      const isProbe = ({ query }: { query: { limit?: string } }) =>
        query.limit === '1';
      expect(results.filter(isProbe)).toHaveLength(1);
      expect(results.length - 1).toBeLessThanOrEqual(
        Math.ceil(9000 / 999) + (offsetReading === 'pages' ? 3 : 1),
      );
    });

    test('tells once for each list that it is read from the older API', () => {
      const messages = execution.log.match(/from the older (API|scanner)/g);
      expect(messages).toHaveLength(4);
    });
  },
);
