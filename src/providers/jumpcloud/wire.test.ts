import { checkRecord } from '../../http/records';

import { Admin } from './admins';
import { Application } from './applications';
import { GraphConnection, GraphObjectWithPaths } from './associations';
import { System } from './devices';
import { Group } from './groups';
import { AppleDevice, AppleMdm } from './mdm';
import { OrganizationDetail, OrganizationInList } from './organizationRecords';
import { User } from './users';
import type { record } from './wire';

const ID = '60aa11bb22cc33dd44ee55ff';

const SCHEMAS = {
  Admin,
  AppleDevice,
  AppleMdm,
  Application,
  Group,
  OrganizationDetail,
  OrganizationInList,
  System,
  User,
} satisfies Record<string, ReturnType<typeof record>>;

const ODD_VALUES = [null, '', 0, true, [], [null], ['text'], {}, { id: 7 }];

const FIELDS = Object.entries(SCHEMAS).flatMap(([name, schema]) =>
  Object.keys(schema.out.shape)
    .filter((field) => field !== 'id')
    .map((field) => ({ name, schema, field })),
);

test.each(FIELDS)(
  '$name: an odd $field costs that field, never the record',
  ({ schema, field }) => {
    for (const value of ODD_VALUES) {
      const checked = checkRecord<unknown>(
        schema,
        { _id: ID, [field]: value },
        1,
        String,
      );

      expect(checked).toMatchObject({ ok: true, record: { id: ID } });
    }
  },
);

test.each(Object.entries(SCHEMAS))(
  '%s: without an id there is no record',
  (_name, schema) => {
    for (const id of [undefined, null, '', 'short', 7, [], {}]) {
      expect(checkRecord<unknown>(schema, { _id: id }, 1, String).ok).toBe(
        false,
      );
    }
  },
);

test('an odd way to an object costs the way, never the object', () => {
  for (const odd of ODD_VALUES) {
    const row = { id: ID, type: 'user', paths: odd, compiledAttributes: odd };

    expect(checkRecord(GraphObjectWithPaths, row, 1, String)).toMatchObject({
      ok: true,
      record: { id: ID, type: 'user', sudo: undefined },
    });
  }
});

test('a connection that names no object is reported', () => {
  for (const to of [undefined, null, {}, { id: ID }, { id: 7, type: 'user' }]) {
    expect(checkRecord(GraphConnection, { to }, 1, String).ok).toBe(false);
  }
});
