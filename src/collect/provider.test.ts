import {
  type IntegrationInstance,
  type IntegrationStepExecutionContext,
  RelationshipClass,
} from '@jupiterone/integration-sdk-core';
import { createMockStepExecutionContext } from '@jupiterone/integration-sdk-testing';

import { entityModel } from '../graph/entities';
import { related } from '../graph/relationships';
import { ApiError } from '../http/failures';
import { silentLogger } from '../http/logger';

import { requiredText } from './configFields';
import {
  type CollectContext,
  LAST_STEPS,
  type Provider,
  type ProviderStep,
  register,
  type ScopeOf,
} from './provider';

const GROUP = entityModel<string>({
  resourceName: 'Group',
  _type: 'tern_group',
  _class: ['UserGroup'],
  key: (id) => id,
  properties: { name: ['Name', (id) => id] },
});

const HAS_GROUP = related({ _type: 'tern_nest' }, RelationshipClass.HAS, GROUP);

/** What a provider of these tests makes its client of. */
interface Settings {
  tenant: string;
}

interface Client {
  tenant: string;
  rateLimitShare: number;
}

type Collect = (context: CollectContext<Client>) => Promise<void>;

const scopeOf: ScopeOf = ({ instance, executionHistory }) => ({
  run: executionHistory,
  config: instance.config,
  logger: silentLogger,
  limits: {},
  rateLimitShare: 0.5,
});

function createProvider(collect: Collect, last: Collect = collect) {
  const clients: Client[] = [];
  const step: ProviderStep<Client> = {
    id: 'fetch-tern-users',
    name: 'Fetch Tern users',
    entities: [],
    relationships: [],
    collect,
  };
  const provider: Provider<Settings, Client> = {
    id: 'tern',
    name: 'Tern',
    configTable: {
      ternTenant: {
        type: 'string',
        label: 'Tenant',
        needed: 'always',
        help: 'name of the tenant',
        schema: requiredText,
      },
    },
    ingestionSources: {},
    parseConfig: ({ ternTenant }) =>
      typeof ternTenant === 'string'
        ? { ok: true, settings: { tenant: ternTenant } }
        : {
            ok: false,
            problems: [{ field: 'ternTenant', problem: 'is missing' }],
          },
    createClient: ({ tenant }, { rateLimitShare }) => {
      const client = { tenant, rateLimitShare };
      clients.push(client);
      return client;
    },
    verify: () => Promise.resolve(),
    pace: { atOnce: 1 },
    steps: [
      step,
      {
        ...step,
        id: 'fetch-tern-groups',
        entities: [GROUP],
        isLast: true,
        collect: last,
      },
    ],
  };
  const registered = register(provider);
  return { registered, clients };
}

function contextFor(
  config: Record<string, unknown>,
  rest: Partial<IntegrationInstance> = {},
): IntegrationStepExecutionContext {
  const context = createMockStepExecutionContext({ instanceConfig: config });
  return { ...context, instance: { ...context.instance, ...rest } };
}

test('one client serves the verification and all steps of an execution', async () => {
  const seen: Client[] = [];
  const { registered, clients } = createProvider(({ client }) => {
    seen.push(client);
    return Promise.resolve();
  });
  const context = contextFor({ ternTenant: 'a' });

  await registered.verify(scopeOf(context));
  for (const step of registered.steps(scopeOf)) {
    await step.executionHandler({ ...context });
  }

  expect(clients).toEqual([{ tenant: 'a', rateLimitShare: 0.5 }]);
  expect(seen).toEqual([clients[0], clients[0]]);
});

test('an instance that is made anew for each step changes nothing', async () => {
  const { registered, clients } = createProvider(() => Promise.resolve());
  const context = contextFor({ ternTenant: 'a' });
  const { instance } = context;
  const copy = () => ({
    ...context,
    instance: { ...instance, config: { ...instance.config, tile: 'tern' } },
  });

  await registered.verify(scopeOf(copy()));
  for (const step of registered.steps(scopeOf)) {
    await step.executionHandler(copy());
  }

  expect(clients).toHaveLength(1);
});

test.each([
  ['another tenant', { config: { ternTenant: 'b' } }],
  ['another run of the same history', { startedOn: 2 }],
  ['another share', { rateLimitShare: 0.1 }],
  ['another run', { run: {} }],
])('%s has a client of its own', async (_what, other) => {
  const { registered, clients } = createProvider(() => Promise.resolve());
  const scope = {
    ...scopeOf(contextFor({ ternTenant: 'a' })),
    startedOn: 1,
  };

  await registered.verify(scope);
  await registered.verify({ ...scope });
  expect(clients).toHaveLength(1);
  await registered.verify({ ...scope, ...other });

  expect(clients).toHaveLength(2);
});

