import { Command, Option } from 'commander';

import type * as Upload from '../upload/upload';
import type { UploadOptions } from '../upload/settings';
import { projectPathOption, verboseOption } from './options';

export function uploadCommand(): Command {
  return new Command('upload')
    .summary('collect, then bring it into JupiterOne')
    .description(
      'Collects as start does, checks the result, uploads it, and waits until it is in the graph. A step that failed is no obstacle: JupiterOne keeps what it has of its types. The exit code is 0 only where everything was collected and JupiterOne took it.',
    )
    .option(
      '-i, --instance <id>',
      'id of the integration instance (default: JUPITERONE_INSTANCE_ID)',
    )
    .addOption(
      new Option('--source <source>', 'what JupiterOne takes the upload for')
        .choices(['integration-managed', 'integration-external'])
        .default('integration-managed'),
    )
    .option(
      '--api-base-url <url>',
      'API of JupiterOne (default: https://api.us.jupiterone.io)',
    )
    .addOption(projectPathOption())
    .addOption(verboseOption())
    .addHelpText(
      'after',
      `
Environment variables, also in .env; never options, which others on the machine can read:
  JUPITERONE_ACCOUNT      id of the account: Settings, Account Management
  JUPITERONE_API_KEY      key of the instance: its page, API Keys, New
  JUPITERONE_INSTANCE_ID  on the page of the instance

An instance of a custom definition takes --source integration-external.

Examples:
  npm run upload
  npm run upload -- --instance 3f6c2a1e --source integration-external`,
    )
    .action(
      async ({
        projectPath = process.cwd(),
        verbose,
        ...options
      }: UploadOptions & { projectPath?: string; verbose?: boolean }) => {
        const { upload } = require('../upload/upload') as typeof Upload;
        process.exitCode = await upload(options, {
          projectPath,
          isVerbose: verbose,
        });
      },
    );
}
