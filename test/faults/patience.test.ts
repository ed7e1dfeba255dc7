import { type Simulation, startSimulation } from '../../simulators';
import { collect, type Execution, QUICK_RETRIES } from '../support/execution';
import {
  answer,
  type FaultAction,
  on,
  rateLimited,
  startFaultProxy,
} from '../support/faultProxy';

/*
 * Every provider, refused as one too many more often than a failure is tried again: that is waited
 * for. The clock of `src/http/patience.test.ts` tells how long.
 */

const REFUSALS = 6;

/** A failure has two attempts. The first waits are of a few ms. */
const ENVIRONMENT = { ...QUICK_RETRIES, HTTP_ATTEMPTS: '2' };

/** A list of each provider, by its path and query. */
const LISTS: [providerId: string, list: RegExp][] = [
  ['acme', /\/Users\?(?!.*count=1$)/],
  ['jumpcloud', /\/systemusers\?/],
  ['sysdig', /\/platform\/v1\/users\?/],
  ['okta', /\/api\/v1\/groups\?/],
];

const WAYS: [way: string, action: FaultAction][] = [
  ['with Retry-After', rateLimited(0.01)],
  ['without Retry-After', rateLimited()],
  [
    'with a limit of 0',
    answer(429, {
      headers: {
        'X-Rate-Limit-Limit': '0',
        'X-Rate-Limit-Remaining': '0',
        'X-Rate-Limit-Reset': String(Math.ceil(Date.now() / 1000) + 60),
      },
    }),
  ],
];

const CASES = LISTS.flatMap(([providerId, list]) =>
  WAYS.map(([way, action]) => ({ providerId, list, way, action })),
);

/** The graph without what the URL of the proxy, and the time, make different. */
function keysOf({ entities, relationships }: Execution): string[] {
  return [...entities, ...relationships]
    .map(({ _key }) => _key.replace(/127\.0\.0\.1:\d+/g, 'host'))
    .sort();
}

async function run(
  simulation: Simulation,
  faults: Parameters<typeof startFaultProxy>[0]['faults'],
) {
  const proxy = await startFaultProxy({ target: simulation.url, faults });
  try {
    const execution = await collect({
      config: simulation.configFor(proxy.url),
      environment: ENVIRONMENT,
    });
    return { execution, injected: proxy.injected };
  } finally {
    await proxy.stop();
  }
}

test.each(CASES)(
  '$providerId: a list that is refused six times $way costs nothing',
  async ({ providerId, list, action }) => {
    const simulation = await startSimulation(providerId, { size: 'tiny' });
    try {
      const undisturbed = await run(simulation, []);
      const { execution, injected } = await run(simulation, [
        on(list, action, { times: REFUSALS }),
      ]);

      expect(injected).toBe(REFUSALS);
      expect(execution.steps).toEqual(undisturbed.execution.steps);
      expect(execution.partialTypes).toEqual(
        undisturbed.execution.partialTypes,
      );
      expect(keysOf(execution)).toEqual(keysOf(undisturbed.execution));
    } finally {
      await simulation.stop();
    }
  },
);
