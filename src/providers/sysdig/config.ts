import { z } from 'zod';

import type {
  ConfigFields,
  ParsedConfig,
  RawConfig,
} from '../../collect/provider';
import {
  type FieldProblem,
  isGiven,
  optionalText,
  optionalUrl,
  parseFields,
  requiredSecret,
} from '../../collect/configFields';

export const configFields: ConfigFields = {
  sysdigApiToken: { type: 'string', mask: true, optional: true },
  sysdigRegion: { type: 'string', optional: true },
  sysdigBaseUrl: { type: 'string', optional: true },
  sysdigAccountKey: { type: 'string', optional: true },
  sysdigScanDays: { type: 'string', optional: true },
};

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

/** What the key of the account is made of: the customer's id, or that of the token's owner. */
export type AccountKeyKind = 'customer' | 'legacy';

const ACCOUNT_KEY_KINDS = ['customer', 'legacy'] as const;

/** How many days back pipeline results are read where the configuration does not say. */
export const DEFAULT_PIPELINE_DAYS = 30;

export interface SysdigSettings {
  baseUrl: URL;
  apiToken: string;
  accountKey: AccountKeyKind;
  /** How many days back scan results are read; 0 reads all. Undefined where it is not configured. */
  scanDays?: number;
}

const Fields = z.object({
  sysdigApiToken: requiredSecret,
  sysdigRegion: optionalText.transform((text, context) => {
    const region = text?.toLowerCase();
    if (region === undefined || isRegion(region)) return region;
    context.addIssue({
      code: 'custom',
      message: `is not a region of Sysdig; the regions are ${REGIONS.join(', ')}. For any other host give sysdigBaseUrl in its place`,
    });
    return z.NEVER;
  }),
  sysdigBaseUrl: optionalUrl,
  sysdigAccountKey: optionalText
    .transform((text) => text?.toLowerCase() ?? 'customer')
    .pipe(
      z.enum(ACCOUNT_KEY_KINDS, {
        error: `is not known; choose one of ${ACCOUNT_KEY_KINDS.join(', ')}`,
      }),
    ),
  sysdigScanDays: optionalText
    .refine(
      (text) => text === undefined || /^\d{1,5}$/.test(text),
      'must be a whole number of days, such as 30; 0 reads all',
    )
    .transform((text) => (text === undefined ? undefined : Number(text))),
});

/** Checks the fields of the Sysdig provider. The host comes from the region or from the base URL. */
export function parseConfig(config: RawConfig): ParsedConfig<SysdigSettings> {
  const fields = parseFields(Fields, config);
  const problems = [
    ...(fields.ok ? [] : fields.problems),
    ...hostProblems(config),
  ];
  if (!fields.ok || problems.length > 0) return { ok: false, problems };
  const {
    sysdigApiToken: apiToken,
    sysdigRegion: region = 'us1',
    sysdigBaseUrl: baseUrl = new URL(`https://${REGION_HOSTS[region]}`),
    sysdigAccountKey: accountKey,
    sysdigScanDays: scanDays,
  } = fields.settings;
  return { ok: true, settings: { baseUrl, apiToken, accountKey, scanDays } };
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
