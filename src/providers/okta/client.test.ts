import { generateKeyPairSync } from 'node:crypto';

import { createOrganization } from '../../../simulators/okta/organization';
import {
  type OktaSimulator,
  type OktaSimulatorOptions,
  startOktaSimulator,
} from '../../../simulators/okta/server';
import {
  type LoopbackServer,
  startLoopbackServer,
} from '../../../simulators/loopbackServer';
import { silentLogger } from '../../http/logger';
import type { Records } from '../../http/records';

import { OktaClient } from './client';
import { parseConfig } from './config';
import { listGroups } from './groups';
import { listDeprovisionedUsers, listUsers } from './userRecords';

const token = '00client-test-token';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function simulate(
  options: Partial<OktaSimulatorOptions> = {},
): Promise<OktaSimulator> {
  const simulator = await startOktaSimulator({
    organization: createOrganization({ users: 450, groups: 6, apps: 3 }),
    token,
    ...options,
  });
  stops.push(() => simulator.stop());
  return simulator;
}

function clientOf(oktaOrgUrl: string): OktaClient {
  const parsed = parseConfig({ oktaOrgUrl, oktaApiKey: token });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return new OktaClient(parsed.settings, {
    logger: silentLogger,
    rateLimitShare: 0.8,
    limits: { retry: { attempts: 2, baseDelayMs: 1 } },
  });
}

async function count<T>(records: Records<T>): Promise<number> {
  let total = 0;
  for await (const { ok } of records) if (ok) total += 1;
  return total;
}

test('reads users in pages of 200, and the deprovisioned ones by themselves', async () => {
  const simulator = await simulate();
  const client = clientOf(simulator.url);
  expect(await count(listUsers(client))).toBe(443);
  expect(await count(listDeprovisionedUsers(client))).toBe(7);
  const queries = simulator.requests
    .filter(({ path }) => path === '/api/v1/users')
    .map(({ query }) => [query.limit, query.filter]);
  expect(queries).toEqual([
    ['200', undefined],
    ['200', undefined],
    ['200', undefined],
    ['200', 'status eq "DEPROVISIONED"'],
  ]);
});

test('follows links to the custom domain that the org names', async () => {
  const custom = await simulate();
  const simulator = await simulate({
    domains: { organization: 'https://acme.okta.com', alternate: custom.url },
  });
  const relay = await redirectLinks(simulator, custom.url);
  expect(await count(listUsers(clientOf(relay.origin)))).toBe(443);
  expect(custom.requests).toHaveLength(2);
});

test('follows links to no other host', async () => {
  const stranger = await simulate();
  const simulator = await simulate();
  const relay = await redirectLinks(simulator, stranger.url);
  await expect(count(listUsers(clientOf(relay.origin)))).rejects.toThrow(
    'was not followed',
  );
  expect(stranger.requests).toHaveLength(0);
});

test('follows no link to another domain of the org by another scheme', async () => {
  const simulator = await simulate();
  const relay = await redirectLinks(simulator, 'https://acme.okta.com');
  await expect(count(listUsers(clientOf(relay.origin)))).rejects.toThrow(
    'was not followed',
  );
});

test('sends no credential to a host that does not say that it is an Okta org', async () => {
  const seen: (string | undefined)[] = [];
  const server = await startLoopbackServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"login":"page"}');
  });
  stops.push(() => server.stop());
  await expect(clientOf(server.origin).verify()).rejects.toThrow(
    '/.well-known/okta-organization',
  );
  expect(seen).toEqual([undefined]);
});

test('proves the credential with one user', async () => {
  const simulator = await simulate();
  await clientOf(simulator.url).verify();
  expect(simulator.requests.map(({ path }) => path)).toEqual([
    '/.well-known/okta-organization',
    '/api/v1/users',
  ]);
  simulator.revoke();
  await expect(clientOf(simulator.url).verify()).rejects.toMatchObject({
    kind: 'authentication',
    providerCode: 'E0000011',
  });
});

test('knows the admin console by the domain that Okta hosts', async () => {
  const simulator = await simulate();
  const { adminUrl } = await clientOf(simulator.url).org();
  expect(adminUrl).toBe('https://acme-admin.okta.com');
});

test('knows how many calls a minute it may make once Okta has said so', async () => {
  const simulator = await simulate({
    rateLimits: { limits: { '/api/v1/users': 100 }, windowMs: 60_000 },
  });
  const client = clientOf(simulator.url);
  expect(client.callsPerMinute('/api/v1/users')).toBeUndefined();
  await client.verify();
  expect(client.callsPerMinute('/api/v1/users')).toBe(80);
});

test('asks for a token at the configured host', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
  });
  const simulator = await simulate({
    serviceApp: {
      clientId: '0oaexample',
      publicKeys: [{ kty: 'RSA', ...publicKey.export({ format: 'jwk' }) }],
      grantedScopes: ['okta.users.read'],
    },
  });
  const parsed = parseConfig({
    oktaOrgUrl: simulator.url,
    oktaClientId: '0oaexample',
    oktaPrivateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }),
    oktaScopes: 'okta.users.read',
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const client = new OktaClient(parsed.settings, {
    logger: silentLogger,
    rateLimitShare: 1,
    limits: {},
  });
  expect(await count(listUsers(client))).toBe(443);
  await expect(count(listGroups(client))).rejects.toMatchObject({
    kind: 'authorization',
  });
});

/** An org whose links lead to another origin. */
async function redirectLinks(
  { url }: OktaSimulator,
  linkedOrigin: string,
): Promise<LoopbackServer> {
  const server = await startLoopbackServer((request, response) => {
    void fetch(url + request.url, {
      headers: { authorization: request.headers.authorization ?? '' },
    }).then(async (answer) => {
      const link = answer.headers.get('link')?.replaceAll(url, linkedOrigin);
      response.writeHead(answer.status, link ? { link } : {});
      response.end(await answer.text());
    });
  });
  stops.push(() => server.stop());
  return server;
}
