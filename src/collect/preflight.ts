import type { Logger } from '../http/logger';

import { type Look, type StepSurvey, Survey } from './survey';

/** How fast the calls of a provider can be made. */
export interface Pace<Client> {
  /** Calls in flight at once, as a rule. */
  atOnce: number;
  /** Calls a minute that a bucket allows at the configured share; undefined where it has no limit. */
  callsPerMinute?: (client: Client, bucket: string) => number | undefined;
}

/** The calls of a whole collection that count against one bucket. */
export interface BucketCalls {
  bucket: string;
  calls: number;
  callsPerMinute?: number;
}

/** What a collection would bring, and take. */
export interface Preflight {
  looks: Look[];
  /** What else the user should know, such as how to make it faster. */
  hints: string[];
  buckets: BucketCalls[];
  /** Calls of a whole collection. */
  calls: number;
  /** True where a list was too long to be counted: it takes more. */
  isAtLeast: boolean;
  /** Duration of a whole collection, in s. */
  seconds: number;
  /** Requests that the preflight itself has sent. */
  requests: number;
}

interface SurveyedProvider<Client> {
  steps: readonly { survey?: StepSurvey<Client> }[];
  pace: Pace<Client>;
  hints?: (client: Client, survey: Survey<Client>) => Promise<string[]>;
}

/** Looks at each data set, one after the other, so that a preflight is no burden. */
export async function takeSurvey<Client>(
  { steps, pace, hints }: SurveyedProvider<Client>,
  client: Client,
  meter: Meter,
): Promise<Preflight> {
  const survey = new Survey(client);
  const totals = new Map<string, number>();
  for (const { survey: wanted } of steps) {
    if (!wanted) continue;
    for (const probe of wanted.probes) await probe.in(survey);
    for (const [bucket, calls] of Object.entries(await wanted.calls(survey))) {
      totals.set(bucket, (totals.get(bucket) ?? 0) + calls);
    }
  }
  const told = (await hints?.(client, survey)) ?? [];
  const buckets = [...totals]
    .filter(([, calls]) => calls > 0)
    .map(([bucket, calls]) => ({
      bucket,
      calls,
      callsPerMinute: pace.callsPerMinute?.(client, bucket),
    }));
  return {
    looks: survey.looks,
    hints: told,
    buckets,
    calls: buckets.reduce((sum, { calls }) => sum + calls, 0),
    isAtLeast: survey.looks.some(({ isAtLeast }) => isAtLeast),
    seconds: secondsOf(buckets, meter.secondsPerCall / pace.atOnce),
    requests: meter.calls,
  };
}

/**
 * The calls against all buckets share the connections; beside that, each bucket allows so many at once
 * within each minute.
 */
function secondsOf(
  buckets: readonly BucketCalls[],
  secondsPerCall: number,
): number {
  const byLimit = buckets.map(({ calls, callsPerMinute = Infinity }) => {
    const fullMinutes = Math.floor((calls - 1) / callsPerMinute);
    const rest = fullMinutes > 0 ? calls - fullMinutes * callsPerMinute : calls;
    return fullMinutes * 60 + rest * secondsPerCall;
  });
  const calls = buckets.reduce((sum, each) => sum + each.calls, 0);
  return Math.ceil(Math.max(calls * secondsPerCall, ...byLimit));
}

/** Counts calls, by the line that each leaves in the debug log. */
export class Meter {
  calls = 0;
  private totalMs = 0;

  /** How long a call takes, in s; 0 as long as none was made. */
  get secondsPerCall(): number {
    return this.calls === 0 ? 0 : this.totalMs / this.calls / 1000;
  }

  /** The logger to hand to the client whose calls are counted. */
  logger(logger: Logger): Logger {
    return {
      info: logger.info.bind(logger),
      warn: logger.warn.bind(logger),
      debug: (first: unknown, ...rest: unknown[]) => {
        this.count(first);
        logger.debug(first, ...rest);
      },
    };
  }

  private count(fields: unknown): void {
    if (typeof fields !== 'object' || fields === null) return;
    if (!('tookMs' in fields) || typeof fields.tookMs !== 'number') return;
    this.calls += 1;
    this.totalMs += fields.tookMs;
  }
}