test('two executions share nothing, even of the same tenant and at the same time', async () => {
  const seen: Client[] = [];
  const { registered, clients } = createProvider(({ client }) => {
    seen.push(client);
    return Promise.resolve();
  });
  const contexts = ['a', 'b', 'a'].map((ternTenant) =>
    contextFor({ ternTenant }),
  );

  await Promise.all(
    contexts.flatMap((context) =>
      registered
        .steps(scopeOf)
        .map(async (step) => step.executionHandler(context)),
    ),
  );

  expect(clients.map(({ tenant }) => tenant)).toEqual(['a', 'b', 'a']);
  expect(new Set(seen)).toEqual(new Set(clients));
  expect(new Set(seen).size).toBe(3);
});

test('a step fails when something was missing, after it has done its work', async () => {
  const { registered } = createProvider(async ({ completeness, jobState }) => {
    await completeness.attempt(
      () =>
        Promise.reject(
          new ApiError({
            kind: 'authorization',
            endpoint: 'GET https://tern.example/users',
            status: 403,
            reason: 'the credential lacks a permission',
          }),
        ),
      'users',
    );
    await jobState.setData('done', true);
  });
  const context = contextFor({ ternTenant: 'a' });
  const [step] = registered.steps(scopeOf);

  await expect(step?.executionHandler(context)).rejects.toMatchObject({
    code: 'PROVIDER_AUTHORIZATION_ERROR',
    endpoint: 'GET https://tern.example/users',
  });
  expect(await context.jobState.getData('done')).toBe(true);
});

test('what one step could not read is not held against another', async () => {
  let isFirst = true;
  const { registered } = createProvider(async ({ completeness }) => {
    if (!isFirst) return;
    isFirst = false;
    await completeness.attempt(
      () =>
        Promise.reject(
          new ApiError({
            kind: 'missing',
            endpoint: 'GET /',
            status: 404,
            reason: '',
          }),
        ),
      'users',
    );
  });
  const context = contextFor({ ternTenant: 'a' });
  const [first, second] = registered.steps(scopeOf);

  await expect(first?.executionHandler(context)).rejects.toThrow();
  await expect(second?.executionHandler(context)).resolves.toBeUndefined();
});

test('a step that runs last fails where references prove that its list was not whole', async () => {
  const collectWith = async (isKnown: boolean) => {
    const { registered } = createProvider(
      async ({ edges }) => {
        for (const id of ['a', 'b', 'c']) {
          await edges.add(HAS_GROUP, 'nest', id, {}, isKnown);
        }
      },
      () => Promise.resolve(),
    );
    const context = contextFor({ ternTenant: 'a' });
    const [first, last] = registered.steps(scopeOf);
    expect(first).not.toHaveProperty('dependencyGraphId');
    expect(last).toMatchObject({ dependencyGraphId: LAST_STEPS });
    await Promise.resolve(first?.executionHandler(context)).catch(String);
    return Promise.resolve(last?.executionHandler(context)).catch(String);
  };

  expect(await collectWith(true)).toBeUndefined();
  expect(await collectWith(false)).toContain('tern_group');
});

test('a bug of a step is thrown as it is', async () => {
  const bug = new TypeError('A bug.');
  const { registered } = createProvider(() => Promise.reject(bug));
  const [step] = registered.steps(scopeOf);

  await expect(
    step?.executionHandler(contextFor({ ternTenant: 'a' })),
  ).rejects.toBe(bug);
});

test('a step knows which data sets the user switched off', async () => {
  const seen: boolean[] = [];
  const { registered } = createProvider(({ isEnabled }) => {
    seen.push(isEnabled('tern-groups'), isEnabled('tern-devices'));
    return Promise.resolve();
  });
  const [step] = registered.steps(scopeOf);

  await step?.executionHandler(
    contextFor(
      { ternTenant: 'a' },
      { disabledSources: [{ ingestionSourceId: 'tern-groups' }] },
    ),
  );

  expect(seen).toEqual([false, true]);
});

test('names what is wrong with the configuration, and no value', async () => {
  const { registered, clients } = createProvider(() => Promise.resolve());
  const [step] = registered.steps(scopeOf);
  const config = { ternTenant: 4711 };

  expect(registered.problems(config)).toEqual([
    { field: 'ternTenant', problem: 'is missing' },
  ]);
  expect(registered.problems({ ternTenant: 'a' })).toEqual([]);
  await expect(step?.executionHandler(contextFor(config))).rejects.toThrow(
    new Error('The configuration was not validated: ternTenant'),
  );
  expect(clients).toEqual([]);
});
