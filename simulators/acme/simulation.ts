import {
  CLIENT_ID,
  CLIENT_SECRET,
  CREDENTIAL,
  perSize,
  type ProviderSimulation,
  simulation,
} from '../simulation';

import { createOrganization } from './organization';
import { startAcmeSimulator } from './server';

const directoryOf = perSize((size) =>
  createOrganization(
    size === 'full' ? { users: 60, groups: 12 } : { users: 3, groups: 3 },
  ),
);

export const acmeSimulation: ProviderSimulation = {
  credentialKinds: [
    { name: 'bearer token', isExchanged: false },
    { name: 'client credentials', isExchanged: true },
  ],
  async start({ size, pageCap, credential }) {
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
};
