import { acmeSimulation } from './acme/simulation';
import { jumpcloudSimulation } from './jumpcloud/simulation';
import { oktaSimulation } from './okta/simulation';
import type {
  CredentialKind,
  ProviderSimulation,
  Simulation,
  SimulationOptions,
} from './simulation';
import { sysdigSimulation } from './sysdig/simulation';

export type { Simulation } from './simulation';

/** One for each registered provider, by its id: tests that hold for all providers run on them. */
const simulations: Readonly<Record<string, ProviderSimulation>> = {
  acme: acmeSimulation,
  okta: oktaSimulation,
  jumpcloud: jumpcloudSimulation,
  sysdig: sysdigSimulation,
};

/** All kinds of credential of all providers. */
export const credentialKinds: readonly (CredentialKind & {
  providerId: string;
})[] = Object.entries(simulations).flatMap(([providerId, each]) =>
  each.credentialKinds.map((kind) => ({ providerId, ...kind })),
);

/**
 * Starts a simulator of a registered provider.
 *
 * @throws Error for a provider that has none: each has to have one
 */
export function startSimulation(
  providerId: string,
  options: SimulationOptions,
): Promise<Simulation> {
  const provider = simulations[providerId];
  if (!provider) throw new Error(`There is no simulation of ${providerId}.`);
  const [{ name }] = provider.credentialKinds;
  return provider.start({ credential: name, ...options });
}
