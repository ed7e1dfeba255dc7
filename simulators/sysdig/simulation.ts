import {
  CREDENTIAL,
  perSize,
  type ProviderSimulation,
  simulation,
} from '../simulation';

import { NEW_TENANT, startSysdigSimulator } from './server';
import { createTenant } from './tenant';

const tenantOf = perSize((size) =>
  createTenant(
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

export const sysdigSimulation: ProviderSimulation = {
  credentialKinds: [{ name: 'API token', isExchanged: false }],
  async start({ size, pageCap }) {
    const simulator = await startSysdigSimulator({
      tenant: tenantOf(size),
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
