/** What is demanded of who signs on. Undefined is what cannot be known. */
export interface Assurance {
  /** Two factors of different kinds. */
  mfaRequired?: boolean;
  phishingResistantRequired?: boolean;
  /** How long the factors are good for: an ISO 8601 duration, as Okta writes it. */
  reauthenticateIn?: string;
}

/**
 * Whether all are true: one that is false decides, then one that is unknown.
 *
 * @param unlessUnknown whether one that is unknown decides first
 */
export function allOf(
  each: readonly (boolean | undefined)[],
  { unlessUnknown = false } = {},
): boolean | undefined {
  if (unlessUnknown && each.includes(undefined)) return undefined;
  if (each.includes(false)) return false;
  return each.includes(undefined) ? undefined : true;
}

const DURATION =
  /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

const DAY = 86_400;

/** The seconds of years, months, weeks, days, hours, minutes and seconds, in this order. */
const UNITS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, 3600, 60, 1];

/** An ISO 8601 duration in seconds; undefined where it is none. */
export function seconds(duration: string): number | undefined {
  const match = DURATION.exec(duration);
  if (!match) return undefined;
  return UNITS.reduce(
    (sum, unit, place) => sum + unit * Number(match[place + 1] ?? 0),
    0,
  );
}

type Durations = readonly (string | null | undefined)[];

/** The longest duration, as it is written; undefined where one is unknown, or there is none. */
export function longest(durations: Durations): string | undefined {
  return extreme(durations, (a, b) => b - a);
}

/** The shortest duration, likewise. */
export function shortest(durations: Durations): string | undefined {
  return extreme(durations, (a, b) => a - b);
}

function extreme(
  durations: Durations,
  order: (a: number, b: number) => number,
): string | undefined {
  const timed: { duration: string; length: number }[] = [];
  for (const duration of durations) {
    const length = duration ? seconds(duration) : undefined;
    if (!duration || length === undefined) return undefined;
    timed.push({ duration, length });
  }
  return timed.sort((a, b) => order(a.length, b.length))[0]?.duration;
}
