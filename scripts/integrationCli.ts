import path from 'node:path';
import { parseArgs } from 'node:util';

/** The folder of this package: the one that holds package.json and src/. */
export const PACKAGE_ROOT = path.resolve(__dirname, '..');

/** The JupiterOne SDK's command, `j1-integration`. */
export const CLI_PATH = path.join(
  PACKAGE_ROOT,
  'node_modules/.bin/j1-integration',
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

/** The project directory that the arguments of a `j1-integration` command choose. */
export function projectPathOf(args: readonly string[], cwd: string): string {
  const { values } = parseArgs({
    args: [...args],
    options: { 'project-path': { type: 'string', short: 'p' } },
    strict: false,
  });
  const chosen = values['project-path'];
  return typeof chosen === 'string' ? path.resolve(cwd, chosen) : cwd;
}
