import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { format, resolveConfig } from 'prettier';

import { readViews } from '../cli/answers/answerFiles';
import { readFindings } from '../cli/answers/findingFiles';
import { commonFields } from '../src/config';
import { sharedFields } from '../src/invocation';
import { operatorVariables } from '../src/operatorLimits';
import { providers } from '../src/providers';

import {
  allFieldsTable,
  fieldsTable,
  variablesTable,
} from './documents/configTables';
import { environmentExample } from './documents/environmentExample';
import { replacePart } from './documents/markdown';
import { permissionsTable } from './documents/permissionTables';
import { propertiesPage } from './documents/propertyTables';
import {
  DOCUMENTED_QUESTIONS,
  questionList,
  QUESTIONS_PATH,
  questionsIn,
} from './documents/questions';
import { queriesPage } from './documents/queriesPage';
import { tilePage } from './documents/tilePage';
import { PACKAGE_ROOT, runCli } from './sdkProject';

/*
 * `npm run document`: writes what the documents tell of types, fields, permissions and properties. All of it
 * stands beside the code: the SDK's own command reads the data model from the steps, the questions
 * are those of the question file, and the rest is read from the tables of the registered providers.
 */

/** Of the SDK, which reads it. */
const LOG_LEVEL = { default: 'info', help: '`debug` shows every call' };

async function main(): Promise<void> {
  await documentDataModel();
  await update('docs/configuration.md', (text) =>
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
  const questions = questionsIn(await read(QUESTIONS_PATH));
  await update('docs/jupiterone.md', (text) =>
    providers.reduce(
      (document, { id, configTable, reads }) =>
        replacePart(
          replacePart(
            document,
            `fields of ${id}`,
            fieldsTable({ ...configTable, ...sharedFields }),
          ),
          `permissions of ${id}`,
          permissionsTable(reads),
        ),
      replacePart(
        text,
        'questions',
        questionList(questions, DOCUMENTED_QUESTIONS),
      ),
    ),
  );
  const document = await read('docs/jupiterone.md');
  for (const provider of providers) {
    const page = tilePage(document, provider);
    await write(`docs/jupiterone-${provider.id}.md`, page);
  }
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
  await write(file, change(await read(file)));
}

function read(file: string): Promise<string> {
  return readFile(path.join(PACKAGE_ROOT, file), 'utf8');
}

async function write(file: string, text: string): Promise<void> {
  const filepath = path.join(PACKAGE_ROOT, file);
  const formatted = file.endsWith('.md')
    ? await format(text, { ...(await resolveConfig(filepath)), filepath })
    : text;
  await writeFile(filepath, formatted);
}

void main();
