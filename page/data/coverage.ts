import type { Facts, TableOf, Tables } from './contract';

/** How well a person's second factors protect them. */
export type Coverage = 'resistant' | 'strong' | 'weak' | 'none' | 'unknown';

export const COVERAGES: readonly Coverage[] = [
  'resistant',
  'strong',
  'weak',
  'none',
  'unknown',
];

/** The same in words. */
export const COVERAGE_TITLES: Readonly<Record<Coverage, string>> = {
  resistant: 'Resists phishing',
  strong: 'Second factor',
  weak: 'Weak factors only',
  none: 'No factor',
  unknown: 'Unknown',
};

/** What is known of a person's second factors. */
export function coverageOf(
  people: TableOf<'people'>,
  person: number,
): Coverage {
  const isEnabled = people.flag('mfa_enabled', person);
  if (isEnabled === undefined) return 'unknown';
  if (!isEnabled) return 'none';
  if (people.flag('mfa_phishing_resistant', person)) return 'resistant';
  return people.flag('mfa_weak_only', person) ? 'weak' : 'strong';
}

/** When somebody last signed in, by the time that passed until the collection. */
export type SignInAge = 'month' | 'quarter' | 'year' | 'older' | 'never';

export const SIGN_IN_AGES: readonly SignInAge[] = [
  'month',
  'quarter',
  'year',
  'older',
  'never',
];

export const SIGN_IN_TITLES: Readonly<Record<SignInAge, string>> = {
  month: 'Within 30 days',
  quarter: '31 to 90 days',
  year: '91 to 365 days',
  older: 'Over a year',
  never: 'Never, or not known',
};

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long ago a person signed in, as of the collection. */
export function signInAgeOf(
  { people }: Tables,
  { collectedOn }: Facts,
  person: number,
): SignInAge {
  const last = people.number('last_login_on', person);
  if (last === undefined) return 'never';
  const days = (collectedOn - last) / DAY_MS;
  if (days <= 30) return 'month';
  if (days <= 90) return 'quarter';
  return days <= 365 ? 'year' : 'older';
}

/** What can be told of a directory at all: what no row knows is not applicable, and never zero. */
export interface Knowledge {
  factors: boolean;
  signIns: boolean;
  admins: boolean;
  phishingResistance: boolean;
  applications: boolean;
}

/** What the provider tells, judged by whether it told it of anybody. */
export function knowledgeOf({ tables }: { tables: Tables }): Knowledge {
  const { people, applications } = tables;
  const some = (test: (person: number) => boolean) => {
    for (let person = 0; person < people.size; person += 1) {
      if (test(person)) return true;
    }
    return false;
  };
  return {
    factors: some((person) => people.flag('mfa_enabled', person) !== undefined),
    signIns: some(
      (person) => people.number('last_login_on', person) !== undefined,
    ),
    admins: some((person) => people.flag('admin', person) !== undefined),
    phishingResistance: some(
      (person) => people.flag('mfa_phishing_resistant', person) !== undefined,
    ),
    applications: applications.size > 0,
  };
}

/** Counts the rows of a table by what a function says of them. */
export function countBy<T>(
  size: number,
  valueOf: (row: number) => T | undefined,
): Map<T, number> {
  const counts = new Map<T, number>();
  for (let row = 0; row < size; row += 1) {
    const value = valueOf(row);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
