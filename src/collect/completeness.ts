import {
  type IntegrationLogger,
  IntegrationWarnEventName,
} from '@jupiterone/integration-sdk-core';

import {
  ApiError,
  type FailureKind,
  toIntegrationError,
} from '../http/failures';
import {
  type Checked,
  type Records,
  type RejectedRecord,
  unlessRefused,
} from '../http/records';

import { LetGo } from './letGo';
import { StepProgress } from './progress';

/** How many items of one kind an error message names. */
const MOST_NAMED = 5;

/** How many items of one kind the log names: a list may hold a million bad records. */
const MOST_LOGGED = 100;

/** So many failures with no success between them mean that the rest will fail as well. */
const MOST_FAILURES_IN_A_ROW = 10;

/**
 * Failures that the next call will meet as well: the provider is down, or refuses the credential.
 * A refusal of one object says nothing about the next.
 */
const LASTS = new Set<FailureKind>(['unavailable', 'authentication']);

/** Something to read, and how to tell that it is gone. */
interface Wanted {
  what: string;
  isGone?: () => Promise<boolean>;
}

/** What is read of an object of another list. */
export interface Child extends Wanted {
  /**
   * Asks the provider whether the object is gone, after a 404: then nothing is missing. Where the
   * object is still there, its child list is missing.
   */
  isGone: () => Promise<boolean>;
}

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
  private gapsNotKept = 0;
  private readonly rejections: RejectedRecord[] = [];
  private rejected = 0;
  private readonly letGo = new LetGo();
  private isRefused = false;
  private failuresInARow = 0;
  private notTried = 0;
  /** Told of everything that is read. */
  readonly progress: StepProgress;

  /**
   * @param proveCredential asked when the credential is refused within a list of children: one
   *   endpoint may refuse what all others accept. It rejects where the credential is no longer good.
   */
  constructor(
    private readonly logger: IntegrationLogger,
    private readonly proveCredential: () => Promise<void>,
  ) {
    this.progress = new StepProgress(logger);
  }

  /**
   * Hands on the records of a list. Rejected records, and a list that cannot be read to its
   * end, become part of what is missing; the iteration just ends.
   *
   * @param what the list, as the user knows it, such as `users`
   */
  track<T>(records: Records<T>, what: string): AsyncGenerator<T> {
    return this.read(records, { what });
  }

  /** As `track`, for a list that belongs to an object of another list, which may be gone by now. */
  trackChild<T>(records: Records<T>, child: Child): AsyncGenerator<T> {
    return this.read(records, child);
  }

  /**
   * As `track`, for data that not every tenant has: where the provider says that it does not,
   * the user is told by a warning event, and nothing is missing. It can only say so at the beginning:
   * after the first record the same answer is a failure.
   */
  trackFeature<T>(records: Records<T>, what: string): AsyncGenerator<T> {
    return this.read(this.ifAvailable(records, what), { what });
  }

  /** As `trackChild`, for a list of which it matters whether all of it was read. */
  async gatherChild<T>(list: Records<T>, child: Child): Promise<Gathered<T>> {
    const records: T[] = [];
    let isSound = true;
    const isRead = await this.run(async () => {
      for await (const checked of list) {
        const record = this.accept(checked, child.what);
        if (record === undefined) isSound = false;
        else records.push(record);
      }
      return true;
    }, child);
    return { records, isWhole: isSound && isRead === true };
  }

  /**
   * The elements of a list within a record: those that become relationships. A bad one is reported
   * like a bad record.
   *
   * @param elements the list, checked by the client
   * @param what the list and its object, such as `users of device 7`
   */
  *elements<T>(elements: Iterable<Checked<T>>, what: string): Generator<T> {
    for (const checked of elements) {
      const element = this.accept(checked, what);
      if (element !== undefined) yield element;
    }
  }

  /** Runs one call; undefined when it failed, which is then part of what is missing. */
  async attempt<T>(
    call: () => Promise<T>,
    what: string,
  ): Promise<T | undefined> {
    return this.run(call, { what });
  }

  /** As `attempt`, for an object of a list, which may be gone by now. */
  async attemptChild<T>(
    call: () => Promise<T>,
    child: Child,
  ): Promise<T | undefined> {
    return this.run(call, child);
  }

  /**
   * Notes that something is missing by what the answers say, although none of them failed.
   *
   * @param reason what the answers say, and what that means
   */
  doubt(what: string, reason: string): void {
    const endpoint = 'the provider';
    this.keep({
      what,
      error: new ApiError({ kind: 'answer', endpoint, status: 200, reason }),
    });
  }

  /** Whether nothing is missing so far. */
  get isWhole(): boolean {
    return this.gaps.length === 0 && this.rejected === 0;
  }

  /**
   * Ends the step.
   *
   * @throws IntegrationProviderAPIError, or the SDK's more precise class, when anything is missing
   */
  finish(): void {
    this.judge();
    const [first] = this.gaps;
    if (!first && this.rejected === 0) return;
    this.warnOfPermissions();
    throw toIntegrationError({
      kind: this.commonKind(),
      endpoint: first?.error.endpoint ?? 'the provider',
      status: first?.error.status ?? 200,
      statusText: this.describe(),
    });
  }

  private async *ifAvailable<T>(records: Records<T>, what: string): Records<T> {
    const refusal = yield* unlessRefused(
      records,
      ({ kind }) => kind === 'feature',
    );
    if (!refusal) return;
    const description = `There are no ${what} to read: ${refusal.message}`;
    this.logger.info(description);
    this.logger.publishWarnEvent({
      name: IntegrationWarnEventName.MissingPermission,
      description,
    });
  }

  private async *read<T>(
    records: Records<T>,
    wanted: Wanted,
  ): AsyncGenerator<T> {
    if (this.isHopeless()) return;
    const progress = this.progress.ofList(wanted.what);
    try {
      for await (const checked of records) {
        const record = this.accept(checked, wanted.what);
        progress.record(checked.total);
        if (record !== undefined) yield record;
      }
      progress.end();
      this.failuresInARow = 0;
    } catch (error) {
      await this.note(error, wanted);
    }
  }

  private async run<T>(
    call: () => Promise<T>,
    wanted: Wanted,
  ): Promise<T | undefined> {
    if (this.isHopeless()) return undefined;
    try {
      const result = await call();
      this.failuresInARow = 0;
      return result;
    } catch (error) {
      await this.note(error, wanted);
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

  private async note(error: unknown, { what, isGone }: Wanted): Promise<void> {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === 'missing' && isGone && (await this.isTrue(isGone))) {
      this.logger.info(`Skipped ${what}: it was deleted meanwhile`);
      return;
    }
    if (error.kind === 'authentication') {
      this.isRefused ||= !(await this.isCredentialGood());
    }
    this.failuresInARow = LASTS.has(error.kind) ? this.failuresInARow + 1 : 0;
    if (this.keep({ what, error })) {
      this.logger.warn(`Could not read ${what}: ${error.message}`);
    }
  }

  /** Of very many gaps most are only counted; false where this one is. */
  private keep(gap: Gap): boolean {
    const isKept = this.gaps.length < MOST_LOGGED;
    if (isKept) this.gaps.push(gap);
    else this.gapsNotKept += 1;
    return isKept;
  }

  /** Counts a record; undefined where it was rejected, which is then part of what is missing. */
  private accept<T>(checked: Checked<T>, what: string): T | undefined {
    if (!checked.ok) {
      this.reject(checked.rejection, what);
      return undefined;
    }
    this.letGo.add(checked.letGo);
    if (checked.defect) this.reject(checked.defect, what);
    return checked.record;
  }

  /** Where the question itself fails, the answer is no: nothing is taken for deleted without proof. */
  private async isTrue(question: () => Promise<boolean>): Promise<boolean> {
    try {
      return await question();
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }

  private isCredentialGood(): Promise<boolean> {
    return this.isTrue(async () => {
      await this.proveCredential();
      return true;
    });
  }

  private reject({ name, reason }: RejectedRecord, what: string): void {
    this.rejected += 1;
    if (this.rejected > MOST_LOGGED) return;
    this.rejections.push({ name, reason });
    this.logger.warn(`Skipped a record of ${what}, ${name}: ${reason}`);
  }

  /**
   * Tells of values that were let go, once; those without which records are others become part of
   * what is missing.
   */
  judge(): void {
    const told = this.letGo.describe();
    if (told === undefined) return;
    this.logger.warn(
      `Values of another type than the provider's API describes were let go: ${told}`,
    );
    for (const [field, count] of this.letGo.changed()) {
      this.doubt(
        `${field} of ${count} records`,
        `the field ${field} is of another type than its API describes`,
      );
    }
    this.letGo.clear();
  }

  private warnOfPermissions(): void {
    const refused = this.gaps.filter(
      ({ error }) => error.kind === 'authorization',
    );
    const [first] = refused;
    if (!first) return;
    this.logger.publishWarnEvent({
      name: IntegrationWarnEventName.MissingPermission,
      description: `Could not read ${named(
        refused.map(({ what }) => what),
        refused.length,
      )}: ${first.error.message}`,
    });
  }

  /** Problems of the credential and of the network are told apart only where they are all there is. */
  private commonKind(): FailureKind {
    const kinds = new Set(this.gaps.map(({ error }) => kindForStep(error)));
    if (this.rejected > 0) kinds.add('answer');
    const [kind] = kinds;
    return kind && kinds.size === 1 ? kind : 'answer';
  }

  private describe(): string {
    const parts: string[] = [];
    const [first, ...others] = this.gaps;
    if (first) parts.push(`${first.error.statusText}. Missing: ${first.what}`);
    if (others.length > 0) {
      parts.push(
        named(
          others.map(({ what, error }) => `${what} (${error.message})`),
          others.length + this.gapsNotKept,
        ),
      );
    }
    if (this.notTried > 0) {
      parts.push(`${counted(this.notTried, 'further read')} not tried`);
    }
    if (this.rejected > 0) parts.push(this.describeRejections());
    return `${parts.join('; ')}. What could be read is stored`;
  }

  private describeRejections(): string {
    const names = this.rejections.map(
      ({ name, reason }) => `${name} (${reason})`,
    );
    return `${counted(this.rejected, 'record')} skipped: ${named(names, this.rejected)}`;
  }
}

/** Within a step a refused credential is no reason to stop the others: it may be one endpoint's. */
function kindForStep({ kind }: ApiError): FailureKind {
  return kind === 'authentication' ? 'authorization' : kind;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun} was` : `${count} ${noun}s were`;
}

function named(names: readonly string[], count: number): string {
  const more = count - MOST_NAMED;
  const list = names.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${list} and ${more} more` : list;
}
