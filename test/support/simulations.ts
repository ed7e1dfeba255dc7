import { generateKeyPairSync } from 'node:crypto';

import type { IntegrationConfig } from '../../src/config';
import { ALL_SCOPES } from '../../src/providers/okta/config';
import { createOrganization as createDirectory } from '../../simulators/acme/organization';
import { startAcmeSimulator } from '../../simulators/acme/server';
import { startJumpCloudSimulator } from '../../simulators/jumpcloud/server';
import { createTenant as createJumpCloudTenant } from '../../simulators/jumpcloud/tenant';
import { createOrganization as createOktaOrg } from '../../simulators/okta/organization';
import { startOktaSimulator } from '../../simulators/okta/server';
import {
  NEW_TENANT,
  startSysdigSimulator,
} from '../../simulators/sysdig/server';
import { createTenant as createSysdigTenant } from '../../simulators/sysdig/tenant';

import type { RecordedRequest } from './loopbackServer';

/**
 * How large the simulated organization is: `full` has every kind of object that the provider
 * knows, `tiny` about two of each kind.
 */
export type SimulationSize = 'full' | 'tiny';

export interface SimulationOptions {
  size: SimulationSize;
  /** Most records of any page; the provider's own limit unless told. */
  pageCap?: number;
  /** One of `credentialKinds`; the first of the provider's unless told. */
  credential?: string;
}

/** A running simulator of some provider. */
export interface Simulation {
  /** Base URL of the provider's API. */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** The configuration with which it is collected, at its own URL or at that of a proxy. */
  configFor: (url: string) => IntegrationConfig;
  stop: () => Promise<void>;
}

/** A kind of credential that a provider takes. */
export interface CredentialKind {
  providerId: string;
  name: string;
  /** Whether it is sent only to be exchanged for a token. */
  isExchanged: boolean;
}

/** All kinds; the first of a provider's is the one that its simulator takes unless told. */
export const credentialKinds: readonly CredentialKind[] = [
  { providerId: 'acme', name: 'bearer token', isExchanged: false },
  { providerId: 'acme', name: 'client credentials', isExchanged: true },
  { providerId: 'okta', name: 'API token', isExchanged: false },
  { providerId: 'okta', name: 'service app', isExchanged: true },
  { providerId: 'okta', name: 'service app with DPoP', isExchanged: true },
  { providerId: 'jumpcloud', name: 'API key', isExchanged: false },
  { providerId: 'jumpcloud', name: 'service account', isExchanged: true },
  { providerId: 'sysdig', name: 'API token', isExchanged: false },
];

type Start = (
  options: SimulationOptions & { credential: string },
) => Promise<Simulation>;

/** Accepted by all simulators. */
const CREDENTIAL = '00Qx7vKp2ZtLm4RsB8Nw6Yh1Jc';
const CLIENT_ID = 'client-of-a-simulation';
const CLIENT_SECRET = 'zQ7/wM+8tBn5 cVx=1Ks&6Gd"0Yh4';
const SERVICE_APP_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });

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
  acme: async ({ size, pageCap, credential }) => {
    const isClient = credential === 'client credentials';
    const simulator = await startAcmeSimulator({
      organization: directoryOf(size),
      pageCap,
      ...(isClient
        ? { oauth: { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } }
        : { token: CREDENTIAL }),
    });
    return simulation(simulator, (url) => ({
      provider: 'acme',
      acmeBaseUrl: url,
      ...(isClient
        ? {
            acmeClientId: CLIENT_ID,
            acmeClientSecret: CLIENT_SECRET,
            acmeTokenUrl: new URL('/oauth/token', url).href,
          }
        : { acmeApiKey: CREDENTIAL }),
    }));
  },
  okta: async ({ size, pageCap, credential }) => {
    const isServiceApp = credential !== 'API token';
    const simulator = await startOktaSimulator({
      organization: oktaOrgOf(size),
      pageCap,
      ...(isServiceApp
        ? {
            serviceApp: {
              clientId: CLIENT_ID,
              publicKeys: [
                {
                  kty: 'EC',
                  ...SERVICE_APP_KEY.publicKey.export({ format: 'jwk' }),
                },
              ],
              grantedScopes: ALL_SCOPES,
              requiresDpop: credential === 'service app with DPoP',
            },
          }
        : { token: CREDENTIAL }),
    });
    return simulation(simulator, (url) => ({
      provider: 'okta',
      oktaOrgUrl: url,
      ...(isServiceApp
        ? {
            oktaClientId: CLIENT_ID,
            oktaPrivateKey: SERVICE_APP_KEY.privateKey
              .export({ type: 'pkcs8', format: 'pem' })
              .toString(),
          }
        : { oktaApiKey: CREDENTIAL }),
    }));
  },
  jumpcloud: async ({ size, pageCap, credential }) => {
    const isServiceAccount = credential === 'service account';
    const simulator = await startJumpCloudSimulator({
      tenant: jumpCloudTenantOf(size),
      pageCap,
      // A short page is the end of a list without a total.
      totalsOfV2: pageCap === undefined ? 'seen' : 'all',
      ...(isServiceAccount
        ? {
            serviceAccount: {
              clientId: CLIENT_ID,
              clientSecret: CLIENT_SECRET,
            },
          }
        : { apiKey: CREDENTIAL }),
    });
    return simulation(simulator, (url) => ({
      provider: 'jumpcloud',
      jumpcloudBaseUrl: url,
      ...(isServiceAccount
        ? {
            jumpcloudClientId: CLIENT_ID,
            jumpcloudClientSecret: CLIENT_SECRET,
          }
        : { jumpcloudApiKey: CREDENTIAL }),
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
  const usual = credentialKinds.find((kind) => kind.providerId === providerId);
  if (!start || !usual) {
    throw new Error(`There is no simulation of ${providerId}.`);
  }
  return start({ credential: usual.name, ...options });
}

function simulation(
  simulator: Pick<Simulation, 'url' | 'requests' | 'stop'>,
  configFor: Simulation['configFor'],
): Simulation {
  const { url, requests } = simulator;
  return { url, requests, configFor, stop: () => simulator.stop() };
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
