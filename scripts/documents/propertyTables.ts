import type { EntityModel } from '../../src/graph/entities';

import { code, table } from './markdown';

/** The entity types of one provider. */
export interface DocumentedEntities {
  name: string;
  entities: readonly EntityModel<never>[];
}

const INTRODUCTION = `# Properties

What each property of each type tells. A property is left out where the
provider does not tell it: unknown is never \`false\`, zero or an empty text.
Times are milliseconds since 1970.

Every entity also has \`_key\`, \`_type\`, \`_class\` and \`displayName\`, which
is its \`name\` where nothing else is said.

This page is written by \`npm run document\`, from the descriptions beside the
code.`;

/** The page of all properties: a section for each provider, a table for each type. */
export function propertiesPage(
  providers: readonly DocumentedEntities[],
): string {
  const sections = providers.map(({ name, entities }) =>
    [`## ${name}`, ...entities.map(entitySection)].join('\n\n'),
  );
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

function entitySection({
  resourceName,
  _type,
  properties,
  others,
}: EntityModel<never>): string {
  const rows = Object.entries(properties).map(([name, [description]]) => [
    code(name),
    description,
  ]);
  if (others) rows.push(['others', others.description]);
  return [
    `### ${resourceName}: ${code(_type)}`,
    table(['Property', 'Meaning'], rows),
  ].join('\n\n');
}
