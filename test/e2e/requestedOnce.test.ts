import {
  credentialKinds,
  startSimulation,
  type Simulation,
} from '../../simulators';
import { collect } from '../support/execution';

/**
 * What may be asked for again.
 *
 * Tokens: a server may want the client's authentication in another place, or a proof with a nonce.
 */
const AGAIN = /^POST \/oauth2?(\/v1)?\/token$/;

/** What was asked for more than once, with how often. */
function repeatsIn({ requests }: Simulation): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { method, url } of requests) {
    const name = `${method} ${url}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(
    [...counts].filter(([name, count]) => count > 1 && !AGAIN.test(name)),
  );
}

test.each(credentialKinds)(
  '$providerId with $name: no request twice in a run',
  async ({ providerId, name }) => {
    const simulation = await startSimulation(providerId, {
      size: 'full',
      credential: name,
    });
    const { error } = await collect({
      config: simulation.configFor(simulation.url),
    }).finally(() => simulation.stop());
    expect(error).toBeUndefined();
    expect(repeatsIn(simulation)).toEqual({});
  },
);
