import {
  CLIENT_ID,
  CLIENT_SECRET,
  CREDENTIAL,
  perSize,
  type ProviderSimulation,
  simulation,
} from '../simulation';

import { startJumpCloudSimulator } from './server';
import { createTenant } from './tenant';

const tenantOf = perSize((size) =>
  createTenant(
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

export const jumpcloudSimulation: ProviderSimulation = {
  credentialKinds: [
    { name: 'API key', isExchanged: false },
    { name: 'service account', isExchanged: true },
  ],
  async start({ size, pageCap, credential }) {
    const isServiceAccount = credential === 'service account';
    const simulator = await startJumpCloudSimulator({
      tenant: tenantOf(size),
      pageCap,
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
};
