import type { View } from '../../cli/answers/answerFiles';
import type { Finding } from '../../cli/answers/findingFiles';

import { code, table } from './markdown';

const INTRODUCTION = `# Questions to what was collected

\`npm run query\` asks what \`npm start\` collected, in SQL. It loads the files of
\`.j1-integration\` into [DuckDB](https://duckdb.org), which the optional package
\`@duckdb/node-api\` brings along, and sends nothing anywhere. Without that package
\`npm start\` and \`npm run upload\` do all they do, but for findings.

\`\`\`sh
npm run query -- "select name from people where admin and not mfa_enabled"
npm run query -- --file question.sql --out answer.csv
npm run query -- --finding dormant --threshold dormant_days=180
npm run query -- --digest
npm run query -- --list
\`\`\`

Answers are tables, CSV, JSON or Parquet (\`--format\`, or the ending of the file
that \`--out\` names). Rows come in the order that the query names, else in that of
all columns. What is wrong with a query is said in DuckDB's words.

- Unknown is NULL, never false: \`not mfa_enabled\` is who has no second factor for
  sure, \`mfa_enabled is null\` of whom it is not known.
- Times are in UTC. \`collected_on()\` is when the run ended, \`threshold('name')\`
  the number of a finding.
- Every view exists for every provider. What a provider does not know is empty.
- Where something that the answer reads could be read in part only, or is
  switched off, a line on stderr says so. The view \`completeness\` tells of all.
- Where nobody told a column that the query names, such as \`mfa_enabled\` of a
  SCIM directory, another line says so: that no row matches is no answer then.
- CSV has the values as they are, as JSON and Parquet have them: what reads it next
  may look up keys, telephone numbers and negative numbers, and finds them. A
  spreadsheet takes a cell that begins with \`=\`, \`+\`, \`-\` or \`@\` for a formula,
  and people can choose their names: there, import the columns as text, or use the
  report's _Save as CSV_, which is for spreadsheets and puts an apostrophe before
  such a cell. \`npm run diff\` is as \`npm run query\` is.
- What no view has is in \`entities\` (\`id\`, \`type\`, \`class\`, \`properties\`) and
  \`relationships\` (\`id\`, \`type\`, \`class\`, \`from_id\`, \`to_id\`, \`target\`,
  \`properties\`); \`properties\` is JSON, as in
  \`properties ->> '$.costCenter'\`. [properties.md](properties.md) has their names.

## What changed

\`npm start -- --keep\` keeps the last result beside the new one, and
\`npm run diff -- OLD [NEW]\` tells what changed: people, memberships, assignments
of applications, roles and factors, as text, CSV or JSON. What one of the runs
did not read all of is never called added or removed. Two results of one account
can be compared, wherever they stand.

This page is written by \`npm run document\`, from the files in
\`answers/\`.`;

/** The page of all views and findings. */
export function queriesPage(
  views: readonly View[],
  findings: readonly Finding[],
): string {
  return `${[
    INTRODUCTION,
    '## Views',
    ...views.map(viewSection),
    '## Findings',
    findingsTable(findings),
    ...findings.map(findingSection),
  ].join('\n\n')}\n`;
}

function viewSection({ name, description, columns }: View): string {
  const rows = columns.map((column) => [
    code(column.name),
    column.type,
    column.description,
  ]);
  return [
    `### ${code(name)}`,
    description,
    table(['Column', 'Type', 'Meaning'], rows),
  ].join('\n\n');
}

function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map(
    ({ id, title, severity, providers, thresholds }) => [
      code(id),
      severity,
      title,
      providers.join(', '),
      thresholds
        .map(
          ({ name, value, description }) =>
            `${code(`${name}=${value}`)}: ${description}`,
        )
        .join('; '),
    ],
  );
  return [
    'What the last screen of `npm start` counts, and `--finding` asks singly. The other providers cannot know: there a finding is not applicable, never zero. It is likewise where nobody is known, or what it needs is switched off; where something is partial, its count is a lower bound.',
    table(
      ['Finding', 'Severity', 'What', 'Providers that can know', 'Thresholds'],
      rows,
    ),
  ].join('\n\n');
}

function findingSection({ id, title, why, action }: Finding): string {
  return [`### ${title}`, `${why} ${action} (${code(id)})`].join('\n\n');
}
