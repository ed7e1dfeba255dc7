import { stripVTControlCharacters } from 'node:util';

/** What only the command's log tells about a run: the SDK's summary.json does not hold it. */
export interface CliLog {
  /** Why steps failed, by step name. */
  failureReasons: Map<string, string>;
  /** Why the whole run ended early: a configuration that is not valid, a refused credential. */
  fatalReason?: string;
  warnings: number;
  errors: number;
  /** Errors that no step caught. The SDK logs them and still calls the step a success. */
  strayErrors: string[];
}

const LOG_LINE =
  /^\d\d:\d\d:\d\d\.\d{3}Z\s+(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) [^:]*: (.*)$/;

/** A failed step, or a failed validation: then the first group is missing. */
const FAILURE =
  /^(?:Step "(.*?)" failed to complete due to error\.|Error occurred while validating).*?\(errorCode="([^"]*)", errorId="[^"]*", reason=("(?:[^"\\]|\\.)*")\)/;

const STRAY_ERROR = /\(.*event=(?:unhandledRejection|uncaughtException)\b/;

/** The first line of an error below the log line that reports it. */
const ERROR_DETAIL = /^\s+\w*Error: (.*)$/;

/** The error that the command prints when it gives up. */
const LAST_WORDS = /^\w*Error: (.*)$/;

/** Listens to the lines that a `j1-integration` command prints. */
export class CliLogReader {
  readonly log: CliLog = {
    failureReasons: new Map(),
    warnings: 0,
    errors: 0,
    strayErrors: [],
  };

  /** The step whose reason the log line hides ("Unexpected error"), until the next line names it. */
  private unexplainedStep?: string;

  /** Takes the next line of output. */
  read(coloredLine: string): void {
    const line = stripVTControlCharacters(coloredLine);
    const unexplainedStep = this.unexplainedStep;
    this.unexplainedStep = undefined;

    const [, level, message] = LOG_LINE.exec(line) ?? [];
    if (level === undefined || message === undefined) {
      this.readDetail(line, unexplainedStep);
      return;
    }
    if (level === 'WARN') this.log.warnings += 1;
    if (level === 'ERROR' || level === 'FATAL') this.log.errors += 1;
    if (STRAY_ERROR.test(message)) this.log.strayErrors.push(message);
    this.readFailure(message);
  }

  private readFailure(message: string): void {
    const [, step, code, quotedReason] = FAILURE.exec(message) ?? [];
    if (quotedReason === undefined) return;
    const hidden = code === 'UNEXPECTED_ERROR';
    const reason = String(JSON.parse(quotedReason));
    if (step === undefined) {
      if (!hidden) this.log.fatalReason = reason;
      return;
    }
    this.log.failureReasons.set(step, reason);
    if (hidden) this.unexplainedStep = step;
  }

  private readDetail(line: string, unexplainedStep: string | undefined): void {
    this.log.fatalReason ??= LAST_WORDS.exec(line)?.[1];
    const reason = ERROR_DETAIL.exec(line)?.[1];
    if (unexplainedStep === undefined || reason === undefined) return;
    this.log.failureReasons.set(unexplainedStep, reason);
  }
}
