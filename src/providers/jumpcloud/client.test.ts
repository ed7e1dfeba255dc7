import {
  type JumpCloudSimulator,
  type JumpCloudSimulatorOptions,
  startJumpCloudSimulator,
} from '../../../simulators/jumpcloud/server';
import { createTenant } from '../../../simulators/jumpcloud/tenant';
import {
  answer,
  type Fault,
  html,
  on,
  redirectTo,
  startFaultProxy,
  transform,
} from '../../../test/support/faultProxy';
import { ApiError } from '../../http/failures';
import { type Logger, silentLogger } from '../../http/logger';
import type { Records } from '../../http/records';
import type { RawConfig } from '../../collect/configFields';

import { members as listOfMembers } from './associations';
import { JumpCloudClient } from './client';
import { parseConfig } from './config';
import { GROUPS } from './groups';
import { listUsers } from './users';

const apiKey = 'jca_client-test-key';
const SERVICE_ACCOUNT = {
  clientId: 'client-test',
  clientSecret: 'p~s.s_w+rd/with%signs',
};

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const tenant = createTenant({ users: 205, groups: 10, systemGroups: 3 });
const [organization] = tenant.organizations;
const organizationId = organization?.id ?? '';

async function simulate(
  options: Partial<JumpCloudSimulatorOptions> = {},
): Promise<JumpCloudSimulator> {
  const simulator = await startJumpCloudSimulator({
    tenant,
    apiKey,
    ...options,
  });
  stops.push(() => simulator.stop());
  return simulator;
}

async function simulateWith(faults: readonly Fault[]) {
  const simulator = await simulate();
  const proxy = await startFaultProxy({ target: simulator.url, faults });
  stops.push(() => proxy.stop());
  return proxy;
}

function clientOf(
  url: string,
  config: RawConfig = {},
  logger: Logger = silentLogger,
): JumpCloudClient {
  const parsed = parseConfig({
    ...(!config.jumpcloudClientId && { jumpcloudApiKey: apiKey }),
    jumpcloudBaseUrl: url,
    ...config,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return new JumpCloudClient(parsed.settings, {
    logger,
    rateLimitShare: 1,
    limits: { retry: { attempts: 2, baseDelayMs: 1 } },
  });
}

async function idsOf(records: Records<{ id: string }>): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const checked of records) {
    if (!checked.ok) throw new Error(checked.rejection.reason);
    ids.add(checked.record.id);
  }
  return ids;
}

async function errorOf(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error;
  throw new Error(`Not an ApiError: ${String(error)}`);
}

