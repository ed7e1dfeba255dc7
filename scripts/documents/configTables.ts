import {
  type ConfigField,
  type ConfigTable,
  environmentVariable,
} from '../../src/collect/configFields';

import { code, table } from './markdown';

/** What is told of the fields of a provider, or of those that all have in common. */
export interface DocumentedFields {
  /** The provider's id; undefined for the common fields. */
  id?: string;
  configTable: ConfigTable;
}

/** README's table: all fields. */
export function allFieldsTable(groups: readonly DocumentedFields[]): string {
  const rows = groups.flatMap(({ id, configTable }) =>
    Object.entries(configTable).map(([name, field]) => [
      code(environmentVariable(name)),
      code(name),
      neededFor(id, field),
      meaningOf(field),
    ]),
  );
  return table(['Variable', 'Field', 'Needed for', 'Meaning'], rows);
}

/** The table of one provider's fields, by the names that JupiterOne shows. */
export function fieldsTable(configTable: ConfigTable): string {
  const rows = Object.entries(configTable).map(([name, field]) => [
    field.label,
    code(environmentVariable(name)),
    field.needed ?? '',
    meaningOf(field),
  ]);
  return table(['Field', 'Variable', 'Needed', 'Meaning'], rows);
}

/** The table of the operator's variables. */
export function variablesTable(
  variables: Readonly<
    Record<string, { help: string; default: string | number }>
  >,
): string {
  const rows = Object.entries(variables).map(([name, variable]) => [
    code(name),
    code(String(variable.default)),
    variable.help,
  ]);
  return table(['Variable', 'Default', 'Meaning'], rows);
}

function neededFor(id: string | undefined, { needed }: ConfigField): string {
  if (id === undefined || needed === undefined) return needed ?? '';
  return needed === 'always' ? id : `${id}, ${needed}`;
}

/** A default of one word is a value to write; a longer one is a description. */
function meaningOf({ help, mask, default: byDefault }: ConfigField): string {
  const parts = [help];
  if (mask) parts.push('a secret');
  if (byDefault !== undefined) {
    parts.push(`default ${/\s/.test(byDefault) ? byDefault : code(byDefault)}`);
  }
  return parts.join('; ');
}
