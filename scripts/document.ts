import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { readViews } from '../cli/answers/answerFiles';
import { readFindings } from '../cli/answers/findingFiles';
import { commonFields } from '../src/config';
import { operatorVariables } from '../src/operatorLimits';
import { providers } from '../src/providers';

import {
  allFieldsTable,
  fieldsTable,
  variablesTable,
} from './documents/configTables';
import { environmentExample } from './documents/environmentExample';
import { replacePart } from './documents/markdown';
import { propertiesPage } from './documents/propertyTables';
import { queriesPage } from './documents/queriesPage';
import { PACKAGE_ROOT, runCli } from './sdkProject';

/*
 * `npm run document`: writes what the documents tell of types, fields and properties. All of it
 * stands beside the code: the SDK's own command reads the data model from the steps, and the rest
 * is read from the tables of the registered providers.
 */

/** Of the SDK, which reads it. */
const LOG_LEVEL = { default: 'info', help: '`debug` shows every call' };

async function main(): Promise<void> {
  await documentDataModel();
  await update('README.md', (text) =>
    replacePart(
      replacePart(
        text,
        'fields',
        allFieldsTable([{ configTable: commonFields }, ...providers]),
      ),
      "operator's variables",
      variablesTable({ ...operatorVariables, LOG_LEVEL }),
    ),
  );
  await update('docs/jupiterone.md', (text) =>
    providers.reduce(
      (document, { id, configTable }) =>
        replacePart(document, `fields of ${id}`, fieldsTable(configTable)),
      text,
    ),
  );
  await write('docs/properties.md', propertiesPage(providers));
  await write('docs/queries.md', queriesPage(readViews(), readFindings()));
  await write(
    '.env.example',
    environmentExample({
      commonFields,
      providers,
      chosen: commonFields.provider.example,
      operatorVariables,
    }),
  );
}

async function documentDataModel(): Promise<void> {
  const { exitCode, output } = await runCli(['document'], {
    projectPath: PACKAGE_ROOT,
  });
  if (exitCode !== 0) throw new Error(output);
}

async function update(
  file: string,
  change: (text: string) => string,
): Promise<void> {
  const text = await readFile(path.join(PACKAGE_ROOT, file), 'utf8');
  await write(file, change(text));
}

async function write(file: string, text: string): Promise<void> {
  const filepath = path.join(PACKAGE_ROOT, file);
  const formatted = file.endsWith('.md')
    ? await format(text, { ...(await resolveConfig(filepath)), filepath })
    : text;
  await writeFile(filepath, formatted);
}

void main();
