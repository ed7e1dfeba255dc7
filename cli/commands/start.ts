import { Command } from 'commander';

import type * as Start from '../start';
import { commaSeparated, projectPathOption, verboseOption } from './options';

interface StartOptions {
  step?: string[];
  projectPath?: string;
  schemaValidation: boolean;
  keep?: boolean;
  verbose?: boolean;
}

export function startCommand(): Command {
  return new Command('start')
    .summary('collect from the provider in .env, then say what was collected')
    .description(
      'Collects from the provider in .env (or in environment variables) into .j1-integration, then says what was collected, what is missing, and what to do. The exit code is 0 only when everything was collected.',
    )
    .option(
      '-s, --step <ids>',
      'only these steps and those that they build on, separated by commas',
      commaSeparated,
    )
    .addOption(projectPathOption())
    .option(
      '-V, --no-schema-validation',
      "do not check each object against JupiterOne's data model",
    )
    .option(
      '--keep',
      'keep the last result beside the new one, for npm run diff',
    )
    .addOption(verboseOption())
    .addHelpText(
      'after',
      `
Examples:
  npm start
  npm start -- --step fetch-okta-users
  npm start -- --keep
  npm start -- --verbose`,
    )
    .action(async (options: StartOptions) => {
      const { start } = require('../start') as typeof Start;
      process.exitCode = await start({
        projectPath: options.projectPath ?? process.cwd(),
        steps: options.step,
        keepsLast: options.keep,
        validatesSchema: options.schemaValidation,
        isVerbose: options.verbose,
      });
    });
}
