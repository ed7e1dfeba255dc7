import { Command } from 'commander';

import { demoCommand } from './commands/demo';
import { diffCommand } from './commands/diff';
import { preflightCommand } from './commands/preflight';
import { queryCommand } from './commands/query';
import { graphCommand, reportCommand } from './commands/report';
import { startCommand } from './commands/start';
import { uploadCommand } from './commands/upload';

/*
 * To add a command: write `commands/NAME.ts` like the others, and name it here. Its options stand in
 * that file; the work stands elsewhere and is imported when the command runs, so that `--help` is
 * quick and a package that only this command needs may be missing.
 */
const commands = [
  preflightCommand,
  startCommand,
  uploadCommand,
  reportCommand,
  graphCommand,
  queryCommand,
  diffCommand,
  demoCommand,
];

/** The command line of this package. */
export function createProgram(): Command {
  const program = new Command('graph-identity-provider')
    .description(
      'Collects who has access to what, and with which second factor, from your identity provider into JupiterOne.',
    )
    .showHelpAfterError('(--help lists the options and examples)')
    .helpCommand(false);
  for (const create of commands) {
    program.addCommand(
      create().copyInheritedSettings(program).helpCommand(false),
    );
  }
  return program;
}
