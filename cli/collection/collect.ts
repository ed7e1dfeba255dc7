import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { storageDirectory, summaryPath } from '../../scripts/collectedGraph';
import { readEnvFile } from './envFile';
import { LogFile } from './logFile';
import type { Terminal } from './terminal';
import type { WorkerInput } from './workerInput';
import { runWorker, type WorkerRun } from './workerProcess';

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
export interface CollectRun extends WorkerRun {
  /** The steps that were asked for; none for all of them. */
  steps: readonly string[];
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

  const run = await runWorker({
    file: path.join(__dirname, 'worker'),
    input,
    cwd,
    env: { ...envFile.variables, ...env },
    logFile: new LogFile(projectPath),
    terminal,
    isVerbose,
  });
  return { ...run, steps };
}

/** Of a project that has one, its own: so do tests run another. Compiled it is always ours. */
function integrationOf(projectPath: string): string {
  const own = path.join(projectPath, 'src');
  const isSource = path.extname(__filename) === '.ts';
  return isSource && existsSync(own)
    ? own
    : path.resolve(__dirname, '../../src');
}
