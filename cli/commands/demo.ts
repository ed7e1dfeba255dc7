import path from 'node:path';

import { Argument, Command } from 'commander';

import type * as Demo from '../demo';
import type * as Stages from '../demoStages';
import { UserError } from '../userError';
import { verboseOption } from './options';

export function demoCommand(): Command {
  return new Command('demo')
    .summary('the same against a made-up account on this machine')
    .description(
      'Serves a made-up account from this machine, collects it, compares what was collected with what is served, says what that tells, and draws it. Needs no credentials and no network.',
    )
    .addArgument(
      new Argument('[provider]', 'whose account')
        .choices(['okta', 'acme', 'jumpcloud', 'sysdig'])
        .default('okta'),
    )
    .addOption(verboseOption())
    .addHelpText(
      'after',
      `
Examples:
  npm run demo
  npm run demo -- jumpcloud
  npm run demo -- --verbose`,
    )
    .action(
      async (
        provider: Stages.DemoProvider,
        { verbose }: { verbose?: boolean },
      ) => {
        if (path.extname(__filename) !== '.ts') {
          throw new UserError(
            'The demo needs its simulator, which is not part of the package: run it in a clone of the repository.',
          );
        }
        const { demo } = require('../demo') as typeof Demo;
        process.exitCode = await demo(provider, verbose);
      },
    );
}
