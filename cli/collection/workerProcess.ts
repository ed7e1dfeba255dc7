import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { cliEnvironment, scriptArguments } from '../../scripts/sdkProject';
import type { LogFile } from './logFile';
import { ProgressView } from './progressView';
import { parseRecord, RunLog, STORAGE_READY } from './runLog';
import type { Terminal } from './terminal';

/** A program whose log is JSON on stdout. */
export interface WorkerOptions {
  /** The program, without the ending of its file. */
  file: string;
  /** Its only argument. */
  input: object;
  env: NodeJS.ProcessEnv;
  cwd: string;
  logFile: LogFile;
  terminal: Terminal;
  /** Whether the whole log is shown. */
  isVerbose: boolean;
}

/** How such a program ended. */
export interface WorkerRun {
  /** Not 0 where it ended early. */
  exitCode: number;
  /** Whether it was stopped by Ctrl-C or a signal. */
  interrupted: boolean;
  durationMs: number;
  log: RunLog;
}

/** Runs such a program in a process of its own, and shows how far it has come. */
export async function runWorker(options: WorkerOptions): Promise<WorkerRun> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, workerArguments(options), {
    cwd: options.cwd,
    env: cliEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = new RunLog();
  const view = new ProgressView(options.terminal, options.isVerbose);
  try {
    const [end] = await Promise.all([
      endOf(child),
      listen(child, log, view, options.logFile),
    ]);
    return { ...end, durationMs: performance.now() - startedAt, log };
  } finally {
    view.end();
  }
}

function workerArguments({ file, input }: WorkerOptions): string[] {
  const args = [JSON.stringify(input)];
  return path.extname(__filename) === '.ts'
    ? scriptArguments(`${file}.ts`, args)
    : [`${file}.js`, ...args];
}

/** Takes all that the worker prints. */
async function listen(
  { stdout, stderr }: ChildProcess,
  log: RunLog,
  view: ProgressView,
  file: LogFile,
): Promise<void> {
  if (!stdout || !stderr) throw new Error('The worker has no output.');
  const take = async (line: string): Promise<void> => {
    const record = parseRecord(line);
    file.write(record ? line : JSON.stringify({ level: 30, msg: line }));
    if (record?.event === STORAGE_READY) await file.open();
    if (record) log.read(record);
    else log.readOther(line);
    view.read(record ?? { level: 30, msg: line });
  };
  const takeAll = async (stream: NodeJS.ReadableStream): Promise<void> => {
    for await (const line of createInterface({ input: stream })) {
      await take(line);
    }
  };
  await Promise.all([takeAll(stdout), takeAll(stderr)]);
  await file.close();
}

/** Waits for the child to end. A signal that would stop this process stops the child first. */
async function endOf(
  child: ChildProcess,
): Promise<Pick<WorkerRun, 'exitCode' | 'interrupted'>> {
  let interrupted = false;
  const stop = (signal: NodeJS.Signals): void => {
    interrupted = true;
    child.kill(signal);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const [exitCode] = (await once(child, 'close')) as unknown[];
    // The exit code is null when a signal ended the child.
    return {
      exitCode: typeof exitCode === 'number' ? exitCode : 1,
      interrupted,
    };
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
