import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { storageDirectory, summaryPath } from '../../scripts/collectedGraph';
import { cliEnvironment, scriptArguments } from '../../scripts/sdkProject';
import { readEnvFile } from './envFile';
import { LogFile } from './logFile';
import { ProgressView } from './progressView';
import { parseRecord, RunLog, STORAGE_READY } from './runLog';
import type { Terminal } from './terminal';
import type { WorkerInput } from './workerInput';

/** One run. */
export interface CollectOptions {
  /** Where .j1-integration is written. */
  projectPath: string;
  /** The steps to run, with those that they build on; all where none is named. */
  steps?: readonly string[];
  validatesSchema?: boolean;
  /** Whether the whole log is shown. */
  isVerbose?: boolean;
  /** Default: those of this process. They win over the .env file. */
  env?: NodeJS.ProcessEnv;
  /** The directory whose .env file is read; default: that of this process. */
  cwd?: string;
  terminal: Terminal;
}

/** How a run ended. */
export interface CollectRun {
  /** Not 0 where the run ended early; failed steps do not count. */
  exitCode: number;
  /** Whether the run was stopped by Ctrl-C or a signal. */
  interrupted: boolean;
  durationMs: number;
  /** The steps that were asked for; none for all of them. */
  steps: readonly string[];
  log: RunLog;
}

/**
 * Collects in a process of its own, shows how far it has come, and tells how it ended. The summary
 * of an earlier run is removed first: a summary.json found afterwards belongs to this run.
 */
export async function collect(options: CollectOptions): Promise<CollectRun> {
  const { projectPath, terminal, steps = [], isVerbose = false } = options;
  const { env = process.env, cwd = process.cwd() } = options;
  await rm(summaryPath(projectPath), { force: true });
  const envFile = await readEnvFile(cwd, env);
  const input: WorkerInput = {
    integration: integrationOf(projectPath),
    storage: storageDirectory(projectPath),
    steps: [...steps],
    validatesSchema: options.validatesSchema ?? true,
    envFile: envFile.facts,
  };

  const startedAt = performance.now();
  const child = spawn(process.execPath, workerArguments(input), {
    cwd,
    env: cliEnvironment({ ...envFile.variables, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = new RunLog();
  const view = new ProgressView(terminal, isVerbose);
  try {
    const [end] = await Promise.all([
      endOf(child),
      listen(child, log, view, new LogFile(projectPath)),
    ]);
    const durationMs = performance.now() - startedAt;
    return { ...end, durationMs, steps, log };
  } finally {
    view.end();
  }
}

/** Of a project that has one, its own: so do tests run another. Compiled it is always ours. */
function integrationOf(projectPath: string): string {
  const own = path.join(projectPath, 'src');
  const isSource = path.extname(__filename) === '.ts';
  return isSource && existsSync(own)
    ? own
    : path.resolve(__dirname, '../../src');
}

function workerArguments(input: WorkerInput): string[] {
  const file = path.join(__dirname, `worker${path.extname(__filename)}`);
  const args = [JSON.stringify(input)];
  return file.endsWith('.ts') ? scriptArguments(file, args) : [file, ...args];
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
): Promise<Pick<CollectRun, 'exitCode' | 'interrupted'>> {
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
