import type { AccessFacts } from '../../src/collect/access';

import { code, table } from './markdown';

/** The columns, in their order; one in which no row has anything is left out. */
const COLUMNS: readonly [head: string, cell: (facts: AccessFacts) => string][] =
  [
    ['Scope', ({ oauthScopes }) => codes(oauthScopes)],
    ['Role', ({ roles = [] }) => roles.join(' or ')],
    ['Permission', ({ permissions }) => codes(permissions)],
    ['License', ({ licenses = [] }) => licenses.join(', ')],
    ['Where it is refused', ({ withoutIt = '' }) => withoutIt],
  ];

/** The table of what a credential needs: data sets that need the same share a row. */
export function permissionsTable(reads: readonly AccessFacts[]): string {
  const rows = new Map<string, { names: Set<string>; cells: string[] }>();
  for (const facts of reads) {
    const cells = COLUMNS.map(([, cell]) => cell(facts));
    const key = JSON.stringify(cells);
    const row = rows.get(key) ?? { names: new Set(), cells };
    row.names.add(facts.what);
    rows.set(key, row);
  }
  const used = COLUMNS.map((_column, index) =>
    [...rows.values()].some(({ cells }) => cells[index] !== ''),
  );
  const isUsed = (_each: unknown, index: number) => used[index];
  return table(
    ['Data set', ...COLUMNS.map(([head]) => head).filter(isUsed)],
    [...rows.values()].map(({ names, cells }) => [
      capitalized([...names].join(', ')),
      ...cells.filter(isUsed),
    ]),
  );
}

/** Names of permissions have no spaces; what has some is described. */
function codes(names: readonly string[] = []): string {
  return names.map((name) => (/\s/.test(name) ? name : code(name))).join(', ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
