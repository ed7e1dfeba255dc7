import type { ClientContext } from '../../collect/provider';
import {
  type Credentials,
  staticCredentials,
} from '../../http/auth/credentials';
import {
  basic,
  OAuthCredentials,
  type TokenRequest,
} from '../../http/auth/oauth';
import { Secrets } from '../../http/auth/secrets';

import type { JumpCloudSettings } from './config';

/** The configuration fields that hold the credential. */
export const FIELDS = {
  apiKey: 'jumpcloudApiKey',
  serviceAccount: 'jumpcloudClientId and jumpcloudClientSecret',
} as const;

/** How the credential is sent. */
export function credentialsOf(
  { credential }: JumpCloudSettings,
  limits: ClientContext['limits'],
): Credentials {
  if (credential.kind === 'apiKey') {
    return staticCredentials('x-api-key', credential.apiKey, new Secrets());
  }
  return new OAuthCredentials({
    tokenUrl: credential.tokenUrl,
    requests: () => tokenRequests(credential),
    credentialFields: `${FIELDS.serviceAccount}, and jumpcloudRegion`,
    secrets: new Secrets([credential.clientSecret]),
    ...limits,
  });
}

/**
 * JumpCloud takes HTTP Basic only. Its documentation joins id and secret as they are; where that
 * differs from the form-encoding of RFC 6749 section 2.3.1, the latter is tried second.
 */
function tokenRequests({
  clientId,
  clientSecret,
}: {
  clientId: string;
  clientSecret: string;
}): TokenRequest[] {
  const plain = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const ways = new Set([`Basic ${plain}`, basic(clientId, clientSecret)]);
  return [...ways].map((authorization) => ({
    headers: { authorization },
    form: { grant_type: 'client_credentials', scope: 'api' },
  }));
}