describe('the credential', () => {
  test('is proved by the list of organizations, which is kept', async () => {
    const simulator = await simulate();
    const client = clientOf(simulator.url);

    await client.verify();
    expect(await idsOf(client.organizations())).toEqual(
      new Set([organizationId]),
    );
    expect(simulator.requests.map(({ path }) => path)).toEqual([
      '/api/organizations',
    ]);
  });

  test('is proved by the configured organization, which is kept', async () => {
    const simulator = await simulate();
    const client = clientOf(simulator.url, { jumpcloudOrgId: organizationId });

    await client.verify();
    await client.organization(organizationId);
    expect(await idsOf(client.organizations())).toEqual(
      new Set([organizationId]),
    );
    expect(simulator.requests).toHaveLength(1);
  });

  test('of another region is refused at once', async () => {
    const simulator = await simulate();
    const client = clientOf(simulator.url, { jumpcloudApiKey: 'jca_of-eu' });

    const error = await errorOf(client.verify());

    expect(error.kind).toBe('authentication');
    expect(error.message).toMatch(/401.*jumpcloudApiKey.*jumpcloudRegion/);
    expect(error.message).not.toContain('jca_of-eu');
    expect(simulator.requests).toHaveLength(1);
  });

  test('that is not seen at all leads to the login page, which is not followed', async () => {
    const proxy = await simulateWith([
      on(/organizations/, redirectTo('/login/admin')),
    ]);

    const error = await errorOf(clientOf(proxy.url).verify());

    expect(error.kind).toBe('authentication');
    expect(error.message).toMatch(
      /302.*redirects.*login page.*jumpcloudApiKey/,
    );
    expect(proxy.requests).toHaveLength(1);
  });

  test.each([
    ['404', answer(404)],
    ['HTML', html()],
    ['401', answer(401)],
    ['a redirect', redirectTo('/login/admin')],
    ['a redirect to another host', redirectTo('https://other.example/api')],
  ])('%s leads to the fields that hold the URL', async (_case, fault) => {
    const proxy = await simulateWith([on(/api/, fault, { times: Infinity })]);

    const { message } = await errorOf(clientOf(proxy.url).verify());

    expect(message).toMatch(/jumpcloudRegion or jumpcloudBaseUrl/);
  });

  test.each([{}, { jumpcloudOrgId: organizationId }])(
    'is asked for anew where it is proved again, with %j',
    async (config) => {
      const proxy = await simulateWith([on(/api/, answer(401), { at: 2 })]);
      const client = clientOf(proxy.url, config);
      await client.verify();

      const error = await errorOf(client.verify());

      expect(error.kind).toBe('authentication');
      expect(proxy.requests).toHaveLength(2);
    },
  );

  test('is not blamed where the network fails', async () => {
    const simulator = await simulate();
    await simulator.stop();

    const error = await errorOf(clientOf(simulator.url).verify());

    expect(error.kind).toBe('unavailable');
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('that sees no organization cannot be used', async () => {
    const simulator = await simulate({ tenant: { organizations: [] } });

    const error = await errorOf(clientOf(simulator.url).verify());

    expect(error.message).toContain('jumpcloudOrgId');
  });

  test('may belong to a role that sees no settings', async () => {
    const proxy = await simulateWith([
      on(/organizations\//, answer(403, { body: { message: 'Forbidden' } })),
    ]);
    const client = clientOf(proxy.url, { jumpcloudOrgId: organizationId });

    await expect(client.verify()).resolves.toBeUndefined();
  });

  test('that does not know the configured organization is told so', async () => {
    const simulator = await simulate();
    const client = clientOf(simulator.url, {
      jumpcloudOrgId: '0123456789abcdef01234567',
    });

    const error = await errorOf(client.verify());

    expect(error.message).toMatch(/404.*jumpcloudOrgId.*jumpcloudRegion/);
  });

  test('of an address that is blocked needs no other role', async () => {
    const message = 'IP blocked due to suspected abuse';
    const proxy = await simulateWith([
      on(/organizations/, answer(403, { body: { message } })),
    ]);

    const error = await errorOf(clientOf(proxy.url).verify());

    expect(error.kind).toBe('request');
    expect(error.message).toContain(message);
    expect(proxy.requests).toHaveLength(1);
  });
});

describe('a service account', () => {
  const config = {
    jumpcloudClientId: SERVICE_ACCOUNT.clientId,
    jumpcloudClientSecret: SERVICE_ACCOUNT.clientSecret,
  };
  const tokenRequests = ({ requests }: JumpCloudSimulator) =>
    requests.filter(({ path }) => path === '/oauth2/token');

  test('gets one token for many calls', async () => {
    const simulator = await simulate({
      apiKey: undefined,
      serviceAccount: { ...SERVICE_ACCOUNT, clientSecret: 'plain-secret' },
    });
    const client = clientOf(simulator.url, {
      ...config,
      jumpcloudClientSecret: 'plain-secret',
    });

    const [users, groups] = await Promise.all([
      idsOf(listUsers(client, organizationId)),
      idsOf(GROUPS.read(client, organizationId)),
    ]);

    expect([users.size, groups.size]).toEqual([205, 10]);
    expect(tokenRequests(simulator)).toHaveLength(1);
  });

  test('may have a secret with signs, however the server decodes it', async () => {
    const simulator = await simulate({
      apiKey: undefined,
      serviceAccount: SERVICE_ACCOUNT,
    });

    await clientOf(simulator.url, config).verify();

    expect(tokenRequests(simulator).length).toBeLessThanOrEqual(2);
  });

  test('gets another token where the first was revoked', async () => {
    const simulator = await simulate({
      apiKey: undefined,
      serviceAccount: SERVICE_ACCOUNT,
    });
    const client = clientOf(simulator.url, config);
    await client.verify();

    simulator.revokeTokens();

    expect((await idsOf(listUsers(client, organizationId))).size).toBe(205);
  });

  test('with a wrong secret is refused at once', async () => {
    const simulator = await simulate({
      apiKey: undefined,
      serviceAccount: SERVICE_ACCOUNT,
    });
    const client = clientOf(simulator.url, {
      ...config,
      jumpcloudClientSecret: 'wrong-secret',
    });

    const error = await errorOf(client.verify());

    expect(error.kind).toBe('authentication');
    expect(error.message).toMatch(/jumpcloudClientSecret.*jumpcloudRegion/);
    expect(error.message).not.toContain('wrong-secret');
    expect(simulator.requests).toHaveLength(1);
  });
});

describe('lists', () => {
  const expectedUsers = new Set(organization?.users.map(({ id }) => id));

  test.each([
    ['that count in the total', { nullRowsCount: true }],
    ['that do not count in the total', { nullRowsCount: false }],
  ])('lose nothing to null rows %s', async (_case, options) => {
    const simulator = await simulate({ nullRowEvery: 20, ...options });
    const client = clientOf(simulator.url);

    expect(await idsOf(listUsers(client, organizationId))).toEqual(
      expectedUsers,
    );
  });

  test.each(['all', 'seen', 'none'] as const)(
    'of version 2 are whole where %s of them tell a total',
    async (totalsOfV2) => {
      const groups = organization?.groups ?? [];
      for (const nullRowEvery of [Infinity, 7]) {
        const simulator = await simulate({ totalsOfV2, nullRowEvery });
        const client = clientOf(simulator.url);

        expect((await idsOf(GROUPS.read(client, organizationId))).size).toBe(
          10,
        );
        for (const { record, members, nested } of groups) {
          const found = await idsOf(
            listOfMembers.read(client, {
              organizationId,
              type: 'user_group',
              id: String(record.id),
            }),
          );
          expect(found).toEqual(new Set([...members, ...nested]));
        }
      }
    },
  );

  test('with a total need no page behind the last record', async () => {
    const whole = createTenant({ users: 200 });
    const simulator = await simulate({ tenant: whole });
    const client = clientOf(simulator.url);

    const ids = await idsOf(
      listUsers(client, whole.organizations[0]?.id ?? ''),
    );

    expect(ids.size).toBe(200);
    expect(simulator.requests.map(({ query }) => query.skip)).toEqual([
      '0',
      '99',
      '198',
    ]);
  });

  test('are read unsorted where sorting is refused, with a warning', async () => {
    const simulator = await simulate({ refusesSort: true });
    const warn = jest.fn();
    const client = clientOf(simulator.url, {}, { ...silentLogger, warn });

    expect(await idsOf(listUsers(client, organizationId))).toEqual(
      expectedUsers,
    );
    expect((await idsOf(GROUPS.read(client, organizationId))).size).toBe(10);
    expect(warn).toHaveBeenCalledTimes(2);
  });

  test('of associations know a record again by what it leads to', async () => {
    const [group] = organization?.groups ?? [];
    const changed = transform({
      body: (body) =>
        (body as object[]).map((row) => ({ ...row, attributes: { sudo: {} } })),
    });
    const proxy = await simulateWith([on(/members\?.*skip=99/, changed)]);

    const found = await idsOf(
      listOfMembers.read(clientOf(proxy.url), {
        organizationId,
        type: 'user_group',
        id: String(group?.record.id),
      }),
    );

    expect(found.size).toBe(102);
    expect(proxy.requests).toHaveLength(3);
  });

  test('that refuse something else than the sort fail', async () => {
    const proxy = await simulateWith([
      on(/systemusers/, answer(400), { times: Infinity }),
    ]);
    const client = clientOf(proxy.url);

    const error = await errorOf(idsOf(listUsers(client, organizationId)));

    expect(error.kind).toBe('request');
    expect(proxy.requests).toHaveLength(2);
  });

  test('are sorted by what does not change', async () => {
    const simulator = await simulate();
    const client = clientOf(simulator.url);

    await idsOf(listUsers(client, organizationId));
    await idsOf(GROUPS.read(client, organizationId));

    const sorts = simulator.requests.map(({ query: { sort } }) => sort);
    expect(new Set(sorts)).toEqual(new Set(['_id', 'name']));
  });
});
