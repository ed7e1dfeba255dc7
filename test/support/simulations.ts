import type { IntegrationStep } from '@jupiterone/integration-sdk-core';

import type { IntegrationConfig } from '../../src/config';
import type { RegisteredProvider } from '../../src/providers/provider';
import { createOrganization as createDirectory } from '../simulators/acme/organization';
import { startAcmeSimulator } from '../simulators/acme/server';
import { startJumpCloudSimulator } from '../simulators/jumpcloud/server';
import { createTenant as createJumpCloudTenant } from '../simulators/jumpcloud/tenant';
import { createOrganization as createOktaOrg } from '../simulators/okta/organization';
import { startOktaSimulator } from '../simulators/okta/server';
import { startSysdigSimulator } from '../simulators/sysdig/server';
import { createTenant as createSysdigTenant } from '../simulators/sysdig/tenant';

/**
 * How large the simulated organization is: `full` has every kind of object that the provider
 * knows, `tiny` as few objects as give lists of several pages where pages hold two records.
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
  configFor(url: string): IntegrationConfig;
  stop(): Promise<void>;
}

type Start = (options: SimulationOptions) => Promise<Simulation>;

/** Accepted by all simulators. */
const CREDENTIAL = '00canary-credential-of-a-simulation';

/** All that has to be said of a provider, besides its metadata, to prove its promises. */
const STARTS: Readonly<Record<string, Start>> = {
  acme: async ({ size, pageCap }) => {
    const organization = createDirectory(
      size === 'full' ? { users: 60, groups: 12 } : { users: 5, groups: 3 },
    );
    const simulator = await startAcmeSimulator({
      organization,
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
    const organization = createOktaOrg(
      size === 'full'
        ? { users: 60, groups: 12, apps: 6, devices: 5 }
        : { users: 7, groups: 5, apps: 3, devices: 3 },
    );
    const simulator = await startOktaSimulator({
      organization,
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
    const tenant = createJumpCloudTenant(
      size === 'full'
        ? { users: 40, groups: 6, applications: 4, systems: 12, admins: 3 }
        : {
            users: 5,
            groups: 3,
            applications: 3,
            systems: 3,
            systemGroups: 3,
            appleDevices: 3,
            admins: 3,
          },
    );
    const simulator = await startJumpCloudSimulator({
      tenant,
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
    const tenant = createSysdigTenant(
      size === 'full'
        ? { users: 50, teams: 8 }
        : {
            users: 5,
            teams: 3,
            roles: 3,
            serviceAccounts: 3,
            teamsWithServiceAccounts: 2,
            scans: { pipeline: 3, registry: 3, runtime: 3, hosts: 1 },
          },
    );
    const simulator = await startSysdigSimulator({
      tenant,
      token: CREDENTIAL,
      pageCap,
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
  { url, stop }: Pick<Simulation, 'url' | 'stop'>,
  configFor: Simulation['configFor'],
): Simulation {
  return { url, configFor, stop };
}

/** The metadata of a provider's steps. */
export function stepsOf(provider: RegisteredProvider): IntegrationStep[] {
  return provider.steps(() => {
    throw new Error('These steps are not run.');
  });
}
