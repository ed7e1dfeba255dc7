import path from 'node:path';

import { InvalidArgumentError, Option } from 'commander';

/** Adds the values of one more option to those of the earlier ones. */
export function commaSeparated(
  value: string,
  earlier: readonly string[] = [],
): string[] {
  const values = value.split(',').map((each) => each.trim());
  return [...earlier, ...values.filter((each) => each !== '')];
}

/** The directory in whose .j1-integration the result stands. */
export function projectPathOption(): Option {
  return new Option(
    '-p, --project-path <directory>',
    'where .j1-integration is written (default: here)',
  ).argParser((value) => path.resolve(value));
}

/** Shows the whole log. */
export function verboseOption(): Option {
  return new Option('-v, --verbose', 'show the whole log');
}

/** Numbers that findings compare with, by name. */
export function thresholdOption(): Option {
  return new Option(
    '-t, --threshold <name=value>',
    'a number that findings compare with, such as dormant_days=180; may be given again',
  ).argParser((given: string, earlier: Record<string, number> = {}) => {
    const [, name, value] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(given) ?? [];
    if (name === undefined) {
      throw new InvalidArgumentError(
        'It is name=value, such as dormant_days=180.',
      );
    }
    return { ...earlier, [name]: Number(value) };
  });
}
