import { LOCAL_INTEGRATION_INSTANCE } from '@jupiterone/integration-sdk-runtime';

import { startSimulation } from '../../simulators';
import { type IntegrationConfig, preflight } from '../../src/config';
import { providers } from '../../src/providers';
import { collect } from '../support/execution';

function instanceOf(config: IntegrationConfig) {
  return { ...LOCAL_INTEGRATION_INSTANCE, config };
}

/** How far from the truth the number of calls may be. */
const TOLERANCE = 0.2;

/** A preflight is no burden. */
const MOST_REQUESTS = 25;

test.each(providers.map(({ id }) => id))(
  '%s: a preflight tells how many calls a collection makes',
  async (id) => {
    const simulation = await startSimulation(id, { size: 'full' });
    try {
      const config = simulation.configFor(simulation.url);
      const found = await preflight({ instance: instanceOf(config) });
      const before = simulation.requests.length;
      await collect({ config });
      const calls = simulation.requests.length - before;

      expect(before).toBe(found.requests);
      expect(before).toBeLessThanOrEqual(MOST_REQUESTS);
      expect(found.calls).toBeGreaterThanOrEqual(calls * (1 - TOLERANCE));
      expect(found.calls).toBeLessThanOrEqual(calls * (1 + TOLERANCE));
      expect(found.looks.map(({ outcome }) => outcome)).toEqual(
        found.looks.map(() => 'readable'),
      );
    } finally {
      await simulation.stop();
    }
  },
);
