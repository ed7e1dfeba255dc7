import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';

import {
  IntegrationConfigLoadError,
  IntegrationValidationError,
} from '@jupiterone/integration-sdk-core';

import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../simulators/acme/server';
import {
  countsOf,
  createOrganization,
} from '../../simulators/acme/organization';

import { collect, QUICK_RETRIES } from './execution';

const organization = createOrganization({ users: 30, groups: 10 });
const token = 'execution-test-token';

let simulator: AcmeSimulator;

beforeAll(async () => {
  simulator = await startAcmeSimulator({ organization, token });
});

afterAll(() => simulator.stop());

function configFor(acmeApiKey: string) {
  return { provider: 'acme', acmeBaseUrl: simulator.url, acmeApiKey };
}

test('gives the whole graph, and how each step ended', async () => {
  const execution = await collect({ config: configFor(token) });

  const { users, groups, memberships, nestings } = countsOf(organization);
  expect(execution.error).toBeUndefined();
  expect(execution.steps).toEqual({
    'fetch-acme-account': 'success',
    'fetch-acme-users': 'success',
    'fetch-acme-groups': 'success',
    'fetch-acme-group-members': 'success',
  });
  expect(execution.partialTypes).toEqual([]);
  expect(execution.entities).toHaveLength(1 + users + groups);
  expect(execution.relationships).toHaveLength(
    users + groups + memberships + nestings,
  );
  expect(execution.stepResults.map(({ id }) => id)).toEqual(
    Object.keys(execution.steps),
  );
});

test('gives the log from level trace on, and all events', async () => {
  const { log, events } = await collect({ config: configFor(token) });

  const lines = log.trimEnd().split('\n');
  const messages = lines.map(
    (line) => (JSON.parse(line) as { msg: string }).msg,
  );
  expect(messages).toContain('Provider API call');
  expect(messages).toContain('Completed step "Fetch SCIM users".');
  expect(events).toContainEqual({
    name: 'step_end',
    description: 'Completed step "Fetch SCIM users".',
    level: 'info',
  });
});

test('gives the error that stopped the run', async () => {
  const { error, steps, entities, events } = await collect({
    config: configFor('a-wrong-token'),
  });

  expect(error).toMatchObject({ code: 'PROVIDER_AUTHENTICATION_ERROR' });
  expect(steps).toEqual({});
  expect(entities).toEqual([]);
  expect(events).toMatchObject([{ name: 'validation_failure' }]);
});

test('validates the configuration', async () => {
  const { error } = await collect({ config: { provider: 'nobody' } });

  expect(error).toBeInstanceOf(IntegrationValidationError);
});

test('disables sources as the platform does', async () => {
  const { steps, entities } = await collect({
    config: configFor(token),
    disabledSources: ['acme-groups'],
  });

  expect(steps).toEqual({
    'fetch-acme-account': 'success',
    'fetch-acme-users': 'success',
    'fetch-acme-groups': 'disabled',
    'fetch-acme-group-members': 'disabled',
  });
  expect(entities).toHaveLength(1 + organization.users.length);
});

test('sets the environment for the duration of the run', async () => {
  const before = { ...process.env };

  const { error } = await collect({
    config: configFor(token),
    environment: { ...QUICK_RETRIES, HTTP_ATTEMPTS: 'many' },
  });

  expect(error).toBeInstanceOf(IntegrationConfigLoadError);
  expect(error).toMatchObject({
    message: expect.stringContaining('HTTP_ATTEMPTS') as unknown,
  });
  expect(process.env).toEqual(before);
});

test('runs several at the same time, each with a graph of its own', async () => {
  const [first, refused, second] = await Promise.all([
    collect({ config: configFor(token) }),
    collect({ config: configFor('a-wrong-token') }),
    collect({ config: configFor(token) }),
  ]);

  expect(refused.entities).toEqual([]);
  expect(second.entities).toHaveLength(first.entities.length);
  expect(second.log).not.toContain('PROVIDER_AUTHENTICATION_ERROR');
});

test('leaves no file behind', async () => {
  const mkdtemp = jest.spyOn(fs, 'mkdtemp');

  await collect({ config: configFor(token) });

  expect(mkdtemp).toHaveBeenCalledTimes(1);
  const directory: unknown = await mkdtemp.mock.results[0]?.value;
  expect(existsSync(String(directory))).toBe(false);
});

test('refuses a field that is not declared', async () => {
  await expect(
    collect({ config: { provider: 'acme', acmeApiToken: token } }),
  ).rejects.toThrow('There is no configuration field acmeApiToken.');
});
