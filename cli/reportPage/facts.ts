import type { Account, Facts } from '../../page/data/contract';
import type { FindingResult } from '../answers/findings';
import type { GraphDatabase } from '../answers/graphDatabase';

import { partialTables } from './pageTables';

/** What the page says of the run: whose data it is, from when, and what is missing. */
export async function factsOf(
  database: GraphDatabase,
  findings: readonly FindingResult[],
): Promise<Facts> {
  const accounts = await database.rows(
    'select name, provider, domain, web_link from accounts order by name',
  );
  const objects = new Map(
    (
      await database.rows('select type, objects::double as n from completeness')
    ).map(({ type, n }) => [text(type), Number(n)] as const),
  );
  return {
    accounts: accounts.map(
      ({ name, provider, domain, web_link: webLink }): Account => ({
        name: text(name) ?? text(domain) ?? '',
        provider: text(provider) ?? '',
        domain: text(domain),
        webLink: text(webLink),
      }),
    ),
    collectedOn: database.collectedOn.getTime(),
    types: database.types.map((type) => ({
      ...type,
      objects: objects.get(type.type) ?? 0,
    })),
    partial: partialTables(database),
    findings: findings.map(({ rows: _, ...finding }) => finding),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
