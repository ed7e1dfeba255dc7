import type { ConfigTable } from '../../src/collect/configFields';
import { optionalText, requiredText } from '../../src/collect/configFields';

import { allFieldsTable, fieldsTable, variablesTable } from './configTables';

const configTable = {
  ternTenant: {
    type: 'string',
    label: 'Tenant',
    needed: 'always',
    help: 'name of the tenant',
    schema: requiredText,
  },
  ternApiToken: {
    type: 'string',
    mask: true,
    label: 'API token',
    needed: 'with a token',
    help: 'token of a service account',
    schema: optionalText,
  },
  ternDays: {
    type: 'string',
    label: 'Days',
    help: 'how many days back',
    default: '30 for nests, all for others',
    schema: optionalText,
  },
  ternRegion: {
    type: 'string',
    label: 'Region',
    help: '`north` or `south`',
    default: 'north',
    schema: optionalText,
  },
} satisfies ConfigTable;

test("a provider's table names fields as JupiterOne does", () => {
  expect(fieldsTable(configTable).split('\n')).toEqual([
    '| Field | Variable | Needed | Meaning |',
    '| --- | --- | --- | --- |',
    '| Tenant | `TERN_TENANT` | always | name of the tenant |',
    '| API token | `TERN_API_TOKEN` | with a token | token of a service account; a secret |',
    '| Days | `TERN_DAYS` |  | how many days back; default 30 for nests, all for others |',
    '| Region | `TERN_REGION` |  | `north` or `south`; default `north` |',
  ]);
});

test('the table of all fields says for which provider one is needed', () => {
  const provider = {
    type: 'string',
    label: 'Provider',
    needed: 'always',
    help: 'where to collect from',
    schema: requiredText,
  } as const;

  expect(
    allFieldsTable([
      { configTable: { provider } },
      { id: 'tern', configTable },
    ]).split('\n'),
  ).toEqual([
    '| Variable | Field | Needed for | Meaning |',
    '| --- | --- | --- | --- |',
    '| `PROVIDER` | `provider` | always | where to collect from |',
    '| `TERN_TENANT` | `ternTenant` | tern | name of the tenant |',
    '| `TERN_API_TOKEN` | `ternApiToken` | tern, with a token | token of a service account; a secret |',
    '| `TERN_DAYS` | `ternDays` |  | how many days back; default 30 for nests, all for others |',
    '| `TERN_REGION` | `ternRegion` |  | `north` or `south`; default `north` |',
  ]);
});

test("the operator's variables have their defaults", () => {
  expect(
    variablesTable({ HTTP_ATTEMPTS: { help: 'attempts', default: 6 } }),
  ).toContain('| `HTTP_ATTEMPTS` | `6` | attempts |');
});
