import { z } from 'zod';

import {
  type ConfigTable,
  type FieldProblem,
  isGiven,
  optionalText,
  optionalUrl,
  type ParsedConfig,
  parseConfigTable,
  type RawConfig,
  requiredSecret,
} from '../../collect/configFields';

/**
 * The hosts of Sysdig's regions, which serve all generations of the API. They follow no pattern
 * (Sysdig documentation, "SaaS Regions and IP Ranges"). Of the two hosts of us1 this is that of
 * Secure.
 */
export const REGION_HOSTS = {
  us1: 'secure.sysdig.com',
  us2: 'us2.app.sysdig.com',
  us3: 'app.us3.sysdig.com',
  us4: 'app.us4.sysdig.com',
  eu1: 'eu1.app.sysdig.com',
  eu2: 'app.eu2.sysdig.com',
  au1: 'app.au1.sysdig.com',
  in1: 'app.in1.sysdig.com',
  jp1: 'app.jp1.sysdig.com',
  me2: 'app.me2.sysdig.com',
} as const;

type Region = keyof typeof REGION_HOSTS;

const REGIONS = Object.keys(REGION_HOSTS).filter(isRegion);

const ACCOUNT_KEY_KINDS = ['customer', 'legacy'] as const;

/** What the key of the account is made of: the customer's id, or that of the token's owner. */
export type AccountKeyKind = (typeof ACCOUNT_KEY_KINDS)[number];

/** How many days back pipeline results are read where the configuration does not say. */
export const DEFAULT_PIPELINE_DAYS = 30;

export interface SysdigSettings {
  baseUrl: URL;
  apiToken: string;
  accountKey: AccountKeyKind;
  /** How many days back scan results are read; 0 reads all. Undefined where it is not configured. */
  scanDays?: number;
}

export const configTable = {
  sysdigApiToken: {
    type: 'string',
    mask: true,
    label: 'API token',
    needed: 'always',
    help: 'token of a global service account, of a team service account, or of a user',
    example: '',
    schema: requiredSecret,
  },
  sysdigRegion: {
    type: 'string',
    label: 'Region',
    needed: 'without a base URL',
    help: `region of the account: ${REGIONS.slice(0, -1).join(', ')} or ${REGIONS.at(-1)}`,
    example: 'us1',
    schema: optionalText.transform((text, context) => {
      const region = text?.toLowerCase();
      if (region === undefined || isRegion(region)) return region;
      context.addIssue({
        code: 'custom',
        message: `is not a region of Sysdig; the regions are ${REGIONS.join(', ')}. For any other host give sysdigBaseUrl in its place`,
      });
      return z.NEVER;
    }),
  },
  sysdigBaseUrl: {
    type: 'string',
    label: 'Base URL',
    needed: 'without a region',
    help: 'URL of any other host, such as an installation of your own',
    schema: optionalUrl.transform((url, context) => {
      const problem = url && consoleProblem(url);
      if (!problem) return url && apiUrl(url);
      context.addIssue({ code: 'custom', message: problem });
      return z.NEVER;
    }),
  },
  sysdigAccountKey: {
    type: 'string',
    label: 'Account key',
    help: "what the key of the account is made of: `customer` (Sysdig's id of the customer), or `legacy` (the id of the token's owner, as older connectors had it)",
    default: 'customer',
    schema: optionalText
      .transform((text) => text?.toLowerCase() ?? 'customer')
      .pipe(
        z.enum(ACCOUNT_KEY_KINDS, {
          error: `is not known; choose one of ${ACCOUNT_KEY_KINDS.join(', ')}`,
        }),
      ),
  },
  sysdigScanDays: {
    type: 'string',
    label: 'Scan days',
    help: 'how many days back scan results are collected; 0 for all',
    default: `${DEFAULT_PIPELINE_DAYS} for pipelines, all for others`,
    schema: optionalText
      .refine(
        (text) => text === undefined || /^\d{1,5}$/.test(text),
        'must be a whole number of days, such as 30; 0 reads all',
      )
      .transform((text) => (text === undefined ? undefined : Number(text))),
  },
} satisfies ConfigTable;

/** Checks the fields of the Sysdig provider. The host comes from the region or from the base URL. */
export function parseConfig(config: RawConfig): ParsedConfig<SysdigSettings> {
  return parseConfigTable(
    configTable,
    config,
    hostProblems(config),
    ({
      sysdigApiToken: apiToken,
      sysdigRegion: region = 'us1',
      sysdigBaseUrl: baseUrl = new URL(`https://${REGION_HOSTS[region]}`),
      sysdigAccountKey: accountKey,
      sysdigScanDays: scanDays,
    }) => ({ baseUrl, apiToken, accountKey, scanDays }),
  );
}

/** Paths of Sysdig's pages and of its APIs, which stand behind the base URL. */
const OWN_PATH = /^\/(api|secure|monitor|platform)(\/|$)/;

/** Hosts of Sysdig that have no API. */
const NO_API = /^((www|docs)\.)?sysdig\.com$/;

/** What is wrong with an address that was copied from a browser. */
function consoleProblem(url: URL): string | undefined {
  if (NO_API.test(url.hostname)) {
    return `is not the host of an account; give sysdigRegion in its place: ${REGIONS.join(', ')}`;
  }
  const [, path] = OWN_PATH.exec(url.pathname) ?? [];
  return path === undefined || regionOf(url)
    ? undefined
    : `must not contain the path /${path}; give the host only, or sysdigRegion in its place`;
}

/** The base URL that an address means: that of its region, where it is one of Sysdig's own. */
function apiUrl(url: URL): URL {
  const region = regionOf(url);
  return region ? new URL(`https://${REGION_HOSTS[region]}`) : url;
}

/** `api.us1.sysdig.com` is another name for a region's newer APIs; the older one is not there. */
function regionOf({ hostname }: URL): Region | undefined {
  const [, alias = ''] = /^api\.(\w+)\.sysdig\.com$/.exec(hostname) ?? [];
  return REGIONS.find(
    (region) => region === alias || REGION_HOSTS[region] === hostname,
  );
}

function hostProblems(config: RawConfig): FieldProblem[] {
  const hasRegion = isGiven(config.sysdigRegion);
  const hasBaseUrl = isGiven(config.sysdigBaseUrl);
  if (hasRegion !== hasBaseUrl) return [];
  const problem = hasRegion
    ? 'must not be given together with sysdigBaseUrl: choose one'
    : `is missing; give one of ${REGIONS.join(', ')}, or sysdigBaseUrl in its place`;
  return [{ field: 'sysdigRegion', problem }];
}

function isRegion(name: string): name is Region {
  return Object.hasOwn(REGION_HOSTS, name);
}
