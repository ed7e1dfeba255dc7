import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

import { summaryPath } from './collectedGraph';
import { CliLogReader } from './cliLog';
import type { CliLog } from './cliLog';
import { cliArguments } from './sdkProject';

/** One run of `j1-integration collect`. */
export interface CollectOptions {
  projectPath: string;
  /** Arguments for `collect` besides the project path. */
  args?: readonly string[];
  env: NodeJS.ProcessEnv;
  /** The directory whose .env file the SDK reads. */
  cwd: string;
  terminal: Terminal;
}

/** Where a script writes to, and what that place can show. */
export interface Terminal {
  write(text: string): void;
  colors: boolean;
  columns: number;
}

/** How a run of `j1-integration collect` ended. */
export interface CollectRun {
  /** 0 even when steps failed: the SDK does not tell failed steps by the exit code. */
  exitCode: number;
  /** Whether the run was stopped by Ctrl-C or a signal. */
  interrupted: boolean;
  durationMs: number;
  log: CliLog;
}

/** The terminal that this process was started from. */
export function processTerminal(): Terminal {
  const { stdout } = process;
  return {
    write: (text) => void stdout.write(text),
    colors: stdout.isTTY && !process.env.NO_COLOR,
    columns: stdout.columns ?? 80,
  };
}

/**
 * Runs `j1-integration collect` in a process of its own, shows its output while it runs, and
 * tells how it ended. The summary of an earlier run is removed first: a summary.json found
 * afterwards belongs to this run.
 */
export async function collect(options: CollectOptions): Promise<CollectRun> {
  const { projectPath, args = [], env, cwd, terminal } = options;
  await rm(summaryPath(projectPath), { force: true });

  const startedAt = performance.now();
  const reader = new CliLogReader();
  const child = spawn(
    process.execPath,
    cliArguments(projectPath, ['collect', ...args]),
    { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const show = (line: string): void => {
    reader.read(line);
    const shown = terminal.colors ? line : stripVTControlCharacters(line);
    terminal.write(`${shown}\n`);
  };
  const [end] = await Promise.all([
    endOf(child),
    eachLine(child.stdout, show),
    eachLine(child.stderr, show),
  ]);
  const durationMs = performance.now() - startedAt;
  return { ...end, durationMs, log: reader.log };
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

async function eachLine(
  stream: Readable,
  take: (line: string) => void,
): Promise<void> {
  for await (const line of createInterface({ input: stream })) take(line);
}
