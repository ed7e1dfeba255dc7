import {
  type ConfigTable,
  type ConfigValues,
  credentialProblems,
  optionalSecret,
  optionalText,
  optionalUrl,
  parseConfigTable,
  type ParsedConfig,
  type RawConfig,
  requiredUrl,
} from '../../collect/configFields';

export const configTable = {
  acmeBaseUrl: {
    type: 'string',
    label: 'Base URL',
    needed: 'always',
    help: 'base URL of the SCIM service, such as `https://directory.example/scim/v2`',
    example: 'https://directory.example/scim/v2',
    schema: requiredUrl,
  },
  acmeApiKey: {
    type: 'string',
    mask: true,
    label: 'API key',
    needed: 'with a token',
    help: 'bearer token',
    example: '',
    schema: optionalSecret,
  },
  acmeClientId: {
    type: 'string',
    label: 'Client id',
    needed: 'with OAuth 2.0',
    help: 'client id for the client credentials grant, in place of the bearer token',
    schema: optionalText,
  },
  acmeClientSecret: {
    type: 'string',
    mask: true,
    label: 'Client secret',
    needed: 'with OAuth 2.0',
    help: 'client secret',
    schema: optionalText,
  },
  acmeTokenUrl: {
    type: 'string',
    label: 'Token URL',
    needed: 'with OAuth 2.0',
    help: 'token endpoint, such as `https://directory.example/oauth2/token`',
    schema: optionalUrl,
  },
  acmeScope: {
    type: 'string',
    label: 'Scope',
    help: 'scopes to ask for, separated by spaces, where the service wants any',
    schema: optionalText,
  },
} satisfies ConfigTable;

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

const CLIENT_FIELDS = ['acmeClientId', 'acmeClientSecret', 'acmeTokenUrl'];

/** Checks the fields of the acme provider. Exactly one kind of credential has to be given. */
export function parseConfig(config: RawConfig): ParsedConfig<AcmeSettings> {
  const problems = credentialProblems(config, 'acmeApiKey', CLIENT_FIELDS);
  return parseConfigTable(configTable, config, problems, (values) => ({
    baseUrl: values.acmeBaseUrl,
    credential: toCredential(values),
  }));
}

function toCredential({
  acmeApiKey: apiKey,
  acmeClientId: clientId,
  acmeClientSecret: clientSecret,
  acmeTokenUrl: tokenUrl,
  acmeScope: scope,
}: ConfigValues<typeof configTable>): AcmeCredential {
  if (apiKey) return { kind: 'apiKey', apiKey };
  if (clientId && clientSecret && tokenUrl) {
    return {
      kind: 'clientCredentials',
      clientId,
      clientSecret,
      tokenUrl,
      scope,
    };
  }
  throw new Error('credentialProblems has let an incomplete credential pass.');
}
