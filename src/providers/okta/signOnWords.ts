import { allOf, type Assurance, longest } from './assuranceWords';
import type { Restriction } from './ruleConditions';

/** A rule as far as it is understood, at its place in the order of evaluation. */
export interface JudgedRule<Words> {
  effect: 'allow' | 'deny' | 'unknown';
  restriction: Restriction;
  /** What it demands of those whom it allows. */
  words: Words;
}

/** What an allowing rule demands, and whether it is certain that the rule is ever reached. */
interface Note<Words> {
  words: Words;
  isCertain: boolean;
}

/** What the allowing rules of a policy demand, until a rule that holds for everybody. */
export interface Notes<Words> {
  notes: readonly Note<Words>[];
  /** Whether all rules that matter are understood. */
  isCertain: boolean;
}

/**
 * Reads active rules in their order, as Okta does: the first rule whose conditions hold decides.
 * From a rule on that is not understood nothing is certain, and behind one that holds for everybody
 * no rule is reached.
 */
function readInOrder<Words>(rules: readonly JudgedRule<Words>[]): Notes<Words> {
  const notes: Note<Words>[] = [];
  let isCertain = true;
  let isReached = true;
  for (const { effect, restriction, words } of rules) {
    isCertain &&=
      isReached && effect !== 'unknown' && restriction !== 'unknown';
    if (effect !== 'deny') notes.push({ words, isCertain });
    if (restriction === 'none' && effect !== 'unknown') break;
    isReached = restriction !== 'maybe';
  }
  return { notes, isCertain };
}

/** Whether every one who is allowed has to do something: false where one certainly need not. */
function isAlways<Words>(
  { notes, isCertain }: Notes<Words>,
  read: (words: Words) => boolean | undefined,
): boolean | undefined {
  const isSpared = notes.some(
    (note) => note.isCertain && read(note.words) === false,
  );
  if (isSpared) return false;
  if (!isCertain || notes.length === 0) return undefined;
  return allOf(notes.map(({ words }) => read(words)));
}

/** What an access policy demands of everybody whom it allows. */
export function signOnWords(
  rules: readonly JudgedRule<Assurance>[],
): Assurance {
  const found = readInOrder(rules);
  return {
    mfaRequired: isAlways(found, ({ mfaRequired }) => mfaRequired),
    phishingResistantRequired: isAlways(
      found,
      ({ phishingResistantRequired }) => phishingResistantRequired,
    ),
    reauthenticateIn: found.isCertain
      ? longest(found.notes.map(({ words }) => words.reauthenticateIn))
      : undefined,
  };
}

/** What a rule of a global session policy says. */
export interface SessionRule {
  requireFactor?: boolean;
  /** 0 is no limit. */
  maxLifetimeMinutes?: number;
}

/** What is known of the sessions of all users. */
export interface SessionWords {
  sessionMfaRequired?: boolean;
  sessionLifetimeMinutes?: number;
  sessionHasNoLimit?: boolean;
}

/** What the global session policies demand of everybody, and the longest session they allow. */
export function sessionWords(
  rules: readonly JudgedRule<SessionRule>[],
): SessionWords {
  const found = readInOrder(rules);
  const isLimited = isAlways(found, ({ maxLifetimeMinutes }) =>
    maxLifetimeMinutes === undefined ? undefined : maxLifetimeMinutes > 0,
  );
  const lifetimes = found.notes.map(({ words }) => words.maxLifetimeMinutes);
  return {
    sessionMfaRequired: isAlways(found, ({ requireFactor }) => requireFactor),
    sessionHasNoLimit: isLimited === undefined ? undefined : !isLimited,
    sessionLifetimeMinutes: isLimited
      ? Math.max(...lifetimes.map((each) => each ?? 0))
      : undefined,
  };
}
