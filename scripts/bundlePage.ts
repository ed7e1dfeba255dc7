import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { makeBundle } from '../cli/reportPage/bundle';
import { PACKAGE_ROOT } from './sdkProject';

/** Puts the program of the report's page into dist/, where the installed package reads it. */
async function main(): Promise<void> {
  await writeFile(
    path.join(PACKAGE_ROOT, 'dist/cli/reportPage/bundle.json'),
    JSON.stringify(await makeBundle()),
  );
}

void main();
