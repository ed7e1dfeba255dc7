import type { IntegrationConfig } from '../../src/config';
import { createOrganization as createDirectory } from '../simulators/acme/organization';
import { startAcmeSimulator } from '../simulators/acme/server';
import { startJumpCloudSimulator } from '../simulators/jumpcloud/server';
import { createTenant as createJumpCloudTenant } from '../simulators/jumpcloud/tenant';
import { createOrganization as createOktaOrg } from '../simulators/okta/organization';
import { startOktaSimulator } from '../simulators/okta/server';
import { NEW_TENANT, startSysdigSimulator } from '../simulators/sysdig/server';
import { createTenant as createSysdigTenant } from '../simulators/sysdig/tenant';

/**
 * How large the simulated organization is: `full` has every kind of object that the provider
 * knows, `tiny` about two of each kind.
 */
export type SimulationSize = 'full' | 'tiny';

export interface SimulationOptions {
  size: SimulationSize;
  /** Most records of any page; the provider's own limit unless told. */
  pageCap?: number;
}

/** A running simulator of some provider. */
export interface Simulation {
  /** Base URL of the provider's API. */
  readonly url: string;
  /** The configuration with which it is collected, at its own URL or at that of a proxy. */
  configFor: (url: string) => IntegrationConfig;
  stop: () => Promise<void>;
}

type Start = (options: SimulationOptions) => Promise<Simulation>;

/** Accepted by all simulators. */
const CREDENTIAL = '00canary-credential-of-a-simulation';

const directoryOf = perSize((size) =>
  createDirectory(
    size === 'full' ? { users: 60, groups: 12 } : { users: 3, groups: 3 },
  ),
);

const oktaOrgOf = perSize((size) =>
  createOktaOrg(
    size === 'full'
      ? { users: 60, groups: 12, apps: 6, devices: 5 }
      : { users: 6, groups: 6, apps: 2, devices: 2 },
  ),
);

const jumpCloudTenantOf = perSize((size) =>
  createJumpCloudTenant(
    size === 'full'
      ? { users: 40, groups: 6, applications: 4, systems: 12, admins: 3 }
      : {
          users: 3,
          groups: 2,
          applications: 2,
          systems: 2,
          systemGroups: 2,
          appleDevices: 2,
          admins: 2,
        },
  ),
);

const sysdigTenantOf = perSize((size) =>
  createSysdigTenant(
    size === 'full'
      ? { users: 50, teams: 8 }
      : {
          users: 3,
          teams: 2,
          teamsPerUser: 2,
          roles: 2,
          serviceAccounts: 2,
          teamsWithServiceAccounts: 2,
          scans: { pipeline: 2, registry: 2, runtime: 2, hosts: 1 },
        },
  ),
);

/** All that has to be said of a provider, besides its metadata, to prove its promises. */
const STARTS: Readonly<Record<string, Start>> = {
  acme: async ({ size, pageCap }) => {
    const simulator = await startAcmeSimulator({
      organization: directoryOf(size),
      token: CREDENTIAL,
      pageCap,
    });
    return simulation(simulator, (url) => ({
      provider: 'acme',
      acmeBaseUrl: url,
      acmeApiKey: CREDENTIAL,
    }));
  },
  okta: async ({ size, pageCap }) => {
    const simulator = await startOktaSimulator({
      organization: oktaOrgOf(size),
      token: CREDENTIAL,
      pageCap,
    });
    return simulation(simulator, (url) => ({
      provider: 'okta',
      oktaOrgUrl: url,
      oktaApiKey: CREDENTIAL,
    }));
  },
  jumpcloud: async ({ size, pageCap }) => {
    const simulator = await startJumpCloudSimulator({
      tenant: jumpCloudTenantOf(size),
      apiKey: CREDENTIAL,
      pageCap,
      // A short page is the end of a list without a total.
      totalsOfV2: pageCap === undefined ? 'seen' : 'all',
    });
    return simulation(simulator, (url) => ({
      provider: 'jumpcloud',
      jumpcloudBaseUrl: url,
      jumpcloudApiKey: CREDENTIAL,
    }));
  },
  sysdig: async ({ size, pageCap }) => {
    const simulator = await startSysdigSimulator({
      tenant: sysdigTenantOf(size),
      token: CREDENTIAL,
      pageCap,
      // What the newer API refuses is read from the older one, which knows less.
      generations: {
        ...NEW_TENANT,
        legacy: size === 'full' ? 'offered' : 'missing',
      },
    });
    return simulation(simulator, (url) => ({
      provider: 'sysdig',
      sysdigBaseUrl: url,
      sysdigApiToken: CREDENTIAL,
    }));
  },
};

/**
 * Starts a simulator of a registered provider.
 *
 * @throws Error for a provider that has none: each has to have one
 */
export function startSimulation(
  providerId: string,
  options: SimulationOptions,
): Promise<Simulation> {
  const start = STARTS[providerId];
  if (!start) throw new Error(`There is no simulation of ${providerId}.`);
  return start(options);
}

function simulation(
  simulator: { readonly url: string; stop(): Promise<void> },
  configFor: Simulation['configFor'],
): Simulation {
  return { url: simulator.url, configFor, stop: () => simulator.stop() };
}

/** One organization of each size: what is made now holds the time at which it was made. */
function perSize<T>(
  create: (size: SimulationSize) => T,
): (size: SimulationSize) => T {
  const made = new Map<SimulationSize, T>();
  return (size) => {
    const known = made.get(size) ?? create(size);
    made.set(size, known);
    return known;
  };
}
