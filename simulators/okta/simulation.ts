import { generateKeyPairSync } from 'node:crypto';

import { ALL_SCOPES } from '../../src/providers/okta/config';
import {
  CLIENT_ID,
  CREDENTIAL,
  perSize,
  type ProviderSimulation,
  simulation,
} from '../simulation';

import { createOrganization } from './organization';
import { startOktaSimulator } from './server';

const { publicKey, privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
});

const orgOf = perSize((size) =>
  createOrganization(
    size === 'full'
      ? { users: 60, groups: 12, apps: 6, devices: 5 }
      : { users: 6, groups: 6, apps: 3, devices: 2 },
  ),
);

export const oktaSimulation: ProviderSimulation = {
  credentialKinds: [
    { name: 'API token', isExchanged: false },
    { name: 'service app', isExchanged: true },
    { name: 'service app with DPoP', isExchanged: true },
  ],
  async start({ size, pageCap, credential }) {
    const isServiceApp = credential !== 'API token';
    const simulator = await startOktaSimulator({
      organization: orgOf(size),
      pageCap,
      ...(isServiceApp
        ? { serviceApp: serviceApp(credential === 'service app with DPoP') }
        : { token: CREDENTIAL }),
    });
    return simulation(simulator, (url) => ({
      provider: 'okta',
      oktaOrgUrl: url,
      ...(isServiceApp
        ? {
            oktaClientId: CLIENT_ID,
            oktaPrivateKey: privateKey
              .export({ type: 'pkcs8', format: 'pem' })
              .toString(),
          }
        : { oktaApiKey: CREDENTIAL }),
    }));
  },
};

function serviceApp(requiresDpop: boolean) {
  return {
    clientId: CLIENT_ID,
    publicKeys: [{ kty: 'EC', ...publicKey.export({ format: 'jwk' }) }],
    grantedScopes: ALL_SCOPES,
    requiresDpop,
  };
}
