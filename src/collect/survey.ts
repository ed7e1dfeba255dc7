import { ApiError } from '../http/failures';
import type { Records } from '../http/records';

import type { Access } from './access';

/** How many calls a step makes, by the bucket against which the provider counts them. */
export type Calls = Readonly<Record<string, number>>;

/** What a look at a data set showed. */
export interface Look {
  access: Access;
  /**
   * - `readable`
   * - `refused`: the credential may not read it, or only a part of it
   * - `absent`: the tenant does not have it, so that nothing will be missing
   * - `failed`: no usable answer
   */
  outcome: 'readable' | 'refused' | 'absent' | 'failed';
  /** How many objects there are, where the look told it. */
  count?: number;
  /** True where there are more than that. */
  isAtLeast?: boolean;
  /** Why it is not readable. */
  reason?: string;
}

/** A number of objects, as far as a look told it. */
export interface Counted {
  count: number;
  /** True where there may be more. */
  isAtLeast?: boolean;
}

interface ProbeOptions<Client, Found> {
  access: Access;
  /**
   * Sends a request, or a few.
   *
   * @throws ApiError where the data set cannot be read
   */
  look: (client: Client, survey: Survey<Client>) => Promise<Found>;
  /** How many objects that tells of; undefined where it tells none. */
  counted?: (found: Found) => Counted | undefined;
}

/** A small look at a data set: it shows whether it can be read, and how large it is. */
export class Probe<Client, Found> {
  private readonly found = new WeakMap<
    Survey<Client>,
    Promise<Found | undefined>
  >();

  constructor(private readonly options: ProbeOptions<Client, Found>) {}

  /** What the look shows, taken once in a survey; undefined where the data set cannot be read. */
  in(survey: Survey<Client>): Promise<Found | undefined> {
    const known = this.found.get(survey);
    if (known) return known;
    const found = this.take(survey);
    this.found.set(survey, found);
    return found;
  }

  private async take(survey: Survey<Client>): Promise<Found | undefined> {
    const { access, look, counted } = this.options;
    try {
      const found = await look(survey.client, survey);
      const { count, isAtLeast } = counted?.(found) ?? {};
      survey.add({ access, outcome: 'readable', count, isAtLeast });
      return found;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      survey.add({ access, outcome: outcomeOf(error), reason: error.message });
      return undefined;
    }
  }
}

function outcomeOf({ kind }: ApiError): Look['outcome'] {
  if (kind === 'authorization' || kind === 'authentication') return 'refused';
  return kind === 'feature' ? 'absent' : 'failed';
}

/** The looks of one preflight. */
export class Survey<Client> {
  readonly looks: Look[] = [];

  constructor(readonly client: Client) {}

  add(look: Look): void {
    this.looks.push(look);
  }
}

/** What a step would do, found out by a few requests. */
export interface StepSurvey<Client> {
  /** The looks that are taken for it; those of earlier steps can be used as well. */
  probes: readonly Pick<Probe<Client, unknown>, 'in'>[];
  /** The calls that it makes, by what the looks showed. */
  calls: (survey: Survey<Client>) => Promise<Calls>;
}

/** So many records of a list are read, where nothing tells how long it is. */
const MOST_SAMPLED = 1000;

/** The beginning of a list. */
export interface Sample<T> extends Counted {
  records: readonly T[];
}

/**
 * Reads the beginning of a list, or all of it.
 *
 * @throws ApiError as the list does
 */
export async function sample<T>(
  list: Records<T>,
  most = MOST_SAMPLED,
): Promise<Sample<T>> {
  const records: T[] = [];
  let count = 0;
  for await (const checked of list) {
    count += 1;
    if (checked.ok) records.push(checked.record);
    if (count === most) return { records, count, isAtLeast: true };
  }
  return { records, count };
}

/** A look at the beginning of a list. */
export function listProbe<Client, T>(
  access: Access,
  list: (client: Client) => Records<T>,
): Probe<Client, Sample<T>> {
  return new Probe({
    access,
    look: (client) => sample(list(client)),
    counted: (found) => found,
  });
}

/** For a step that reads one list, in pages of this size. */
export function listSurvey<Client>(
  probe: Pick<Probe<Client, Counted>, 'in'>,
  bucket: string,
  pageSize: number,
): StepSurvey<Client> {
  return {
    probes: [probe],
    calls: async (survey) => {
      const { count = 0 } = (await probe.in(survey)) ?? {};
      return { [bucket]: pagesOf(count, pageSize) };
    },
  };
}

/** The requests that a list takes in pages of this size. */
export function pagesOf(count: number, size: number): number {
  return Math.max(1, Math.ceil(count / size));
}
