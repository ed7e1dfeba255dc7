import { z } from 'zod';

/**
 * Whether a rule holds for everybody at any time. `maybe`: it is not known whether it does.
 * `unknown`: it has a condition that is not understood.
 */
export type Restriction = 'none' | 'some' | 'maybe' | 'unknown';

const ids = z.array(z.string()).nullish();
const includeAndExclude = z.strictObject({ include: ids, exclude: ids });

const People = z.strictObject({
  users: includeAndExclude.nullish(),
  groups: includeAndExclude.nullish(),
});

const Network = z.object({
  connection: z.enum(['ANYWHERE', 'ZONE', 'ON_NETWORK', 'OFF_NETWORK']),
});

const Device = z.strictObject({
  registered: z.boolean().nullish(),
  managed: z.boolean().nullish(),
  assurance: z.strictObject({ include: ids }).nullish(),
});

const platforms = z
  .array(
    z.looseObject({
      type: z.string(),
      os: z.looseObject({ type: z.string().nullish() }).nullish(),
    }),
  )
  .nullish();
const Platform = z.strictObject({ include: platforms, exclude: platforms });

const RiskScore = z.strictObject({
  level: z.enum(['ANY', 'LOW', 'MEDIUM', 'HIGH']),
});

const Expression = z.strictObject({ condition: z.string().nullish() });
const AuthContext = z.strictObject({ authType: z.string() });
const IdentityProvider = z.object({ provider: z.string() });
const Risk = z.strictObject({ behaviors: ids });

/** All conditions of a rule, by name. */
const Conditions = z.record(z.string(), z.unknown());

type Judge = (condition: unknown, everyone?: string) => Restriction;

/** The conditions that are understood, by name; a shape that is not is unknown. */
const JUDGES: Readonly<Record<string, Judge>> = {
  people: (condition, everyone) => {
    const { data } = People.safeParse(condition);
    return data ? ofPeople(data, everyone) : 'unknown';
  },
  userType: judged(includeAndExclude, ({ include, exclude }) =>
    isAny(include, exclude),
  ),
  network: judged(Network, ({ connection }) => connection !== 'ANYWHERE'),
  device: judged(
    Device,
    ({ registered, managed, assurance }) =>
      registered != null || managed != null || isAny(assurance?.include),
  ),
  platform: (condition) => {
    const { data } = Platform.safeParse(condition);
    return data ? ofPlatform(data) : 'unknown';
  },
  riskScore: judged(RiskScore, ({ level }) => level !== 'ANY'),
  elCondition: judged(Expression, ({ condition }) => !!condition?.trim()),
  authContext: judged(AuthContext, ({ authType }) => authType !== 'ANY'),
  identityProvider: judged(
    IdentityProvider,
    ({ provider }) => provider !== 'ANY',
  ),
  risk: judged(Risk, ({ behaviors }) => isAny(behaviors)),
};

/**
 * Whether these conditions of a rule restrict it. They hold together: one that is not understood
 * makes all of them unknown.
 *
 * @param everyone the id of the group of everybody; undefined where it is not known
 */
export function restrictionOf(
  conditions: unknown,
  everyone: string | undefined,
): Restriction {
  if (conditions === undefined || conditions === null) return 'none';
  const known = Conditions.safeParse(conditions).data;
  if (!known) return 'unknown';
  return together(
    Object.entries(known)
      .filter(([, condition]) => condition !== null && condition !== undefined)
      .map(
        ([name, condition]) => JUDGES[name]?.(condition, everyone) ?? 'unknown',
      ),
  );
}

/** The names of the conditions that are not known to be without effect. */
export function restrictingConditions(
  conditions: unknown,
  everyone: string | undefined,
): string[] {
  const known = Conditions.safeParse(conditions).data;
  return Object.keys(known ?? {}).filter(
    (name) => restrictionOf({ [name]: known?.[name] }, everyone) !== 'none',
  );
}

/** What several restrictions are that have to hold together. */
export function together(restrictions: readonly Restriction[]): Restriction {
  for (const each of ['unknown', 'some', 'maybe'] as const) {
    if (restrictions.includes(each)) return each;
  }
  return 'none';
}

function judged<T>(
  schema: z.ZodType<T>,
  restricts: (condition: T) => boolean,
): Judge {
  return (condition) => {
    const { data, success } = schema.safeParse(condition);
    if (!success) return 'unknown';
    return restricts(data) ? 'some' : 'none';
  };
}

/** Who is included is one or the other; who is excluded is never meant. */
function ofPeople(
  { users, groups }: z.infer<typeof People>,
  everyone: string | undefined,
): Restriction {
  if (isAny(users?.exclude, groups?.exclude)) return 'some';
  if (everyone !== undefined && groups?.include?.includes(everyone)) {
    return 'none';
  }
  if (isAny(groups?.include) && everyone === undefined) return 'maybe';
  return isAny(users?.include, groups?.include) ? 'some' : 'none';
}

/** `ANY` stands for every platform; whether it leaves out some that are not named is not told. */
function ofPlatform({
  include,
  exclude,
}: z.infer<typeof Platform>): Restriction {
  if (isAny(exclude)) return 'some';
  if (!isAny(include)) return 'none';
  const isOpen = include?.some(
    ({ type, os }) => type === 'ANY' && (os?.type ?? 'ANY') === 'ANY',
  );
  return isOpen ? 'maybe' : 'some';
}

function isAny(...lists: (readonly unknown[] | null | undefined)[]): boolean {
  return lists.some((list) => list && list.length > 0);
}
