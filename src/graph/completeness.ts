import {
  type IntegrationLogger,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';

import { ApiError, type FailureKind, toIntegrationError } from '../http/errors';
import type { Records, RejectedRecord } from '../http/records';

/** How many items of one kind an error message names; the log names all. */
const MOST_NAMED = 5;

/** So many failures with no success between them mean that the rest will fail as well. */
const MOST_FAILURES_IN_A_ROW = 10;

/** A part of a step's data that could not be read. */
interface Gap {
  what: string;
  error: ApiError;
}

/** A list that is of use only as a whole, and whether it is whole. */
export interface Gathered<T> {
  records: T[];
  /** False when a part of it could not be read, or its object was deleted meanwhile. */
  isWhole: boolean;
}

/**
 * Keeps a step honest: it reads everything it can and remembers what it could not read, and
 * `finish` makes the step fail with a list of that. The SDK then reports the step's types as
 * partial, and JupiterOne deletes nothing of them.
 */
export class Completeness {
  private readonly gaps: Gap[] = [];
  private readonly rejections: RejectedRecord[] = [];
  private isRefused = false;
  private failuresInARow = 0;
  private notTried = 0;
  private childrenRead = 0;
  private childrenNotFound = 0;
  private firstNotFound?: Gap;

  constructor(private readonly logger: IntegrationLogger) {}

  /**
   * Hands on the records of a list. Rejected records, and a list that cannot be read to its
   * end, become part of what is missing; the iteration just ends.
   *
   * @param what the list, as the user knows it, such as `users`
   */
  track<T>(records: Records<T>, what: string): AsyncGenerator<T> {
    return this.read(records, what, false);
  }

  /**
   * As `track`, for a list that belongs to an object of another list: when it is not found, the
   * object was deleted meanwhile, and nothing is missing. That all of several objects were is not
   * credible: where none of a step's children is found, all of them are missing.
   *
   * @param what the list and its object, such as `members of group 7`
   */
  trackChild<T>(records: Records<T>, what: string): AsyncGenerator<T> {
    return this.read(records, what, true);
  }

  /**
   * As `track`, for data that not every tenant has: where the provider says that it does not,
   * the user is told by a warning event, and nothing is missing.
   */
  trackFeature<T>(records: Records<T>, what: string): AsyncGenerator<T> {
    return this.read(this.ifAvailable(records, what), what, false);
  }

  /** As `trackChild`, for a list of which it matters whether all of it was read. */
  async gatherChild<T>(list: Records<T>, what: string): Promise<Gathered<T>> {
    const records: T[] = [];
    let isSound = true;
    const isRead = await this.attemptChild(async () => {
      for await (const checked of list) {
        if (checked.ok) records.push(checked.record);
        else {
          this.reject(checked.rejection, what);
          isSound = false;
        }
      }
      return true;
    }, what);
    return { records, isWhole: isSound && isRead === true };
  }

  /** Runs one call; undefined when it failed, which is then part of what is missing. */
  async attempt<T>(
    call: () => Promise<T>,
    what: string,
  ): Promise<T | undefined> {
    return this.run(call, what, false);
  }

  /** As `attempt`, for an object of a list: when it is not found, it was deleted meanwhile. */
  async attemptChild<T>(
    call: () => Promise<T>,
    what: string,
  ): Promise<T | undefined> {
    return this.run(call, what, true);
  }

  /**
   * Ends the step.
   *
   * @throws IntegrationProviderAPIError, or the SDK's more precise class, when anything is missing
   */
  finish(): void {
    this.doubtDeletions();
    const [first] = this.gaps;
    if (!first && this.rejections.length === 0) return;
    this.warnOfPermissions();
    throw toIntegrationError({
      kind: this.commonKind(),
      endpoint: first?.error.endpoint ?? 'the provider',
      status: first?.error.status ?? 200,
      statusText: this.describe(),
    });
  }

  private doubtDeletions(): void {
    const { firstNotFound: first, childrenNotFound: count } = this;
    if (!first || count < 2 || this.childrenRead > 0) return;
    this.gaps.push({
      ...first,
      what: `${first.what} and ${count - 1} more like it`,
    });
  }

  private async *ifAvailable<T>(records: Records<T>, what: string): Records<T> {
    try {
      yield* records;
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'feature') throw error;
      const description = `There are no ${what} to read: ${error.message}`;
      this.logger.info(description);
      this.logger.publishWarnEvent({
        name: IntegrationWarnEventName.MissingPermission,
        description,
      });
    }
  }

  private async *read<T>(
    records: Records<T>,
    what: string,
    isChild: boolean,
  ): AsyncGenerator<T> {
    if (this.isHopeless()) return;
    try {
      for await (const checked of records) {
        if (checked.ok) yield checked.record;
        else this.reject(checked.rejection, what);
      }
      this.succeed(isChild);
    } catch (error) {
      this.note(error, what, isChild);
    }
  }

  private async run<T>(
    call: () => Promise<T>,
    what: string,
    isChild: boolean,
  ): Promise<T | undefined> {
    if (this.isHopeless()) return undefined;
    try {
      const result = await call();
      this.succeed(isChild);
      return result;
    } catch (error) {
      this.note(error, what, isChild);
      return undefined;
    }
  }

  /** A refused credential stays refused, and a provider that is down should be left alone. */
  private isHopeless(): boolean {
    const isHopeless =
      this.isRefused || this.failuresInARow >= MOST_FAILURES_IN_A_ROW;
    if (isHopeless) this.notTried += 1;
    return isHopeless;
  }

  private succeed(isChild: boolean): void {
    this.failuresInARow = 0;
    if (isChild) this.childrenRead += 1;
  }

  private note(error: unknown, what: string, isChild: boolean): void {
    if (!(error instanceof ApiError)) throw error;
    if (isChild && error.kind === 'missing') {
      this.logger.info(`Skipped ${what}: it was deleted meanwhile`);
      this.childrenNotFound += 1;
      this.firstNotFound ??= { what, error };
      return;
    }
    this.isRefused ||= error.kind === 'authentication';
    this.failuresInARow += 1;
    this.gaps.push({ what, error });
    this.logger.warn(`Could not read ${what}: ${error.message}`);
  }

  private reject({ name, reason }: RejectedRecord, what: string): void {
    this.rejections.push({ name, reason });
    this.logger.warn(`Skipped a record of ${what}, ${name}: ${reason}`);
  }

  private warnOfPermissions(): void {
    const refused = this.gaps.filter(
      ({ error }) => error.kind === 'authorization',
    );
    const [first] = refused;
    if (!first) return;
    this.logger.publishWarnEvent({
      name: IntegrationWarnEventName.MissingPermission,
      description: `Could not read ${named(refused.map(({ what }) => what))}: ${first.error.message}`,
    });
  }

  /** Problems of the credential and of the network are told apart only where they are all there is. */
  private commonKind(): FailureKind {
    const kinds = new Set(this.gaps.map(({ error }) => kindForStep(error)));
    if (this.rejections.length > 0) kinds.add('answer');
    const [kind] = kinds;
    return kind && kinds.size === 1 ? kind : 'answer';
  }

  private describe(): string {
    const parts: string[] = [];
    const [first, ...others] = this.gaps;
    if (first) parts.push(`${first.error.statusText}. Missing: ${first.what}`);
    if (others.length > 0) {
      parts.push(
        named(others.map(({ what, error }) => `${what} (${error.message})`)),
      );
    }
    if (this.notTried > 0) {
      parts.push(`${counted(this.notTried, 'further read')} not tried`);
    }
    if (this.rejections.length > 0) parts.push(this.describeRejections());
    return `${parts.join('; ')}. What could be read is stored`;
  }

  private describeRejections(): string {
    const names = this.rejections.map(
      ({ name, reason }) => `${name} (${reason})`,
    );
    return `${counted(names.length, 'record')} skipped: ${named(names)}`;
  }
}

/** Within a step a refused credential is no reason to stop the others: it may be one endpoint's. */
function kindForStep({ kind }: ApiError): FailureKind {
  return kind === 'authentication' ? 'authorization' : kind;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} was` : `${count} ${noun}s were`;
}

function named(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const list = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${list} and ${more} more` : list;
}
