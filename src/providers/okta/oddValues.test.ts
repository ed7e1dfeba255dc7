import type { z } from 'zod';

import { createOrganization } from '../../../simulators/okta/organization';
import {
  type OktaSimulator,
  startOktaSimulator,
} from '../../../simulators/okta/server';

import { OrgSetting } from './account';
import { OktaApplication } from './applications';
import { AppGroup, AppUser } from './assignments';
import { OktaDevice } from './devices';
import { Factor } from './factors';
import { OktaGroup } from './groups';
import { RoleAssignment } from './roleAssignments';
import { GroupRule } from './rules';
import { OktaUser } from './userRecords';

const token = '00odd-values-token';

/** What decides what a record is: without it there is nothing to write. */
const RECORDS: [path: string, schema: z.ZodType, needed: readonly string[]][] =
  [
    ['/org', OrgSetting, ['id']],
    ['/users?limit=1', OktaUser, ['id']],
    ['/users/00u00000000000000001/factors', Factor, ['id', 'factorType']],
    ['/users/00u00000000000000001/roles', RoleAssignment, ['id', 'type']],
    ['/groups?expand=stats,app&limit=3', OktaGroup, ['id', 'type']],
    ['/groups/rules', GroupRule, ['id']],
    ['/apps', OktaApplication, ['id']],
    ['/apps/0oa00000000000000000/users', AppUser, ['id']],
    ['/apps/0oa00000000000000000/groups', AppGroup, ['id']],
    ['/devices?expand=userSummary', OktaDevice, ['id']],
  ];

const ODD: readonly unknown[] = [null, undefined, [], {}, [null], 7, 'x', true];

let simulator: OktaSimulator;

beforeAll(async () => {
  simulator = await startOktaSimulator({
    organization: createOrganization({ users: 12, groups: 6, apps: 3 }),
    token,
  });
});

afterAll(() => simulator.stop());

test.each(RECORDS)(
  'a value of another type costs itself, and never the record: %s',
  async (path, schema, needed) => {
    const response = await fetch(`${simulator.url}/api/v1${path}`, {
      headers: { authorization: `SSWS ${token}` },
    });
    const record = [await response.json()].flat().at(-1);
    const odd = variants(record).filter(({ field }) => !needed.includes(field));
    const rejected = odd.filter(
      ({ value }) => !schema.safeParse(value).success,
    );

    expect(odd.length).toBeGreaterThan(20);
    expect(rejected).toEqual([]);
    for (const field of needed) {
      expect(schema.safeParse({ ...Object(record), [field]: [] }).success).toBe(
        false,
      );
    }
  },
);

/** The record with each of its fields, at any depth, replaced by odd values. */
function variants(
  record: unknown,
  prefix = '',
): { field: string; value: unknown }[] {
  if (typeof record !== 'object' || record === null) return [];
  return Object.entries(record).flatMap(([name, value]) => {
    const replace = (other: unknown) => ({ ...record, [name]: other });
    const inner = Array.isArray(value)
      ? []
      : variants(value, `${prefix}${name}.`);
    return [
      ...ODD.map((other) => ({
        field: prefix + name,
        value: replace(other),
      })),
      ...inner.map((each) => ({ ...each, value: replace(each.value) })),
    ];
  });
}
