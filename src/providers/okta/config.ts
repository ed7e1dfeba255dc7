import { z } from 'zod';

import {
  parsePrivateKey,
  type SigningKey,
  UnusableKey,
} from '../../http/auth/privateKeys';
import {
  type ConfigTable,
  type ConfigValues,
  credentialProblems,
  optionalSecret,
  optionalText,
  type ParsedConfig,
  parseConfigTable,
  type RawConfig,
  requiredUrl,
} from '../../collect/configFields';

/** The scopes of users, groups, applications, roles, devices and the log. */
export const FIRST_SCOPES = [
  'okta.orgs.read',
  'okta.users.read',
  'okta.groups.read',
  'okta.apps.read',
  'okta.roles.read',
  'okta.devices.read',
  'okta.logs.read',
] as const;

/** The scopes that all data sets together need (Okta: "OAuth 2.0 scopes", `okta.*.read`). */
export const ALL_SCOPES = [
  ...FIRST_SCOPES,
  'okta.authenticators.read',
  'okta.policies.read',
  'okta.apiTokens.read',
  'okta.idps.read',
] as const;

/** An OAuth 2.0 service app: it proves who it is with a private key. */
export interface ServiceApp {
  clientId: string;
  key: SigningKey;
  scopes: readonly string[];
}

export interface OktaSettings {
  /** Scheme and host of the org. */
  orgUrl: URL;
  credential:
    | { kind: 'apiToken'; apiToken: string }
    | { kind: 'serviceApp'; serviceApp: ServiceApp };
  ingestDeprovisionedUsers: boolean;
  userAttributes: UserAttributes;
}

/** Custom attributes of user profiles that enter the graph: these, or all but known secrets. */
export type UserAttributes = ReadonlySet<string> | 'all';

/** The domains under which Okta itself hosts orgs; all others are custom domains. */
const OKTA_HOST =
  /^([a-z0-9][a-z0-9-]*?)(?:-admin)?\.(okta\.com|oktapreview\.com|okta-emea\.com|okta-gov\.com|okta\.mil)$/;

/** Whether Okta itself hosts orgs under this host's domain. */
export function isOktaHost(host: string): boolean {
  return OKTA_HOST.test(host);
}

/** The admin console's origin; it exists under Okta's own domains only. */
export function adminOrigin(host: string): string | undefined {
  const [, org, domain] = OKTA_HOST.exec(host) ?? [];
  return org && domain ? `https://${org}-admin.${domain}` : undefined;
}

/** An org's URL as people paste it: a bare host, or the admin console's. */
const orgUrl = z
  .preprocess(
    (value) => (typeof value === 'string' ? withScheme(value.trim()) : value),
    requiredUrl,
  )
  .refine(
    ({ pathname }) => pathname === '/',
    'must be the host alone, without a path, such as https://acme.okta.com',
  )
  .transform(({ origin, host }) => {
    const [, org, domain] = OKTA_HOST.exec(host) ?? [];
    return new URL(org && domain ? `https://${org}.${domain}` : origin);
  });

/** A token, also with the scheme in front that Okta's documentation shows. */
const apiKey = z.preprocess(
  (value) =>
    typeof value === 'string' ? value.trim().replace(/^SSWS\s+/i, '') : value,
  optionalSecret,
);

const privateKey = optionalText.transform((text, context) => {
  if (text === undefined) return undefined;
  try {
    return parsePrivateKey(text);
  } catch (error) {
    if (!(error instanceof UnusableKey)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
});

/** Separated by spaces, as OAuth has it (RFC 6749 section 3.3), or by commas. */
const scopes = optionalText
  .transform((text) => text?.split(/[\s,]+/).filter(Boolean) ?? [...ALL_SCOPES])
  .refine(
    (names) => names.every((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name)),
    'must be names of scopes, separated by spaces, such as okta.users.read okta.groups.read',
  );

/** A switch that is on unless it is set to false. */
const onByDefault = z
  .union([z.boolean(), z.enum(['true', 'false', ''])], {
    error: 'must be true or false',
  })
  .nullish()
  .transform((value) => value !== false && value !== 'false');

/** Names separated by commas; `*` for all. */
const userAttributes = optionalText.transform((text = ''): UserAttributes => {
  const names = text.split(',').map((name) => name.trim());
  return names.includes('*') ? 'all' : new Set(names.filter(Boolean));
});

export const configTable = {
  oktaOrgUrl: {
    type: 'string',
    label: 'Org URL',
    needed: 'always',
    help: "host or URL of the org, such as `example.okta.com`; the admin console's URL and a custom domain work, too",
    schema: orgUrl,
  },
  oktaApiKey: {
    type: 'string',
    mask: true,
    label: 'API token',
    needed: 'with an API token',
    help: 'API token (SSWS)',
    schema: apiKey,
  },
  oktaClientId: {
    type: 'string',
    label: 'Client id',
    needed: 'with a service app',
    help: 'client id of an OAuth 2.0 service app, in place of the API token',
    schema: optionalText,
  },
  oktaPrivateKey: {
    type: 'string',
    mask: true,
    label: 'Private key',
    needed: 'with a service app',
    help: 'private key that signs for the service app: PEM (in one line with `\\n` for line breaks, too), base64 of a PEM, or a JWK',
    schema: privateKey,
  },
  oktaKeyId: {
    type: 'string',
    label: 'Key id',
    help: 'id of that key, where the app has several and the private key is no JWK with a `kid`',
    schema: optionalText,
  },
  oktaScopes: {
    type: 'string',
    label: 'Scopes',
    help: 'scopes to ask for, separated by spaces',
    default: 'all that can be used',
    schema: scopes,
  },
  oktaIngestDeprovisionedUsers: {
    type: 'boolean',
    label: 'Deactivated users',
    help: 'whether deactivated users are collected',
    default: 'true',
    schema: onByDefault,
  },
  oktaUserAttributes: {
    type: 'string',
    label: 'User attributes',
    help: "custom attributes of user profiles that enter the graph besides Okta's own, separated by commas; `*` for all but known secrets, phone numbers and addresses",
    default: 'none of them',
    schema: userAttributes,
  },
} satisfies ConfigTable;

type Values = ConfigValues<typeof configTable>;

const SERVICE_APP_FIELDS = ['oktaClientId', 'oktaPrivateKey'] as const;

/** Checks the fields of the okta provider. Exactly one kind of credential has to be given. */
export function parseConfig(config: RawConfig): ParsedConfig<OktaSettings> {
  return parseConfigTable(
    configTable,
    config,
    credentialProblems(config, 'oktaApiKey', SERVICE_APP_FIELDS),
    (values) => ({
      orgUrl: values.oktaOrgUrl,
      credential: toCredential(values),
      ingestDeprovisionedUsers: values.oktaIngestDeprovisionedUsers,
      userAttributes: values.oktaUserAttributes,
    }),
  );
}

function withScheme(text: string): string {
  return text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text
    : `https://${text}`;
}

/** `credentialProblems` has seen to it that the fields of one kind are there. */
function toCredential(values: Values): OktaSettings['credential'] {
  const {
    oktaApiKey: apiToken,
    oktaClientId: clientId,
    oktaPrivateKey: key,
    oktaKeyId: keyId = key?.keyId,
    oktaScopes,
  } = values;
  if (apiToken) return { kind: 'apiToken', apiToken };
  if (clientId && key) {
    const serviceApp = { clientId, key: { ...key, keyId }, scopes: oktaScopes };
    return { kind: 'serviceApp', serviceApp };
  }
  throw new Error('No credential of Okta is configured');
}
