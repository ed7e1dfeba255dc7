import { z } from 'zod';

import { chainWords, Chains } from './authMethodChains';
import {
  allOf,
  type Assurance,
  longest,
  seconds,
  shortest,
} from './assuranceWords';

/** What has to be shown of one class of factors, knowledge or possession. */
const ClassDemand = z.looseObject({
  required: z.boolean().nullish(),
  userVerification: z.string().nullish(),
  phishingResistant: z.string().nullish(),
  reauthenticateIn: z.string().nullish(),
  methods: z.array(z.string()).nullish(),
  authenticationMethods: z.array(z.looseObject({ key: z.string() })).nullish(),
});
type ClassDemand = z.infer<typeof ClassDemand>;

/** One way to satisfy the rule: each of its classes has to be shown. */
const Alternative = z.strictObject({
  knowledge: ClassDemand.nullish(),
  possession: ClassDemand.nullish(),
});
type Alternative = z.infer<typeof Alternative>;

const VerificationMethod = z.looseObject({
  type: z.string(),
  factorMode: z.string().nullish(),
  reauthenticateIn: z.string().nullish(),
  constraints: z.unknown().optional(),
  chains: z.unknown().optional(),
});
type VerificationMethod = z.infer<typeof VerificationMethod>;

/** What a rule of an access policy that allows access demands. */
export function assuranceOf(verificationMethod: unknown): Assurance {
  const { data } = VerificationMethod.safeParse(verificationMethod);
  if (data?.type === 'ASSURANCE') return ofFactors(data);
  if (data?.type !== 'AUTH_METHOD_CHAIN') return {};
  const chains = Chains.safeParse(data.chains).data;
  return chains ? chainWords(chains) : {};
}

function ofFactors(method: VerificationMethod): Assurance {
  const { factorMode, reauthenticateIn } = method;
  const alternatives = alternativesOf(method.constraints);
  return {
    mfaRequired: requiresTwo(factorMode, alternatives),
    phishingResistantRequired:
      alternatives.length > 0 &&
      allOf(alternatives.map((each) => resists(factorMode, each))),
    reauthenticateIn:
      alternatives.length > 0
        ? longest(alternatives.map((each) => renewal(each, reauthenticateIn)))
        : longest([reauthenticateIn]),
  };
}

/** Documented as a list, and shown as a single object as well; undefined is one not understood. */
function alternativesOf(constraints: unknown): (Alternative | undefined)[] {
  if (constraints === undefined || constraints === null) return [];
  const given: unknown[] = Array.isArray(constraints)
    ? constraints
    : [constraints];
  return given.map((each) => Alternative.safeParse(each).data);
}

/** Possession with a PIN or biometrics is two kinds of factors in one. */
function requiresTwo(
  factorMode: string | null | undefined,
  alternatives: readonly (Alternative | undefined)[],
): boolean | undefined {
  if (factorMode === '2FA') return true;
  if (factorMode !== '1FA') return undefined;
  if (alternatives.length === 0) return false;
  return allOf(
    alternatives.map((alternative) => {
      if (!alternative) return undefined;
      const { knowledge, possession } = alternative;
      // One factor that is to be of two kinds: Okta documents no such rule.
      if (isRequired(knowledge) && isRequired(possession)) return undefined;
      return (
        isRequired(possession) && possession?.userVerification === 'REQUIRED'
      );
    }),
    { unlessUnknown: true },
  );
}

function resists(
  factorMode: string | null | undefined,
  alternative: Alternative | undefined,
): boolean | undefined {
  if (!alternative) return undefined;
  const { possession } = alternative;
  if (!possession || !namesResistant(possession)) return false;
  if (isRequired(possession)) return true;
  return factorMode === '1FA' ? false : undefined;
}

const RESISTANT_KEYS = new Set(['webauthn', 'smart_card_idp']);
const RESISTANT_METHODS = new Set(['webauthn', 'cert']);

function namesResistant({
  phishingResistant,
  methods,
  authenticationMethods,
}: ClassDemand): boolean {
  if (phishingResistant === 'REQUIRED') return true;
  const areNamed = (names: readonly string[], known: ReadonlySet<string>) =>
    names.length > 0 && names.every((name) => known.has(name.toLowerCase()));
  return (
    areNamed(methods ?? [], RESISTANT_METHODS) ||
    areNamed(
      (authenticationMethods ?? []).map(({ key }) => key),
      RESISTANT_KEYS,
    )
  );
}

function isRequired(demand: ClassDemand | null | undefined): boolean {
  return !!demand && demand.required !== false;
}

/** The value of a class stands for that of the rule. */
function renewal(
  alternative: Alternative | undefined,
  ofRule: string | null | undefined,
): string | undefined {
  if (!alternative) return undefined;
  const own = [alternative.knowledge, alternative.possession]
    .map((demand) => demand?.reauthenticateIn)
    .filter((each) => each !== undefined && each !== null);
  if (own.length > 0) return shortest(own);
  return ofRule && seconds(ofRule) !== undefined ? ofRule : undefined;
}
