import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The folder of this package: the one that holds package.json and src/. */
export const PACKAGE_ROOT = path.resolve(__dirname, '..');

/** The JupiterOne SDK's command, `j1-integration`: a program for Node.js. */
const CLI_PATH = path.join(
  PACKAGE_ROOT,
  'node_modules/@jupiterone/integration-sdk-cli/bin/j1-integration',
);

const TS_NODE_PATH = path.join(
  PACKAGE_ROOT,
  'node_modules/ts-node/dist/bin.js',
);

/** What a program needs from the surrounding environment, and nothing that configures a provider. */
const NEUTRAL_VARIABLES = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'LC_ALL',
  'TERM',
  'NO_COLOR',
  'SystemRoot',
];

const TIMEOUT_MS = 150_000;

/** A directory that looks like this package to the SDK's command. */
export interface Project {
  path: string;
  remove(): Promise<void>;
}

/** How to run a program. */
export interface CommandOptions {
  /** The variables of its environment; none of the developer's own reaches it. */
  env?: NodeJS.ProcessEnv;
  /** The directory whose .env file the SDK reads. */
  cwd: string;
  /** 150 seconds unless told: less than a test may take, so that its output is shown. */
  timeoutMs?: number;
}

/** How to run the SDK's command. */
export interface CliOptions extends Omit<CommandOptions, 'cwd'> {
  /** A project from `createProject`: the command reads its src and writes its .j1-integration. */
  projectPath: string;
  /** Default: the project. */
  cwd?: string;
  /** A script that is run within the same process before the command. */
  preload?: string;
}

/** How a program ended, and what it printed. */
export interface CommandResult {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Both of the above, for searches. */
  output: string;
}

/**
 * Makes a project of its own for a run: its src leads to the real one, its .j1-integration is
 * nobody else's, and there is no .env file.
 */
export async function createProject(
  source = path.join(PACKAGE_ROOT, 'src'),
): Promise<Project> {
  const directory = await realpath(await mkdtemp(path.join(tmpdir(), 'j1-')));
  // A junction needs no privilege on Windows; elsewhere the word means nothing.
  await symlink(source, path.join(directory, 'src'), 'junction');
  return {
    path: directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** The arguments with which Node.js runs the SDK's command on a project. */
export function cliArguments(
  projectPath: string,
  [command = '', ...args]: readonly string[],
): string[] {
  return [CLI_PATH, command, '--project-path', projectPath, ...args];
}

/** Runs `j1-integration` in a process of its own, as a user would. */
export function runCli(
  args: readonly string[],
  { projectPath, cwd = projectPath, preload, ...options }: CliOptions,
): Promise<CommandResult> {
  const before = preload === undefined ? [] : ['--require', preload];
  return runNode([...before, ...cliArguments(projectPath, args)], {
    cwd,
    ...options,
  });
}

/** The arguments with which Node.js runs a TypeScript file. */
export function scriptArguments(
  file: string,
  args: readonly string[] = [],
): string[] {
  return [TS_NODE_PATH, file, ...args];
}

/** Runs a TypeScript file in a process of its own. */
export function runScript(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  return runNode(scriptArguments(file, args), options);
}

/** Runs a Node.js program. One that does not end in time is killed, and the promise rejects. */
export async function runNode(
  args: readonly string[],
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

/**
 * The environment for a run of the SDK's command: the variables given, and two that let it start
 * from any directory (TypeScript settings) and quietly (a notice of the AWS SDK on stderr).
 */
export function cliEnvironment(
  variables: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    TS_NODE_PROJECT: path.join(PACKAGE_ROOT, 'tsconfig.json'),
    AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE: '1',
    ...variables,
  };
}

/**
 * The same without a developer's own settings: only the variables given and neutral ones such as
 * PATH, so that a PROVIDER or an API key in the shell cannot change the run.
 */
export function isolatedEnvironment(
  variables: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const neutral: NodeJS.ProcessEnv = {};
  for (const name of NEUTRAL_VARIABLES) neutral[name] = process.env[name];
  return cliEnvironment({ ...neutral, ...variables });
}
