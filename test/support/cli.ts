import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import {
  collectedEntities,
  collectedRelationships,
  readSummary,
} from '../../scripts/collectedGraph';
import type {
  CollectedEntity,
  CollectedRelationship,
  CollectionSummary,
} from '../../scripts/collectedGraph';
import {
  CLI_PATH,
  isolatedEnvironment,
  PACKAGE_ROOT,
} from '../../scripts/integrationCli';

/** How a command ended, and what it printed. */
export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Both of the above, for searches. */
  output: string;
}

/** How to run a command. */
export interface CommandOptions {
  /** The variables of its environment; none of the developer's own reaches it. */
  env?: NodeJS.ProcessEnv;
  /** The directory whose .env file the SDK reads. */
  cwd: string;
  timeoutMs?: number;
}

/** How to run the SDK's command. */
export interface CliOptions extends Omit<CommandOptions, 'cwd'> {
  /** A project from `createProject`: the command reads its src and writes its .j1-integration. */
  projectPath: string;
  /** Default: the project. */
  cwd?: string;
}

/** A directory that looks like this package to the SDK's command. */
export interface Project {
  path: string;
  remove(): Promise<void>;
}

/** Everything that a run left in a project. */
export interface Graph {
  entities: CollectedEntity[];
  relationships: CollectedRelationship[];
  /** Undefined when the run ended before the SDK wrote one. */
  summary?: CollectionSummary;
}

const TIMEOUT_MS = 60_000;

/**
 * Makes a project directory of its own for a test: its src leads to the real one, its
 * .j1-integration is nobody else's, and there is no .env file.
 */
export async function createProject(
  source = path.join(PACKAGE_ROOT, 'src'),
): Promise<Project> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'j1-')));
  await symlink(source, path.join(directory, 'src'));
  return {
    path: directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Runs `j1-integration` in a process of its own, as a user would. */
export function runCli(
  args: string[],
  { projectPath, cwd = projectPath, ...options }: CliOptions,
): Promise<CommandResult> {
  return runNode([CLI_PATH, ...args, '--project-path', projectPath], {
    cwd,
    ...options,
  });
}

/** Runs a Node.js program. One that does not end in time is killed, and the promise rejects. */
export async function runNode(
  args: string[],
  { env = {}, cwd, timeoutMs = TIMEOUT_MS }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: isolatedEnvironment(env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const [stdout, stderr, end] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]).finally(() => clearTimeout(timer));
  const output = stdout + stderr;
  if (timedOut) {
    throw new Error(
      `${args.join(' ')} did not end within ${timeoutMs} ms. It printed:\n${output}`,
    );
  }
  return { exitCode: end[0] ?? 1, stdout, stderr, output };
}

/** Reads all that a run collected into a project. For tests: it holds the whole graph. */
export async function readGraph(projectPath: string): Promise<Graph> {
  return {
    entities: await all(collectedEntities(projectPath)),
    relationships: await all(collectedRelationships(projectPath)),
    summary: await readSummary(projectPath),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const result: T[] = [];
  for await (const item of items) result.push(item);
  return result;
}
