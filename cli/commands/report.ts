import path from 'node:path';

import { Command, Option } from 'commander';

import type * as Show from '../reportPage/showReport';
import type { Place } from '../reportPage/showReport';

import { projectPathOption, thresholdOption } from './options';

interface ReportFlags {
  out?: string;
  threshold?: Record<string, number>;
  projectPath?: string;
}

export function reportCommand(): Command {
  return withOptions(
    new Command('report')
      .summary('what was collected as a page that opens without the internet')
      .description(
        'Writes what was collected as one HTML file that opens without the internet: findings, people, groups, applications, who may use what and how. Prints the digest, too. Asks no provider.',
      ),
  )
    .addOption(thresholdOption())
    .addHelpText(
      'after',
      `
Examples:
  npm run report
  npm run report -- --out access.html
  npm run report -- --project-path /var/lib/collected`,
    )
    .action((flags: ReportFlags) => show(flags, 'overview'));
}

export function graphCommand(): Command {
  return withOptions(
    new Command('graph')
      .summary('the same page, at its picture of the graph')
      .description(
        'Writes the page that report writes, and says where its picture is: one person, group or application and what is around it.',
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  npm run graph
  npm run graph -- --out /tmp/access.html`,
    )
    .action((flags: ReportFlags) => show(flags, 'picture'));
}

function withOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-o, --out <file>',
        'default: report.html in .j1-integration',
      ).argParser((value: string) => path.resolve(value)),
    )
    .addOption(projectPathOption());
}

async function show(
  { projectPath = process.cwd(), out, threshold }: ReportFlags,
  place: Place,
): Promise<void> {
  const shown = require('../reportPage/showReport') as typeof Show;
  await shown.showReport({ projectPath, out, thresholds: threshold }, place);
}
