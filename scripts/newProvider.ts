import path from 'node:path';
import { parseArgs } from 'node:util';

import { problemOf } from './newProvider/providerId';
import { scaffold } from './newProvider/scaffold';
import { PACKAGE_ROOT, runScript } from './sdkProject';

const HELP = `Usage: npm run new-provider -- ID

Writes a provider that works, to be changed into yours: account and users of an
API that is made up, its simulator, and its entries in the registry and the
documents. ID is the value of the field "provider" and the prefix of fields,
types and steps: lower-case letters and digits, such as "tern".

What to do next: docs/adding-a-provider.md
`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  const [id, ...others] = positionals;
  if (values.help || id === undefined || others.length > 0) {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const problem = problemOf(id, PACKAGE_ROOT);
  if (problem !== undefined) {
    process.stderr.write(`"${id}" ${problem}\n`);
    process.exitCode = 1;
    return;
  }
  const written = await scaffold(id, PACKAGE_ROOT);
  const documented = await runScript(path.join(__dirname, 'document.ts'), [], {
    cwd: PACKAGE_ROOT,
  });
  if (documented.exitCode !== 0) throw new Error(documented.output);
  process.stdout.write(
    `${written.join('\n')}\n\nIt works: npx jest -t ${id} src/providers/${id} test/contract/standard test/faults/sweep\nNext: docs/adding-a-provider.md\n`,
  );
}

void main();
