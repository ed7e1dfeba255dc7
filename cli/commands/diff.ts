import { writeFileSync } from 'node:fs';

import { Command, Option } from 'commander';

import type * as Diff from '../answers/diff';

interface DiffFlags {
  format: Diff.DiffOptions['format'];
  out?: string;
}

export function diffCommand(): Command {
  return new Command('diff')
    .summary('what changed between two results')
    .description(
      'Says what changed between two results: people, memberships, assignments of applications, roles and factors. What one of the runs did not read all of is never called removed.',
    )
    .argument('<old>', 'a result that npm start -- --keep kept, or a project')
    .argument('[new]', 'default: the last result of this project')
    .addOption(
      new Option('--format <format>', 'how to tell it')
        .choices(['text', 'csv', 'json'])
        .default('text'),
    )
    .option('-o, --out <file>', 'write it into a file')
    .addHelpText(
      'after',
      `
Examples:
  npm start -- --keep
  npm run diff -- .j1-integration-2026-01-05T08-00-00
  npm run diff -- monday friday --format csv --out changes.csv`,
    )
    .action(
      async (older: string, newer: string | undefined, flags: DiffFlags) => {
        const { diff } = require('../answers/diff') as typeof Diff;
        const text = await diff({
          older,
          newer: newer ?? process.cwd(),
          format: flags.format,
        });
        if (flags.out === undefined) process.stdout.write(text);
        else writeFileSync(flags.out, text);
      },
    );
}
