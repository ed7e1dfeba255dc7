import { z } from 'zod';

import type { CollectContext } from '../../collect/provider';
import { type Calls, Probe } from '../../collect/survey';
import { texts } from '../../graph/properties';
import { ApiError } from '../../http/failures';

import type { SysdigClient } from './client';
import { isRefusal, reasonOf } from './fallback';
import type { Owner } from './owner';
import { Reads } from './permissions';

/**
 * An item of `GET /platform/v1/sso-settings`. How the identity provider is reached, its metadata and
 * its certificates are let go unread.
 */
const SsoSetting = z.object({
  product: z.string().nullish(),
  isActive: z.boolean().nullish(),
});
type SsoSetting = z.infer<typeof SsoSetting>;

/** The answer as a whole: a list in one piece. Null is no list, and tells nothing. */
const SsoSettings = z.object({ data: z.array(z.unknown()).nullable() });

/** `GET /platform/v1/global-sso-settings/{product}`. */
const GlobalSetting = z.object({
  isPasswordLoginEnabled: z.boolean().nullish(),
});

/** Single sign-on is set for each product by itself. */
const PRODUCTS = ['monitor', 'secure'] as const;
type Product = (typeof PRODUCTS)[number];

const SETTINGS = Reads.SSO.what;

const SETTINGS_OF_ALL = {
  path: '/platform/v1/sso-settings',
  bucket: 'sso settings',
  permission: Reads.SSO.needs,
};

const BUCKET_OF_PRODUCTS = 'global sso settings';

export const signOnProbe = new Probe({
  access: Reads.SSO,
  look: (client: SysdigClient) => client.record(SETTINGS_OF_ALL, SsoSettings),
});

/** What `readSignOn` asks for. */
export function signOnCalls(owner: Owner | undefined): Calls {
  return {
    [SETTINGS_OF_ALL.bucket]: 1,
    [BUCKET_OF_PRODUCTS]: productsOf(owner).length,
  };
}

/** How people log in; undefined is what the token may not know. */
export interface SignOn {
  ssoEnabled?: boolean;
  /** The products where it is on. */
  ssoProducts?: string[];
  passwordLoginAllowed?: boolean;
}

/**
 * How people log in to the products of the plan: one call, and one for each product. A refusal is no
 * failure, as the account is whole without; it is told once, with the permission that it takes.
 */
export async function readSignOn(
  context: CollectContext<SysdigClient>,
  owner: Owner | undefined,
): Promise<SignOn> {
  const { completeness, logger } = context;
  const refusals: ApiError[] = [];
  const attempt = <T>(read: () => Promise<T>, what: string) =>
    completeness.attempt(async () => {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof ApiError) || !isRefusal(error)) throw error;
        refusals.push(error);
        return undefined;
      }
    }, what);
  const settings = await attempt(() => readSettings(context), SETTINGS);
  const allowed: (boolean | undefined)[] = [];
  for (const product of productsOf(owner)) {
    const isAllowed = await attempt(
      () => isPasswordLoginAllowed(context, product),
      `password login to ${product}`,
    );
    allowed.push(isAllowed);
  }
  const [refusal] = refusals;
  if (refusal) {
    logger.info(
      `How people log in is unknown, in whole or in part: ${reasonOf(refusal)}`,
    );
  }
  const sso = ssoOf(settings);
  // There is a way in: where passwords are none, the list of the others is not whole.
  const isDenied = sso.ssoEnabled === false && allowed.includes(false);
  return {
    ...sso,
    ssoEnabled: isDenied ? undefined : sso.ssoEnabled,
    passwordLoginAllowed: isAny(allowed),
  };
}

/** A plan that does not tell of a product may have it. */
function productsOf(owner: Owner | undefined): Product[] {
  const plan = owner?.customerSettings?.plan;
  const isInPlan = {
    monitor: plan?.monitorEnabled,
    secure: plan?.secureEnabled,
  };
  return PRODUCTS.filter((product) => isInPlan[product] !== false);
}

/** The settings, one for each product and identity provider; undefined is one that cannot be read. */
async function readSettings({
  client,
  completeness,
}: CollectContext<SysdigClient>): Promise<
  (SsoSetting | undefined)[] | undefined
> {
  const { data } = await client.record(SETTINGS_OF_ALL, SsoSettings);
  if (data === null) return undefined;
  const read = client.elements(SsoSetting, data);
  const settings = [...completeness.elements(read, SETTINGS)];
  const unreadable = data.length - settings.length;
  return [...settings, ...Array<undefined>(unreadable).fill(undefined)];
}

async function isPasswordLoginAllowed(
  { client }: CollectContext<SysdigClient>,
  product: Product,
): Promise<boolean | undefined> {
  const setting = await client.record(
    {
      path: `/platform/v1/global-sso-settings/${product}`,
      bucket: BUCKET_OF_PRODUCTS,
      permission: Reads.SSO.needs,
    },
    GlobalSetting,
  );
  return setting.isPasswordLoginEnabled ?? undefined;
}

function ssoOf(settings: (SsoSetting | undefined)[] | undefined): SignOn {
  if (!settings) return {};
  if (settings.length === 0) return { ssoEnabled: false };
  const active = settings.filter((setting) => setting?.isActive);
  return {
    ssoEnabled: isAny(settings.map((setting) => setting?.isActive)),
    ssoProducts: texts(active.map((setting) => setting?.product))?.sort(),
  };
}

/** One is enough; that there is none takes all of them. */
function isAny(
  answers: readonly (boolean | null | undefined)[],
): boolean | undefined {
  if (answers.includes(true)) return true;
  const areAllTold = answers.every((each) => each === false);
  return answers.length > 0 && areAllTold ? false : undefined;
}
