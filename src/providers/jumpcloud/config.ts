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
} from '../../collect/configFields';

export const configFields: ConfigFields = {
  jumpcloudApiKey: { type: 'string', mask: true, optional: true },
  jumpcloudClientId: { type: 'string', optional: true },
  jumpcloudClientSecret: { type: 'string', mask: true, optional: true },
  jumpcloudOrgId: { type: 'string', optional: true },
  jumpcloudRegion: { type: 'string', optional: true },
  jumpcloudBaseUrl: { type: 'string', optional: true },
};

/**
 * The regions of JumpCloud. Keys, service accounts and organizations exist in one of them only.
 * Hosts: JumpCloud API 1.0 and 2.0, list of servers; India as newer clients have it.
 */
const REGIONS = {
  us: {
    consoleUrl: 'https://console.jumpcloud.com',
    tokenUrl: 'https://admin-oauth.id.jumpcloud.com/oauth2/token',
  },
  eu: {
    consoleUrl: 'https://console.eu.jumpcloud.com',
    tokenUrl: 'https://admin-oauth.id.eu.jumpcloud.com/oauth2/token',
  },
  in: {
    consoleUrl: 'https://console.in.jumpcloud.com',
    tokenUrl: 'https://admin-oauth.id.in.jumpcloud.com/oauth2/token',
  },
} as const;

const REGION_NAMES = ['us', 'eu', 'in'] as const;

/** An organization's id as `x-org-id` takes it. */
const ORGANIZATION_ID = /^[0-9a-f]{24}$/i;

/** How to authenticate: the API key of an administrator, or a service account. */
export type JumpCloudCredential =
  | { kind: 'apiKey'; apiKey: string }
  | {
      kind: 'serviceAccount';
      clientId: string;
      clientSecret: string;
      tokenUrl: URL;
    };

export interface JumpCloudSettings {
  /** Where requests go: the console of the region, or what stands in front of it. */
  baseUrl: URL;
  /** Where people go: the console of the region. */
  consoleUrl: URL;
  credential: JumpCloudCredential;
  /** The only organization to collect; all that the credential sees where undefined. */
  organizationId?: string;
}

const Fields = z.object({
  jumpcloudApiKey: optionalSecret,
  jumpcloudClientId: optionalText,
  jumpcloudClientSecret: optionalText,
  jumpcloudOrgId: optionalText
    .refine(
      (id) => id === undefined || ORGANIZATION_ID.test(id),
      'is not the id of an organization: that has 24 hexadecimal digits',
    )
    .transform((id) => id?.toLowerCase()),
  jumpcloudRegion: optionalText
    .transform((region) => region?.toLowerCase() ?? 'us')
    .pipe(
      z.enum(REGION_NAMES, {
        error: `must be one of ${REGION_NAMES.join(', ')}`,
      }),
    ),
  jumpcloudBaseUrl: optionalUrl,
});

type Fields = z.infer<typeof Fields>;

const CLIENT_FIELDS = ['jumpcloudClientId', 'jumpcloudClientSecret'] as const;

/** Checks the fields of the JumpCloud provider. Exactly one kind of credential has to be given. */
export function parseConfig(
  config: RawConfig,
): ParsedConfig<JumpCloudSettings> {
  const fields = parseFields(Fields, config);
  const problems = [
    ...(fields.ok ? [] : fields.problems),
    ...credentialProblems(config, 'jumpcloudApiKey', CLIENT_FIELDS),
  ];
  if (!fields.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: toSettings(fields.settings) };
}

function toSettings(fields: Fields): JumpCloudSettings {
  const region = REGIONS[fields.jumpcloudRegion];
  const { jumpcloudBaseUrl } = fields;
  const tokenUrl = jumpcloudBaseUrl
    ? new URL(`${jumpcloudBaseUrl.href.replace(/\/$/, '')}/oauth2/token`)
    : new URL(region.tokenUrl);
  return {
    baseUrl: jumpcloudBaseUrl ?? new URL(region.consoleUrl),
    consoleUrl: new URL(region.consoleUrl),
    credential: toCredential(fields, tokenUrl),
    organizationId: fields.jumpcloudOrgId,
  };
}

function toCredential(fields: Fields, tokenUrl: URL): JumpCloudCredential {
  const {
    jumpcloudApiKey: apiKey = '',
    jumpcloudClientId: clientId,
    jumpcloudClientSecret: clientSecret,
  } = fields;
  return clientId && clientSecret
    ? { kind: 'serviceAccount', clientId, clientSecret, tokenUrl }
    : { kind: 'apiKey', apiKey };
}
