import { z } from 'zod';

import {
  parsePrivateKey,
  type SigningKey,
  UnusableKey,
} from '../../http/auth/privateKeys';
import type {
  ConfigFields,
  ParsedConfig,
  RawConfig,
} from '../../collect/provider';
import {
  credentialProblems,
  optionalSecret,
  optionalText,
  parseFields,
  requiredUrl,
} from '../../collect/configFields';

export const configFields: ConfigFields = {
  oktaOrgUrl: { type: 'string', optional: true },
  oktaApiKey: { type: 'string', mask: true, optional: true },
  oktaClientId: { type: 'string', optional: true },
  oktaPrivateKey: { type: 'string', mask: true, optional: true },
  oktaKeyId: { type: 'string', optional: true },
  oktaScopes: { type: 'string', optional: true },
  oktaIngestDeprovisionedUsers: { type: 'boolean', optional: true },
};

/** The scopes that all data sets together need (Okta: "OAuth 2.0 scopes", `okta.*.read`). */
export const ALL_SCOPES = [
  'okta.orgs.read',
  'okta.users.read',
  'okta.groups.read',
  'okta.apps.read',
  'okta.roles.read',
  'okta.devices.read',
  'okta.logs.read',
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
}

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

const Fields = z.object({
  oktaOrgUrl: orgUrl,
  oktaApiKey: apiKey,
  oktaClientId: optionalText,
  oktaPrivateKey: privateKey,
  oktaKeyId: optionalText,
  oktaScopes: scopes,
  oktaIngestDeprovisionedUsers: onByDefault,
});

type Fields = z.infer<typeof Fields>;

const SERVICE_APP_FIELDS = ['oktaClientId', 'oktaPrivateKey'] as const;

/** Checks the fields of the okta provider. Exactly one kind of credential has to be given. */
export function parseConfig(config: RawConfig): ParsedConfig<OktaSettings> {
  const fields = parseFields(Fields, config);
  const problems = [
    ...(fields.ok ? [] : fields.problems),
    ...credentialProblems(config, 'oktaApiKey', SERVICE_APP_FIELDS),
  ];
  if (!fields.ok || problems.length > 0) return { ok: false, problems };
  const { settings } = fields;
  return {
    ok: true,
    settings: {
      orgUrl: settings.oktaOrgUrl,
      credential: toCredential(settings),
      ingestDeprovisionedUsers: settings.oktaIngestDeprovisionedUsers,
    },
  };
}

function withScheme(text: string): string {
  return text === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text
    : `https://${text}`;
}

function toCredential(fields: Fields): OktaSettings['credential'] {
  const {
    oktaApiKey: apiToken = '',
    oktaClientId: clientId,
    oktaPrivateKey: key,
    oktaKeyId: keyId = key?.keyId,
    oktaScopes,
  } = fields;
  return clientId && key
    ? {
        kind: 'serviceApp',
        serviceApp: { clientId, key: { ...key, keyId }, scopes: oktaScopes },
      }
    : { kind: 'apiToken', apiToken };
}
