import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import { invocationConfig as wholeIntegration } from '../../src';
import { environmentVariable } from '../../src/collect/configFields';
import type { RegisteredProvider } from '../../src/collect/provider';
import type { IntegrationConfig } from '../../src/config';
import { providers } from '../../src/providers';
import { credentialKinds, startSimulation } from '../../simulators';
import { collect, type Execution } from '../support/execution';
import { graphOf } from '../support/graphs';

import { readDocumentation } from './modelDocumentation';

/** The heads of the tables of the data model. */
const HEAD = /^\| (Resources|Source Entity) /;

type Integration = IntegrationInvocationConfig<IntegrationConfig>;

async function tileOf(id: string): Promise<Integration> {
  const tile = (await import(`../../src/tiles/${id}`)) as {
    invocationConfig: Integration;
  };
  return tile.invocationConfig;
}

const PROVIDERS = providers.map((provider) => ({ id: provider.id, provider }));

describe.each(PROVIDERS)('the tile of $id', ({ id, provider }) => {
  test('has the fields of its provider, in their order, and no choice of a provider', async () => {
    const { instanceConfigFields = {} } = await tileOf(id);

    expect(Object.keys(instanceConfigFields)).toEqual([
      ...Object.keys(provider.configTable),
      'rateLimitShare',
    ]);
    expect(requiredOf(instanceConfigFields)).toEqual(neededOf(provider));
    expect(maskedOf(instanceConfigFields)).toEqual(
      maskedOf(provider.configTable),
    );
  });

  test('has the steps of its provider, and starts all of them', async () => {
    const { integrationSteps, getStepStartStates, dependencyGraphOrder } =
      await tileOf(id);

    expect(integrationSteps.map((step) => step.id)).toEqual(provider.stepIds);
    expect(getStepStartStates).toBeUndefined();
    expect(dependencyGraphOrder).toEqual(wholeIntegration.dependencyGraphOrder);
  });

  test("has its provider's ingestion sources, each with the vendor's name", async () => {
    const { ingestionConfig = {} } = await tileOf(id);

    expect(Object.keys(ingestionConfig)).toEqual(
      Object.keys(provider.ingestionSources),
    );
    for (const [source, { title }] of Object.entries(ingestionConfig)) {
      const own = provider.ingestionSources[source]?.title;
      expect(title).toBe(`${provider.name}: ${own}`);
      expect(wholeIntegration.ingestionConfig?.[source]?.title).toBe(title);
    }
  });

  test('has a document, which tells of its fields and its part of the model, and of no other provider', () => {
    const { text, rows } = readDocumentation(`jupiterone-${id}.md`);
    const whole = readDocumentation();
    const own = [...whole.rows].filter((row) => row.includes(` ${id}_`));

    const { configTable } = provider;
    for (const name of Object.keys(configTable)) {
      expect(text).toContain(environmentVariable(name));
    }
    expect(text).toContain('RATE_LIMIT_SHARE');
    expect(text).not.toContain('Choose the provider');
    expect(own.length).toBeGreaterThan(2);
    expect(
      [...rows].filter((row) => !row.startsWith('| -') && !HEAD.test(row)),
    ).toEqual(own);
  });

  test('collects what the whole integration collects', async () => {
    const whole = await collectWith(id, wholeIntegration);
    const tile = await collectWith(id, await tileOf(id));

    expect(tile.execution.error).toBeUndefined();
    expect(tile.execution.steps).toEqual(whole.execution.steps);
    expect(tile.graph).toEqual(whole.graph);
  });

  test('says what is missing', async () => {
    const { error } = await collect({
      config: {} as IntegrationConfig,
      integration: await tileOf(id),
    });

    const message = error instanceof Error ? error.message : '';
    expect(message).toContain('The configuration cannot be used');
    for (const field of neededOf(provider)) expect(message).toContain(field);
    expect(message).not.toMatch(/\bprovider\b/);
  });
});

test.each(credentialKinds)(
  'a wrapper with instances of its own sends no further request: $providerId with $name',
  async ({ providerId, name }) => {
    const plain = await collectWith(providerId, await tileOf(providerId), name);
    const wrapped = await collectWith(
      providerId,
      withInstancesOfItsOwn(await tileOf(providerId)),
      name,
    );

    expect(wrapped.execution.steps).toEqual(plain.execution.steps);
    expect(wrapped.requests).toEqual(plain.requests);
    expect(plain.requests.length).toBeGreaterThan(2);
  },
);

/** What a wrapper does that sets a field for its users: every part gets another instance. */
function withInstancesOfItsOwn(integration: Integration): Integration {
  const own = <Context extends { instance: { config: IntegrationConfig } }>(
    context: Context,
  ): Context => ({
    ...context,
    instance: {
      ...context.instance,
      config: { ...context.instance.config, rateLimitShare: '0.9' },
    },
  });
  return {
    ...integration,
    validateInvocation: (context) =>
      integration.validateInvocation?.(own(context)),
    integrationSteps: integration.integrationSteps.map((step) => ({
      ...step,
      executionHandler: (context) => step.executionHandler(own(context)),
    })),
  };
}

async function collectWith(
  providerId: string,
  integration: Integration,
  credential?: string,
): Promise<{ execution: Execution; graph: unknown; requests: string[] }> {
  const simulation = await startSimulation(providerId, {
    size: 'tiny',
    ...(credential !== undefined && { credential }),
  });
  try {
    const { provider, ...config } = simulation.configFor(simulation.url);
    const execution = await collect({
      config: (integration === wholeIntegration
        ? { provider, ...config }
        : config) as IntegrationConfig,
      integration,
    });
    return {
      execution,
      graph: graphOf(execution, simulation.url),
      requests: simulation.requests
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    };
  } finally {
    await simulation.stop();
  }
}

function requiredOf(
  fields: Readonly<Record<string, { optional?: boolean }>>,
): string[] {
  return Object.keys(fields).filter((name) => !fields[name]?.optional);
}

function maskedOf(
  fields: Readonly<Record<string, { mask?: boolean }>>,
): string[] {
  return Object.keys(fields).filter((name) => fields[name]?.mask);
}

function neededOf({ configTable }: RegisteredProvider): string[] {
  return Object.keys(configTable).filter(
    (name) => configTable[name]?.needed === 'always',
  );
}
