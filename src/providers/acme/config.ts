import { z } from 'zod';

import type {
  ConfigFields,
  ParsedConfig,
  RawConfig,
} from '../../collect/provider';
import {
  credentialProblems,
  optionalSecret,
  optionalText,
  optionalUrl,
  parseFields,
  requiredUrl,
} from '../../collect/configFields';

export const configFields: ConfigFields = {
  acmeBaseUrl: { type: 'string', optional: true },
  acmeApiKey: { type: 'string', mask: true, optional: true },
  acmeClientId: { type: 'string', optional: true },
  acmeClientSecret: { type: 'string', mask: true, optional: true },
  acmeTokenUrl: { type: 'string', optional: true },
  acmeScope: { type: 'string', optional: true },
};

/** How to authenticate: a bearer token, or OAuth 2.0 client credentials. */
export type AcmeCredential =
  | { kind: 'apiKey'; apiKey: string }
  | {
      kind: 'clientCredentials';
      clientId: string;
      clientSecret: string;
      tokenUrl: URL;
      scope?: string;
    };

export interface AcmeSettings {
  baseUrl: URL;
  credential: AcmeCredential;
}

const Fields = z.object({
  acmeBaseUrl: requiredUrl,
  acmeApiKey: optionalSecret,
  acmeClientId: optionalText,
  acmeClientSecret: optionalText,
  acmeTokenUrl: optionalUrl,
  acmeScope: optionalText,
});

type Fields = z.infer<typeof Fields>;

const CLIENT_FIELDS = [
  'acmeClientId',
  'acmeClientSecret',
  'acmeTokenUrl',
] as const;

/** Checks the fields of the acme provider. Exactly one kind of credential has to be given. */
export function parseConfig(config: RawConfig): ParsedConfig<AcmeSettings> {
  const fields = parseFields(Fields, config);
  const problems = [
    ...(fields.ok ? [] : fields.problems),
    ...credentialProblems(config, 'acmeApiKey', CLIENT_FIELDS),
  ];
  if (!fields.ok || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    settings: {
      baseUrl: fields.settings.acmeBaseUrl,
      credential: toCredential(fields.settings),
    },
  };
}

function toCredential(fields: Fields): AcmeCredential {
  const {
    acmeApiKey: apiKey = '',
    acmeClientId: clientId,
    acmeClientSecret: clientSecret,
    acmeTokenUrl: tokenUrl,
    acmeScope: scope,
  } = fields;
  return clientId && clientSecret && tokenUrl
    ? { kind: 'clientCredentials', clientId, clientSecret, tokenUrl, scope }
    : { kind: 'apiKey', apiKey };
}
