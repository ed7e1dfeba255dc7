import { z } from 'zod';

/** Levels of bunyan, which the SDK logs with. */
const Level = { info: 30, warn: 40, error: 50 } as const;

/** What JupiterOne says of a job that took an upload. */
const Job = z.looseObject({
  id: z.string(),
  status: z.string(),
  numEntitiesCreated: z.number().optional(),
  numEntitiesUpdated: z.number().optional(),
  numEntitiesDeleted: z.number().optional(),
  numRelationshipsCreated: z.number().optional(),
  numRelationshipsUpdated: z.number().optional(),
  numRelationshipsDeleted: z.number().optional(),
});

export type UploadJob = z.infer<typeof Job>;

const Record = z.looseObject({
  level: z.number(),
  msg: z.string().default(''),
  time: z.string().optional(),
  stepId: z.string().optional(),
  /** Says what happened where the message is for people only. */
  event: z.string().optional(),
  job: Job.optional().catch(undefined),
  preflight: z.unknown().optional(),
  code: z.string().optional(),
  err: z
    .looseObject({
      name: z.string().optional(),
      message: z.string().optional(),
    })
    .optional(),
});

/** One line of the log: bunyan's JSON. */
export type LogRecord = z.infer<typeof Record>;

/** A warning, and how often it was given. */
export interface Warning {
  message: string;
  stepId?: string;
  count: number;
}

/** What a message means for the step that logged it; undefined where it is only news. */
export type StepChange = 'started' | 'ended';

/** Events of the worker beside those of the SDK. */
export const RUN_FAILED = 'run-failed';
export const STORAGE_READY = 'storage-ready';
export const UPLOAD_ENDED = 'upload-ended';
export const PREFLIGHT_ENDED = 'preflight-ended';

/** Errors that nobody caught: the SDK logs them and still calls the step a success. */
const STRAY_EVENTS = ['unhandledRejection', 'uncaughtException'];

/** What the SDK tells operators of its own platform in every run. */
const PLATFORM_FIELDS = [
  'metric',
  'summary',
  'collectionResult',
  'compressionEnabled',
  'cacheFilePath',
];

const STARTED = /^Starting step "(.*)"\.\.\.$/;
const COMPLETED = /^Completed step "/;
const FAILED = /^Step ".*" failed to complete due to error\./;
const REFUSED = 'Error occurred while validating integration configuration.';

/** A line of output as a record; undefined for what is no log line, such as Node's warnings. */
export function parseRecord(line: string): LogRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return Record.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** What only the log tells of a run: the SDK's summary.json does not hold it. */
export class RunLog {
  /** Why steps failed, by step id. */
  readonly failureReasons = new Map<string, string>();
  /** Why the whole run ended early: a configuration that is not valid, a refused credential. */
  fatalReason?: string;
  /** Errors that no step caught. */
  readonly strayErrors: string[] = [];
  /** Names of steps that have begun, by id. */
  readonly stepNames = new Map<string, string>();
  /** The job of an upload, as it was last seen. */
  job?: UploadJob;
  /** What a preflight found. */
  preflight?: unknown;
  /** What the process printed last besides its log: how Node.js says that it failed. */
  lastWords?: string;
  private readonly warned = new Map<string, Warning>();

  /** Takes a line that is no record. */
  readOther(line: string): void {
    this.lastWords = /^\w*Error\b.*/.exec(line)?.[0] ?? this.lastWords;
  }

  /** Takes the next record. */
  read(record: LogRecord): void {
    const { level, msg, stepId, event } = record;
    if (event === UPLOAD_ENDED) this.job = record.job;
    if (event === PREFLIGHT_ENDED) this.preflight = record.preflight;
    if (event === RUN_FAILED) {
      this.fatalReason ??= reasonOf(record);
    } else if (event !== undefined && STRAY_EVENTS.includes(event)) {
      this.strayErrors.push(reasonOf(record));
    } else if (msg.startsWith(REFUSED)) {
      this.fatalReason = reasonOf(record);
    } else if (stepId !== undefined && FAILED.test(msg)) {
      this.failureReasons.set(stepId, reasonOf(record));
    } else if (level >= Level.warn && !isAboutMultipleResolves(record)) {
      this.warn(record);
    }
    const [, name] = STARTED.exec(msg) ?? [];
    if (stepId !== undefined && name !== undefined) {
      this.stepNames.set(stepId, name);
    }
  }

  /** The warnings, those that differ in numbers only counted as one. */
  get warnings(): readonly Warning[] {
    return [...this.warned.values()];
  }

  private warn({ msg, stepId, err }: LogRecord): void {
    const message = msg || err?.message || 'a warning without a message';
    const kind = `${stepId}: ${message.replace(/\d+/g, '#')}`;
    const known = this.warned.get(kind);
    if (known) known.count += 1;
    else this.warned.set(kind, { message, stepId, count: 1 });
  }
}

/** Whether a step started or ended with this record. */
export function stepChangeOf({ msg }: LogRecord): StepChange | undefined {
  if (STARTED.test(msg)) return 'started';
  return COMPLETED.test(msg) || FAILED.test(msg) ? 'ended' : undefined;
}

/** Whether people who wait for the run want to read a record: it tells how far it has come. */
export function isNews(record: LogRecord): boolean {
  return (
    record.level >= Level.info &&
    record.msg !== '' &&
    record.event === undefined &&
    stepChangeOf(record) === undefined &&
    !PLATFORM_FIELDS.some((field) => field in record)
  );
}

/** Node reports what node-fetch 2 does harmlessly. */
function isAboutMultipleResolves({ event }: LogRecord): boolean {
  return event === 'multipleResolves';
}

/** The message of the error itself: the SDK hides that of a bug behind "unexpected error". */
function reasonOf({ err, msg }: LogRecord): string {
  return err?.message || msg;
}
