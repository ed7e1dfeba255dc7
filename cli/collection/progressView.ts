import { isNews, type LogRecord, stepChangeOf } from './runLog';
import { printable } from './printable';
import type { Terminal } from './terminal';

/**
 * How often people are told of a run where lines stay, in ms: a little less than the 10 s that nobody
 * shall wait for a word, as timers are late.
 */
const LINES_EVERY_MS = 9_900;
/** The first lines come earlier: the command and what it starts have taken their time already. */
const FIRST_LINES_AFTER_MS = 5_000;
/** How often lines are written over on a terminal, in ms. */
const LIVE_EVERY_MS = 500;

/** So many steps have a line of their own on a terminal: more would scroll. */
const MOST_LIVE_STEPS = 10;

const LEVELS: Record<number, string> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

interface RunningStep {
  name: string;
  startedAt: number;
  /** The last thing that it said. */
  news?: string;
  /** Whether that was shown. */
  isTold: boolean;
}

/**
 * Shows what a run is doing: lines that change on a terminal, one for each running step; lines every
 * 10 s elsewhere; or the whole log.
 */
export class ProgressView {
  private readonly startedAt = performance.now();
  private readonly running = new Map<string, RunningStep>();
  /** What was said outside of steps since the last line: of the network, and of rate limits. */
  private general?: string;
  private timer?: NodeJS.Timeout;
  /** How many lines stand on the terminal that will be written over. */
  private drawn = 0;

  constructor(
    private readonly terminal: Terminal,
    private readonly isVerbose: boolean,
  ) {
    if (isVerbose) return;
    this.timer = terminal.isLive
      ? setInterval(() => this.showLive(), LIVE_EVERY_MS)
      : setTimeout(() => {
          this.showLines();
          this.timer = setInterval(() => this.showLines(), LINES_EVERY_MS);
        }, FIRST_LINES_AFTER_MS);
  }

  read(record: LogRecord): void {
    if (this.isVerbose) this.terminal.write(`${plainLine(record)}\n`);
    const { stepId, msg } = record;
    const news = isNews(record) ? oneLine(msg) : undefined;
    if (stepId === undefined) {
      this.general = news ?? this.general;
      return;
    }
    const change = stepChangeOf(record);
    if (change === 'started') {
      this.running.set(stepId, {
        name: nameIn(msg) ?? stepId,
        startedAt: performance.now(),
        isTold: false,
      });
    }
    if (change === 'ended') this.running.delete(stepId);
    const step = this.running.get(stepId);
    if (step && news !== undefined)
      Object.assign(step, { news, isTold: false });
  }

  /** Stops showing; what stands on the terminal stays. */
  end(): void {
    clearInterval(this.timer);
    if (this.terminal.isLive && !this.isVerbose) this.draw([]);
  }

  /** Steps with news, and no fewer than one line. */
  private showLines(): void {
    const lines: string[] = [];
    if (this.general !== undefined) lines.push(this.general);
    const steps = [...this.running.values()];
    for (const step of steps.filter(({ isTold }) => !isTold)) {
      step.isTold = true;
      lines.push(`${step.name}: ${step.news ?? 'running'}`);
    }
    if (lines.length === 0) lines.push(this.stillRunning(steps));
    this.general = undefined;
    for (const line of lines) {
      this.terminal.write(`${this.elapsed()}  ${line}\n`);
    }
  }

  /** Those that have something to say come first, so that they stay where not all have a place. */
  private showLive(): void {
    const steps = [...this.running.values()].sort(
      (one, other) => Number(!one.news) - Number(!other.news),
    );
    const shown = steps.slice(0, MOST_LIVE_STEPS);
    const more = steps.length - shown.length;
    this.draw([
      [this.elapsed(), this.stillRunning(steps), this.general]
        .filter((part) => part !== undefined)
        .join('  '),
      ...shown.map(({ name, news }) => `  ${name}${news ? `: ${news}` : ''}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ]);
  }

  /** Writes over the lines of before. A line that the terminal would break counted as two. */
  private draw(lines: readonly string[]): void {
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
    const text = lines.map(
      (line) => `${line.slice(0, this.terminal.columns - 1)}\n`,
    );
    this.terminal.write(`${up}\r\u001b[J${text.join('')}`);
    this.drawn = lines.length;
  }

  private stillRunning(steps: readonly RunningStep[]): string {
    const [first] = steps;
    if (!first) return 'waiting for the provider';
    return steps.length === 1
      ? `${first.name} is running`
      : `${steps.length} steps are running`;
  }

  private elapsed(): string {
    const seconds = Math.round((performance.now() - this.startedAt) / 1000);
    const minutes = Math.floor(seconds / 60);
    return minutes > 0
      ? `${minutes} min ${String(seconds % 60).padStart(2)} s`
      : `${seconds} s`;
  }
}

function oneLine(message: string): string {
  return printable(message).replace(/\n/g, ' ');
}

function nameIn(message: string): string | undefined {
  return /"(.*)"/.exec(message)?.[1];
}

function plainLine({ time, level, stepId, msg, err }: LogRecord): string {
  const parts = [
    time?.slice(11, 23),
    LEVELS[level] ?? String(level),
    stepId && `${stepId}:`,
    printable(msg),
    err?.message !== undefined && !msg.includes(err.message)
      ? printable(err.message)
      : undefined,
  ];
  return parts.filter(Boolean).join(' ');
}
