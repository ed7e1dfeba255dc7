import { printable } from '../collection/printable';
import type { Terminal } from '../collection/terminal';
import { type Color, painter, wrap } from '../report/layout';

import { asText } from './answerText';
import { SEVERITIES, type Severity } from './findingFiles';
import { type FindingResult, runFindings } from './findings';
import type { GraphDatabase, Row } from './graphDatabase';

/** A number of a digest, and whether rows of it may be missing. */
export interface Figure {
  what: string;
  count: number;
  isLowerBound: boolean;
}

/** What was collected, in a screen: numbers, findings, and what is missing. */
export interface Digest {
  /** Names of the accounts. */
  accounts: string[];
  providers: string[];
  collectedOn: Date;
  figures: Figure[];
  findings: FindingResult[];
  partialTypes: string[];
  notCollected: string[];
}

/** Each counts rows, called this where it is one, and that where it is more; what there is none of is left out. */
const FIGURES = [
  ['person', 'people', 'select count(*) from people'],
  [
    'active person',
    'active people',
    'select count(*) from people where active',
  ],
  [
    'active person with a second factor',
    'active people with a second factor',
    'select count(*) from people where active and mfa_enabled',
  ],
  [
    'of these, resistant to phishing',
    'of these, resistant to phishing',
    'select count(*) from people where active and mfa_enabled and mfa_phishing_resistant',
  ],
  [
    'person with an admin role',
    'people with an admin role',
    'select count(*) from people where admin',
  ],
  ['group', 'groups', 'select count(*) from groups'],
  ['membership', 'memberships', 'select count(*) from memberships'],
  ['application', 'applications', 'select count(*) from applications'],
  [
    'pair of a person and an application',
    'pairs of a person and an application',
    'select count(*) from (select distinct person_id, application_id from access)',
  ],
  ['device', 'devices', 'select count(*) from devices'],
  [
    'service account',
    'service accounts',
    'select count(*) from service_accounts',
  ],
  ['API token', 'API tokens', 'select count(*) from api_tokens'],
  ['image scan', 'image scans', 'select count(*) from image_scans'],
] as const;

/** The SQL that a digest asks, for `openGraph`. */
export function digestSql(): string[] {
  return FIGURES.map(([, , sql]) => sql);
}

/** Counts, and asks the findings. */
export async function digestOf(
  database: GraphDatabase,
  thresholds?: Readonly<Record<string, number>>,
): Promise<Digest> {
  const figures: Figure[] = [];
  for (const [one, many, sql] of FIGURES) {
    const [row] = await database.rows(`select (${sql}) as count`);
    const count = Number(row?.count);
    const isLowerBound = database.partialTypesOfFile(sql).length > 0;
    const what = count === 1 ? one : many;
    if (count > 0 || isLowerBound) figures.push({ what, count, isLowerBound });
  }
  return {
    accounts: await namesOf(database),
    providers: database.providers,
    collectedOn: database.collectedOn,
    figures,
    findings: await runFindings(database, thresholds),
    partialTypes: database.typesThatAre('partial'),
    notCollected: database.typesThatAre('not collected'),
  };
}

async function namesOf(database: GraphDatabase): Promise<string[]> {
  const rows = await database.rows('select name from accounts order by name');
  return rows.map(({ name = null }: Row) => asText(name));
}

const COLORS: Record<Severity, Color> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'gray',
};

/** The digest as lines for a terminal. */
export function renderDigest(
  digest: Digest,
  { colors, columns }: Pick<Terminal, 'colors' | 'columns'>,
): string {
  const paint = painter(colors);
  const title = `${digest.accounts.map(printable).join(', ')} (${digest.providers.join(', ')}), as of ${digest.collectedOn.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return [
    paint(title, 'bold'),
    ...completeness(digest, columns).map((line) =>
      digest.partialTypes.length > 0 ? paint(line, 'red') : line,
    ),
    wrap(`${digest.figures.map(figure).join('; ')}.`, columns, '  '),
    '',
    paint('Findings', 'bold'),
    ...SEVERITIES.flatMap((severity) =>
      digest.findings
        .filter((each) => each.severity === severity && isShown(each))
        .map((each) => paint(lineOf(each), COLORS[severity])),
    ),
    ...restOf(digest).map((line) => wrap(line, columns, '  ')),
    ...nextOf(digest),
    '',
  ].join('\n');
}

function completeness(
  { partialTypes, notCollected }: Digest,
  columns: number,
): string[] {
  const lines =
    partialTypes.length > 0
      ? [
          `Incomplete: only a part could be read of ${partialTypes.join(', ')}. What depends on them is a lower bound.`,
        ]
      : ['Complete: all that was asked for was read.'];
  if (notCollected.length > 0) {
    lines.push(`Switched off: ${notCollected.join(', ')}`);
  }
  return lines.map((line) => wrap(line, columns, '  '));
}

function figure({ what, count, isLowerBound }: Figure): string {
  return `${number(count, isLowerBound)} ${what}`;
}

function number(count: number, isLowerBound: boolean): string {
  const text = count.toLocaleString('en');
  return isLowerBound ? `at least ${text}` : text;
}

function isShown({ status }: FindingResult): boolean {
  return status === 'found' || status === 'incomplete';
}

function lineOf({
  severity,
  status,
  count,
  unknown,
  partialTypes,
  title,
  id,
}: FindingResult): string {
  const isLowerBound = status === 'incomplete';
  // Of some it is not known, and of all others it is not so.
  const isNone = count === 0 && partialTypes.length === 0;
  const told = isNone ? 'none seen' : number(count, isLowerBound);
  const open =
    unknown > 0 ? `; not known of ${unknown.toLocaleString('en')} more` : '';
  return `  ${severity.padEnd(9)}${told.padStart(14)}  ${title}${open} (${id})`;
}

/** What is not shown singly: nothing was found, or nobody can know. */
function restOf({ findings, providers }: Digest): string[] {
  const ids = (of: readonly FindingResult[]) =>
    of.map(({ id }) => id).join(', ');
  const clear = findings.filter(({ status }) => status === 'clear');
  const untold = findings.filter(({ isUntold }) => isUntold);
  const others = findings.filter(
    ({ status, isUntold }) => status === 'not applicable' && !isUntold,
  );
  return [
    ...(clear.length > 0 ? [`Nothing found: ${ids(clear)}`] : []),
    ...(untold.length > 0
      ? [
          `Not applicable, as ${providers.join(', ')} does not tell, or this credential may not know: ${ids(untold)}`,
        ]
      : []),
    ...others.map(({ id, reason }) => `Not applicable: ${id} (${reason})`),
  ];
}

function nextOf({ findings }: Digest): string[] {
  const first = findings.find(
    ({ status, count }) => status !== 'not applicable' && count > 0,
  );
  return [
    '',
    ...(first ? [`Who:  npm run query -- --finding ${first.id}`] : []),
    'Ask:  npm run query -- "select name from people where admin and not mfa_enabled"',
  ];
}
