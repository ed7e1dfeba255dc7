import { z } from 'zod';

import {
  type ConfigTable,
  type ConfigValues,
  credentialProblems,
  optionalSecret,
  optionalText,
  optionalUrl,
  type ParsedConfig,
  parseConfigTable,
  type RawConfig,
} from '../../collect/configFields';

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

/** A proxy is no host of JumpCloud, and its paths are continued with `/api`. */
function baseUrlProblem({ hostname, pathname }: URL): string | undefined {
  if (/(^|\.)jumpcloud\.com$/.test(hostname)) {
    const [, region = 'us'] = /\.(eu|in)\.jumpcloud/.exec(hostname) ?? [];
    return `is an address of JumpCloud itself; leave it out, and set jumpcloudRegion to ${region}`;
  }
  return /\/api(\/v2)?\/?$/.test(pathname)
    ? 'must not end in /api, which is added to it'
    : undefined;
}

export const configTable = {
  jumpcloudApiKey: {
    type: 'string',
    mask: true,
    label: 'API key',
    needed: 'with an API key',
    help: 'API key of an administrator',
    schema: optionalSecret,
  },
  jumpcloudClientId: {
    type: 'string',
    label: 'Client id',
    needed: 'with a service account',
    help: 'client id of a service account, in place of the API key',
    schema: optionalText,
  },
  jumpcloudClientSecret: {
    type: 'string',
    mask: true,
    label: 'Client secret',
    needed: 'with a service account',
    help: 'client secret of the service account',
    schema: optionalText,
  },
  jumpcloudOrgId: {
    type: 'string',
    label: 'Organization id',
    help: 'the only organization to collect, 24 hexadecimal digits; all that the credential sees if left out',
    schema: optionalText
      .refine(
        (id) => id === undefined || ORGANIZATION_ID.test(id),
        'is not the id of an organization: that has 24 hexadecimal digits',
      )
      .transform((id) => id?.toLowerCase()),
  },
  jumpcloudRegion: {
    type: 'string',
    label: 'Region',
    help: '`us`, `eu` or `in`: where your admin portal is; a credential is known in its own region only',
    default: 'us',
    schema: optionalText
      .transform((region) => region?.toLowerCase() ?? 'us')
      .pipe(
        z.enum(REGION_NAMES, {
          error: `must be one of ${REGION_NAMES.join(', ')}`,
        }),
      ),
  },
  jumpcloudBaseUrl: {
    type: 'string',
    label: 'Base URL',
    help: 'URL of a proxy of your own before JumpCloud, which passes `/api` on to the API host of the region',
    schema: optionalUrl.superRefine((url, context) => {
      const message = url && baseUrlProblem(url);
      if (message) context.addIssue({ code: 'custom', message });
    }),
  },
} satisfies ConfigTable;

type Values = ConfigValues<typeof configTable>;

const CLIENT_FIELDS = ['jumpcloudClientId', 'jumpcloudClientSecret'] as const;

/** Checks the fields of the JumpCloud provider. Exactly one kind of credential has to be given. */
export function parseConfig(
  config: RawConfig,
): ParsedConfig<JumpCloudSettings> {
  return parseConfigTable(
    configTable,
    config,
    credentialProblems(config, 'jumpcloudApiKey', CLIENT_FIELDS),
    toSettings,
  );
}

function toSettings(fields: Values): JumpCloudSettings {
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

/** `credentialProblems` has seen to it that the fields of one kind are there. */
function toCredential(fields: Values, tokenUrl: URL): JumpCloudCredential {
  const {
    jumpcloudApiKey: apiKey,
    jumpcloudClientId: clientId,
    jumpcloudClientSecret: clientSecret,
  } = fields;
  if (apiKey) return { kind: 'apiKey', apiKey };
  if (clientId && clientSecret) {
    return { kind: 'serviceAccount', clientId, clientSecret, tokenUrl };
  }
  throw new Error('No credential of JumpCloud is configured');
}
