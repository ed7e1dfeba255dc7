import path from 'node:path';

import { CommanderError } from 'commander';

import { PACKAGE_ROOT, runScript } from '../scripts/sdkProject';
import { createProgram } from './program';

const MAIN = path.join(__dirname, 'main.ts');
const NAMES = createProgram().commands.map((command) => command.name());

/** What a command answers to arguments before it does anything. */
function answer(name: string, args: readonly string[]) {
  let text = '';
  const write = (part: string) => (text += part);
  const program = createProgram().configureOutput({
    writeOut: write,
    writeErr: write,
  });
  const command = program.commands.find((each) => each.name() === name);
  if (!command) throw new Error(`There is no command ${name}.`);
  command.copyInheritedSettings(program).exitOverride();
  try {
    command.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { text, exitCode: error.exitCode };
  }
  throw new Error('The command has begun its work.');
}

it.each(NAMES)('%s tells its options, with examples', (name) => {
  const { text, exitCode } = answer(name, ['--help']);

  expect(text).toContain(`Usage: graph-identity-provider ${name}`);
  expect(text).toMatch(/--help +display help/);
  expect(text).toMatch(new RegExp(`Examples:\n  npm (start|run .*${name})\\b`));
  expect(exitCode).toBe(0);
});

it.each(NAMES)('%s answers an option that it does not know', (name) => {
  const { text, exitCode } = answer(name, ['--hepl']);

  expect(text).toContain("error: unknown option '--hepl'");
  expect(text).toContain('--help lists the options and examples');
  expect(exitCode).toBe(1);
});

it.each(NAMES.filter((name) => !['demo', 'diff', 'query'].includes(name)))(
  '%s answers an argument that it does not take',
  (name) => {
    const { text, exitCode } = answer(name, ['fetch-okta-users']);

    expect(text).toContain('too many arguments');
    expect(exitCode).toBe(1);
  },
);

it('answers to the shell', async () => {
  const options = { cwd: PACKAGE_ROOT };
  const [help, unknown] = await Promise.all([
    runScript(MAIN, ['start', '--help'], options),
    runScript(MAIN, ['strat'], options),
  ]);

  expect(help.stdout).toContain('Usage: graph-identity-provider start');
  expect(help.exitCode).toBe(0);
  expect(unknown.output).toMatch(
    /unknown command 'strat'[^]*Did you mean start/,
  );
  expect(unknown.output).not.toMatch(/^ +at /m);
  expect(unknown.exitCode).toBe(1);
});
