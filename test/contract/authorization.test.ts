import { AsyncLocalStorage } from 'node:async_hooks';
import http, { type RequestOptions } from 'node:http';

import type { IntegrationStep } from '@jupiterone/integration-sdk-core';

import { startSimulation } from '../../simulators';
import { invocationConfig } from '../../src';
import type { StepAuthorization } from '../../src/collect/access';
import { providers } from '../../src/providers';
import { collect } from '../support/execution';
import { stepsOf } from '../support/providerSteps';

/** Anybody may ask for it, and steps that come first ask for all. */
const PUBLIC = '/.well-known/okta-organization';

/** How fast the credential may ask: of use to every step, and needed by none. */
const OF_NO_STEP = '/api/v1/principal-rate-limits';

const stepOfRequest = new AsyncLocalStorage<string>();

/** The paths that were asked for while a step ran, by the id of the step. */
const asked = new Map<string, Set<string>>();

const steps = invocationConfig.integrationSteps as IntegrationStep[];
const handlers = steps.map(({ executionHandler }) => executionHandler);

beforeAll(() => {
  for (const step of steps) {
    const { id, executionHandler } = step;
    step.executionHandler = (context) =>
      stepOfRequest.run(id, () => executionHandler(context));
  }
});

afterAll(() => {
  steps.forEach((step, index) => {
    step.executionHandler = handlers[index] ?? step.executionHandler;
  });
});

beforeEach(() => {
  asked.clear();
  const request = http.request.bind(http);
  jest.spyOn(http, 'request').mockImplementation(((
    options: RequestOptions,
    ...rest: []
  ) => {
    const step = stepOfRequest.getStore();
    const [path = ''] = options.path?.split('?') ?? [];
    const isOfStep = path !== PUBLIC && path !== OF_NO_STEP;
    if (step !== undefined && options.method === 'GET' && isOfStep) {
      asked.set(step, (asked.get(step) ?? new Set()).add(path));
    }
    return request(options, ...rest);
  }) as typeof http.request);
});

function authorizationOf(step: IntegrationStep): StepAuthorization | undefined {
  return (step as { authorization?: StepAuthorization }).authorization;
}

function fits(path: string, endpoint: string): boolean {
  const pattern = endpoint
    .replace(/^GET /, '')
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`${pattern}$`).test(path);
}

describe.each(providers.map((provider) => ({ id: provider.id, provider })))(
  '$id',
  ({ id, provider }) => {
    test('every step says what it needs for each request that it sends', async () => {
      const simulation = await startSimulation(id, { size: 'full' });
      try {
        await collect({
          config: simulation.configFor(simulation.url),
          integration: invocationConfig,
        });
      } finally {
        await simulation.stop();
      }

      const unsaid = stepsOf(provider).flatMap((step) => {
        const { endpoints = [] } = authorizationOf(step) ?? {};
        return [...(asked.get(step.id) ?? [])]
          .filter((path) => !endpoints.some((each) => fits(path, each)))
          .map((path) => `${step.id}: ${path}`);
      });
      expect(unsaid).toEqual([]);
      expect(asked.size).toBeGreaterThan(2);
    });

    test('metadata has the fields that the SDK knows from version 17.3 on', () => {
      const known = [
        'permissions',
        'roles',
        'oauthScopes',
        'apis',
        'endpoints',
        'licenses',
        'documentationLinks',
      ];
      for (const step of stepsOf(provider)) {
        const authorization = authorizationOf(step);
        if (authorization === undefined) continue;
        expect(known).toEqual(
          expect.arrayContaining(Object.keys(authorization)),
        );
        expect(authorization.endpoints?.length).toBeGreaterThan(0);
      }
    });
  },
);
