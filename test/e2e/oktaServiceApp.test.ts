import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import type { IntegrationConfig } from '../../src/config';
import { ALL_SCOPES, FIRST_SCOPES } from '../../src/providers/okta/config';
import type { ServiceAppOptions } from '../../simulators/okta/oauth';
import { createOrganization } from '../../simulators/okta/organization';
import {
  type OktaSimulator,
  type OktaSimulatorOptions,
  startOktaSimulator,
} from '../../simulators/okta/server';
import { truthOf } from '../../simulators/okta/truth';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';

const clientId = '0oaexampleserviceapp';
const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
});
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

let simulator: OktaSimulator | undefined;

afterEach(() => simulator?.stop());

async function run(
  serviceApp: Partial<ServiceAppOptions> = {},
  {
    config = {},
    ...options
  }: Partial<OktaSimulatorOptions> & {
    config?: Partial<IntegrationConfig>;
  } = {},
): Promise<Execution> {
  simulator = await startOktaSimulator({
    organization: createOrganization({ users: 12, groups: 6, apps: 3 }),
    serviceApp: {
      clientId,
      publicKeys: [jwk(publicKey)],
      grantedScopes: ALL_SCOPES,
      ...serviceApp,
    },
    ...options,
  });
  return collect({
    config: {
      provider: 'okta',
      oktaOrgUrl: simulator.url,
      oktaClientId: clientId,
      oktaPrivateKey: pem,
      ...config,
    },
    environment: QUICK_RETRIES,
  });
}

function jwk(key: KeyObject, kid?: string) {
  return { kty: 'EC', ...key.export({ format: 'jwk' }), ...(kid && { kid }) };
}

function tokenRequests(): number {
  return (simulator?.requests ?? []).filter(
    ({ path }) => path === '/oauth2/v1/token',
  ).length;
}

function expectSuccess({ error, steps }: Execution): void {
  expect(error).toBeUndefined();
  expect(new Set(Object.values(steps))).toEqual(new Set(['success']));
}

test('a service app collects the org with one token', async () => {
  expectSuccess(await run());
  expect(tokenRequests()).toBe(1);
});

test('the key of several is named by its id', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  expectSuccess(
    await run(
      { publicKeys: [jwk(other, 'old'), jwk(publicKey, 'new')] },
      { config: { oktaKeyId: 'new' } },
    ),
  );
});

test('tokens are bound to a key where the org asks for it', async () => {
  const execution = await run({ requiresDpop: true });
  expectSuccess(execution);
  expect(tokenRequests()).toBe(3);
  expect(execution.entities.length).toBeGreaterThan(20);
});

test('a nonce that is asked for in the middle is used from then on', async () => {
  let calls = 0;
  const execution = await run(
    { requiresDpop: true, requiresNonceAtApi: true },
    {
      onRequest: () => {
        calls += 1;
        if (calls % 60 === 0) simulator?.rotateNonce();
      },
    },
  );
  expectSuccess(execution);
  expect(tokenRequests()).toBe(3);
});

test('a token that is refused is renewed once', async () => {
  let calls = 0;
  const execution = await run(
    {},
    {
      onRequest: () => {
        calls += 1;
        if (calls === 20) simulator?.revoke();
      },
    },
  );
  expectSuccess(execution);
  expect(tokenRequests()).toBe(2);
});

test('a wrong key stops the run and says so', async () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const { error, entities } = await run({ publicKeys: [jwk(other)] });
  expect(String(error)).toMatch(
    /credentials were refused.*client_assertion is invalid.*oktaPrivateKey/,
  );
  expect(entities).toEqual([]);
});

test('a scope that was not granted stops the run and is named', async () => {
  const { error } = await run({
    grantedScopes: ALL_SCOPES.filter((scope) => scope !== 'okta.roles.read'),
  });
  expect(String(error)).toMatch(/okta\.roles\.read.*oktaScopes/);
  expect(String(error)).not.toContain('were refused');
});

test('an app that was granted the earlier scopes alone collects what they cover', async () => {
  const { error, steps } = await run({ grantedScopes: FIRST_SCOPES });
  expect(error).toBeUndefined();
  const failed = Object.keys(steps).filter(
    (id) => String(steps[id]) === 'failure',
  );
  expect(failed.sort()).toEqual([
    'fetch-okta-api-tokens',
    'fetch-okta-identity-providers',
    'fetch-okta-policies',
  ]);
});

test('a scope that is not asked for costs its data set only', async () => {
  const scopes = ALL_SCOPES.filter((scope) => scope !== 'okta.devices.read');
  const execution = await run(
    { grantedScopes: scopes },
    { config: { oktaScopes: scopes.join(', ') } },
  );
  expect(execution.steps['fetch-okta-devices']).toBe('failure');
  expect(execution.log).toContain('the scope okta.devices.read');
  expect(execution.partialTypes).not.toContain('okta_user');
});

test('an admin role that is missing is told apart from a wrong key', async () => {
  const { error } = await run({}, { forbidden: [/^\/users/] });
  expect(String(error)).toMatch(/lacks a permission.*Administrator/);
});

test('neither key, assertion, proof nor token is in log, events or errors', async () => {
  const { log, events, entities } = await run({ requiresDpop: true });
  const everything = log + JSON.stringify([events, entities]);
  const [, line = ''] = pem.split('\n');
  expect(everything).not.toContain(line);
  expect(everything).not.toContain('eyJ');
  expect(everything).not.toMatch(/okta-[0-9a-f]{8}-/);
});

test('two tenants in one process share neither client, token nor limiter', async () => {
  const tenants = [
    { token: '00first', users: 11 },
    { token: '00second', users: 13 },
  ].map(({ token, users }) => ({
    token,
    organization: createOrganization({ users, groups: 6, apps: 3 }),
  }));
  for (const { token, organization } of tenants) {
    const tenant = await startOktaSimulator({
      organization,
      token,
      rateLimits: { limits: { other: 1000 }, windowMs: 60_000 },
    });
    const execution = await collect({
      config: {
        provider: 'okta',
        oktaOrgUrl: tenant.url,
        oktaApiKey: `SSWS ${token}`,
      },
    });
    await tenant.stop();
    expectSuccess(execution);
    const truth = truthOf(organization, new URL(tenant.url).host);
    const users = execution.entities.filter(
      ({ _type }) => _type === 'okta_user',
    );
    expect(users.map(({ _key }) => _key).sort()).toEqual(truth.okta_user);
    const notGiven = tenant.requests.filter(({ status }) => status !== 200);
    expect(notGiven.map(({ path }) => path)).toEqual([
      '/api/v1/principal-rate-limits',
    ]);
  }
});
