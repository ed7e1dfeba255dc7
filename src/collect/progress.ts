import type { IntegrationLogger } from '@jupiterone/integration-sdk-core';

/** Shortest time in ms between two reports. */
const REPORT_EVERY_MS = 10_000;

export interface ProgressOptions {
  logger: Pick<IntegrationLogger, 'info'>;
  /** What is read, such as `members of groups`. */
  what: string;
  /** How many calls there are to make, at least. */
  total: number;
  /** How long so many calls have to wait for the provider's limits, in ms; undefined until known. */
  waitMsFor: (calls: number) => number | undefined;
}

/**
 * Tells how far the reading of a long list of child collections has come, and how long the rest
 * will take within the provider's rate limits.
 */
export class Progress {
  private done = 0;
  private readonly startedAt = performance.now();
  private toldAt = performance.now();

  constructor(private readonly options: ProgressOptions) {
    options.logger.info(`Reading ${options.what}: ${options.total} calls`);
  }

  /** Counts one collection as read. */
  advance(): void {
    this.done += 1;
    const at = performance.now();
    if (at - this.toldAt < REPORT_EVERY_MS) return;
    this.toldAt = at;
    const { logger, what, total } = this.options;
    logger.info(
      `Reading ${what}: ${this.done} of ${total} calls done${this.timeLeft()}`,
    );
  }

  /**
   * How long the rest will take, in ms: as long as the calls so far took, each, and where they have to
   * wait for the provider's limits, that long. Undefined while no call was made.
   */
  get msLeft(): number | undefined {
    if (this.done === 0) return undefined;
    const left = Math.max(0, this.options.total - this.done);
    const waitMs = this.options.waitMsFor(left);
    if (waitMs) return waitMs;
    return ((performance.now() - this.startedAt) / this.done) * left;
  }

  private timeLeft(): string {
    const { msLeft } = this;
    return msLeft === undefined ? '' : `, about ${duration(msLeft)} left`;
  }
}

/** Rounded up to what people can make use of. */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 10_000) * 10;
  if (seconds < 60) return `${seconds} s`;
  if (seconds >= 600) return `${Math.ceil(seconds / 60)} min`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest > 0 ? ` ${rest} s` : ''}`;
}

/** Tells how much a step has read so far, where that takes long. Nobody knows how much is left. */
export class ReadSoFar {
  private records = 0;
  private lists = 0;
  private toldAt = performance.now();

  constructor(private readonly logger: Pick<IntegrationLogger, 'info'>) {}

  /** Counts a record of a list, such as `users`. */
  record(what: string): void {
    this.records += 1;
    this.tell(what);
  }

  /** Counts a list that was read to its end. */
  list(what: string): void {
    this.lists += 1;
    this.tell(what);
  }

  private tell(what: string): void {
    const at = performance.now();
    if (at - this.toldAt < REPORT_EVERY_MS) return;
    this.toldAt = at;
    this.logger.info(
      this.lists === 0
        ? `Read ${this.records} records of ${what} so far`
        : `Read ${this.records} records of ${this.lists} ${this.lists === 1 ? 'list' : 'lists'} so far, now ${what}`,
    );
  }
}
