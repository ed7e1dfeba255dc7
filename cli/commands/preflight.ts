import { Command } from 'commander';

import type * as Preflight from '../preflight/preflight';
import { projectPathOption, verboseOption } from './options';

export function preflightCommand(): Command {
  return new Command('preflight')
    .summary('what can be read, and what a whole run takes')
    .description(
      'Checks the configuration in .env (or in environment variables), the network and the credential, and looks at each data set with a request or two: what can be read, what cannot and what is needed for it, and how many calls and minutes a whole run takes. The exit code is 0 only where a run would be complete.',
    )
    .option('--json', 'print the result as JSON, and nothing else')
    .addOption(projectPathOption())
    .addOption(verboseOption())
    .addHelpText(
      'after',
      `
Examples:
  npm run preflight
  npm run --silent preflight -- --json`,
    )
    .action(
      async ({
        projectPath = process.cwd(),
        json,
        verbose,
      }: {
        projectPath?: string;
        json?: boolean;
        verbose?: boolean;
      }) => {
        const { preflight } =
          require('../preflight/preflight') as typeof Preflight;
        process.exitCode = await preflight({
          projectPath,
          isJson: json,
          isVerbose: verbose,
        });
      },
    );
}
