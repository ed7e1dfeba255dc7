import type { IntegrationLogger } from '@jupiterone/integration-sdk-core';

/** Shortest time in ms between two reports. */
const REPORT_EVERY_MS = 10_000;

/** How often it is looked whether a report is due while calls wait for a limit, in ms. */
const LOOK_EVERY_MS = 5_000;

/** So few calls are over before anybody has read how many there are. */
const FEW = 10;

/** Who does so long nothing, in ms, waits for a limit: that says nothing of how long calls take. */
const PAUSE_MS = 5_000;

/** What is read of many objects, one after the other. */
export interface Children {
  /** As people know it, such as `members of groups`. */
  what: string;
  /** Of how many objects: each takes a call at least. */
  total: number;
  /**
   * How long the calls that are left have to wait for the provider's limits, in ms; undefined until
   * known. It is asked whenever that number changes, so that it knows what other steps have left.
   */
  waitMsFor?: (callsLeft: number) => number | undefined;
}

/** What a step has read so far. */
interface Counts {
  records: number;
  lists: number;
}

/** Says a line, unless one was said a moment ago: then it is not made. */
type Tell = (line: () => string) => void;

/** Tells how far a step has come: one line every ten seconds, however much it reads at once. */
export class StepProgress {
  private readonly counts: Counts = { records: 0, lists: 0 };
  private toldAt = performance.now();
  /** The lists that are read now belong to them: they tell more than any of these. */
  private children?: ChildProgress;
  private timer?: NodeJS.Timeout;

  constructor(private readonly logger: Pick<IntegrationLogger, 'info'>) {}

  /**
   * Begins to count the records of a list.
   *
   * @param what as people know it, such as `users`
   */
  ofList(what: string): ListProgress {
    return new ListProgress(what, this.counts, this.tell);
  }

  /** Begins to count the objects of which something is read; `endChildren` is due at the end. */
  ofChildren(children: Children): ChildProgress {
    const reading = new ChildProgress(children, this.tell);
    this.children = reading;
    if (children.total > FEW) this.logger.info(reading.line());
    clearInterval(this.timer);
    this.timer = setInterval(() => {
      this.tell(() => reading.line());
    }, LOOK_EVERY_MS).unref();
    return reading;
  }

  endChildren(): void {
    clearInterval(this.timer);
    this.children?.end();
    this.children = undefined;
  }

  private readonly tell: Tell = (line) => {
    const at = performance.now();
    if (at - this.toldAt < REPORT_EVERY_MS) return;
    this.toldAt = at;
    this.logger.info(this.children?.line() ?? line());
  };
}

/** How far the reading of one list has come. */
class ListProgress {
  private readonly startedAt = performance.now();
  private read = 0;
  private total = 0;

  constructor(
    private readonly what: string,
    private readonly counts: Counts,
    private readonly tell: Tell,
  ) {}

  /**
   * Counts a record.
   *
   * @param total how many the list has, where the provider says so with this record
   */
  record(total = this.total): void {
    this.total = total;
    this.read += 1;
    this.counts.records += 1;
    this.tell(() => this.line());
  }

  /** Counts the list as read to its end. */
  end(): void {
    this.counts.lists += 1;
    this.tell(() => this.line());
  }

  private line(): string {
    const { what, read, total, startedAt } = this;
    // Some services call the length of a page their total.
    if (total > read) {
      return progressLine(what, read, total, msLeftAt(startedAt, read, total));
    }
    const { records, lists } = this.counts;
    return lists === 0
      ? `Read ${number(records)} records of ${what} so far`
      : `Read ${number(records)} records of ${number(lists)} ${lists === 1 ? 'list' : 'lists'} so far, now ${what}`;
  }
}

/** How far the reading of children has come, and how long the rest takes. */
class ChildProgress {
  private readonly startedAt = performance.now();
  private lastAt = this.startedAt;
  private busyMs = 0;
  private done = 0;

  constructor(
    private readonly children: Children,
    private readonly tell: Tell,
  ) {
    children.waitMsFor?.(children.total);
  }

  /** Counts one object as done. */
  advance(): void {
    const at = performance.now();
    if (at - this.lastAt < PAUSE_MS) this.busyMs += at - this.lastAt;
    this.lastAt = at;
    this.done += 1;
    this.children.waitMsFor?.(this.left);
    this.tell(() => this.line());
  }

  /** What is left will not be read: others need not wait for it. */
  end(): void {
    this.children.waitMsFor?.(0);
  }

  /**
   * How long the rest will take, in ms: as long as the calls so far took, each, and where they have to
   * wait for the provider's limits, that long. Undefined while no call was made.
   */
  get msLeft(): number | undefined {
    const { done, left, busyMs, startedAt } = this;
    if (done === 0) return undefined;
    const waitMs = this.children.waitMsFor?.(left) ?? 0;
    const isPaceKnown = busyMs > 0 || waitMs > 0;
    const tookMs = isPaceKnown ? busyMs : performance.now() - startedAt;
    return Math.max(waitMs, (tookMs / done) * left);
  }

  private get left(): number {
    return Math.max(0, this.children.total - this.done);
  }

  line(): string {
    const { what, total } = this.children;
    return progressLine(what, this.done, total, this.msLeft);
  }
}

/** As long as those so far took, each. */
function msLeftAt(startedAt: number, done: number, total: number): number {
  const left = Math.max(0, total - done);
  return ((performance.now() - startedAt) / done) * left;
}

function progressLine(
  what: string,
  done: number,
  total: number,
  msLeft: number | undefined,
): string {
  const left = msLeft === undefined ? '' : `, about ${duration(msLeft)} left`;
  return `Reading ${what}: ${number(done)} of ${number(total)}${left}`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/** Rounded up to what people can make use of. */
function duration(ms: number): string {
  const seconds = Math.ceil(ms / 5_000) * 5;
  if (seconds < 60) return `${seconds} s`;
  if (seconds >= 600) return `${Math.ceil(seconds / 60)} min`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest > 0 ? ` ${rest} s` : ''}`;
}
