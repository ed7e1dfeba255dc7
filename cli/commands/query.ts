import { readFileSync } from 'node:fs';

import { Command, Option } from 'commander';

import type * as Query from '../answers/query';
import type * as Digest from '../answers/showDigest';
import { processTerminal } from '../collection/terminal';
import { UserError } from '../userError';

import { projectPathOption, thresholdOption } from './options';

interface QueryFlags {
  file?: string;
  finding?: string;
  format?: Query.Format;
  out?: string;
  list?: boolean;
  digest?: boolean;
  threshold?: Record<string, number>;
  projectPath?: string;
}

export function queryCommand(): Command {
  return new Command('query')
    .summary('ask what was collected, in SQL')
    .description(
      'Asks what was collected, in SQL (DuckDB). The views have the same words for all providers: docs/queries.md. Where something of the answer could not be read, a warning on stderr says so.',
    )
    .argument('[sql]', 'the query')
    .option('-f, --file <file>', 'a file that holds the query')
    .option('--finding <id>', 'ask one of the findings: who or what it found')
    .addOption(thresholdOption())
    .addOption(
      new Option(
        '--format <format>',
        'default: by the name of the file, else table',
      ).choices(['table', 'csv', 'json', 'parquet']),
    )
    .option('-o, --out <file>', 'write the answer into a file')
    .option('-l, --list', 'list the views and the findings')
    .option(
      '--digest',
      'show what was collected and all findings, as npm start does at its end',
    )
    .addOption(projectPathOption())
    .addHelpText(
      'after',
      `
Examples:
  npm run query -- "select name from people where admin and not mfa_enabled"
  npm run query -- --finding dormant --threshold dormant_days=180 --out dormant.csv
  npm run query -- --digest --threshold dormant_days=180
  npm run query -- --list`,
    )
    .action(async (sql: string | undefined, flags: QueryFlags) => {
      const answers = require('../answers/query') as typeof Query;
      if (flags.list) {
        process.stdout.write(answers.listing());
        return;
      }
      const projectPath = flags.projectPath ?? process.cwd();
      if (flags.digest) {
        const shown = require('../answers/showDigest') as typeof Digest;
        await shown.showDigest(projectPath, processTerminal(), flags.threshold);
        return;
      }
      await answers.query(
        {
          projectPath,
          finding: flags.finding,
          sql:
            flags.finding === undefined
              ? sqlOf(sql, flags)
              : answers.findingSql(flags.finding),
          format: flags.format,
          out: flags.out,
          thresholds: flags.threshold,
        },
        process,
      );
    });
}

function sqlOf(sql: string | undefined, { file }: QueryFlags): string {
  if (sql !== undefined) return sql;
  if (file === undefined) {
    throw new UserError(
      'What do you want to know? npm run query -- "select name from people where admin and not mfa_enabled"; --list names the views.',
    );
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
