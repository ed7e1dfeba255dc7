import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import fetch from 'node-fetch';
import { z } from 'zod';

import {
  type JumpCloudSimulator,
  startJumpCloudSimulator,
} from '../../simulators/jumpcloud/server';
import { createTenant } from '../../simulators/jumpcloud/tenant';

/** The specifications are kept beside the project, not in it. */
const SPECS = path.resolve(__dirname, '../../../shared/specs');
const FILES = {
  v1: 'jumpcloud-v1.json',
  v2: 'jumpcloud-v2.json',
  authn: 'jumpcloud-authn.json',
};
type Version = keyof typeof FILES;

const isPresent = Object.values(FILES).every((file) =>
  existsSync(path.join(SPECS, file)),
);
const describeContract = isPresent ? describe : describe.skip;
if (!isPresent) {
  process.stderr.write(
    `SKIPPED: the answers of the JumpCloud simulator were not compared with the specifications, as ../shared/specs is not there\n`,
  );
}

const Spec = z.looseObject({
  basePath: z.string(),
  paths: z.record(
    z.string(),
    z.looseObject({
      get: z
        .looseObject({
          responses: z.looseObject({
            200: z.looseObject({ schema: z.looseObject({}) }),
          }),
        })
        .optional(),
    }),
  ),
});

/**
 * Fields that live answers have as null although the specification gives them a type (fact sheet,
 * "Spec versus reality" and the columns "Null?").
 */
const NULL_IN_REALITY = new Set([
  'account_locked_date',
  'attributes',
  'color',
  'compiledAttributes',
  'displayName',
  'employeeIdentifier',
  'lastContact',
  'logoUrl',
  'manager',
]);

const apiKey = 'jca_contract-test-key';
const tenant = createTenant({ users: 105, groups: 6, systems: 12 });
const [organization] = tenant.organizations;
if (!organization) throw new Error('The tenant has no organization.');
const [boundUser = ''] = organization.systems[0]?.users.keys() ?? [];
const [assignedUser = ''] = organization.applications[0]?.userIds ?? [];

/** Path of the specification, and the values of its parameters, for each call of the client. */
const CALLS: [version: Version, template: string, path: string][] = [
  ['v1', '/organizations', '/organizations'],
  ['v1', '/organizations/{id}', `/organizations/${organization.id}`],
  ['v1', '/systemusers', '/systemusers'],
  ['v1', '/systemusers/{id}', `/systemusers/${boundUser}`],
  ['v1', '/applications', '/applications'],
  [
    'v1',
    '/applications/{id}',
    `/applications/${idOf(organization.applications)}`,
  ],
  ['v1', '/systems', '/systems'],
  ['v1', '/systems/{id}', `/systems/${idOf(organization.systems)}`],
  ['v2', '/usergroups', '/usergroups'],
  ['v2', '/usergroups/{id}', `/usergroups/${idOf(organization.groups)}`],
  ['v2', '/systemgroups', '/systemgroups'],
  [
    'v2',
    '/systemgroups/{id}',
    `/systemgroups/${idOf(organization.systemGroups)}`,
  ],
  ['authn', '/authn/policies', '/authn/policies'],
  ['v2', '/applemdms', '/applemdms'],
  [
    'v2',
    '/applemdms/{apple_mdm_id}/devices',
    `/applemdms/${idOf(organization.mdms)}/devices`,
  ],
  [
    'v2',
    '/usergroups/{group_id}/members',
    `/usergroups/${idOf(organization.groups)}/members`,
  ],
  [
    'v2',
    '/systemgroups/{group_id}/members',
    `/systemgroups/${idOf(organization.systemGroups)}/members`,
  ],
  [
    'v2',
    '/applications/{application_id}/associations',
    `/applications/${idOf(organization.applications)}/associations?targets=user`,
  ],
  [
    'v2',
    '/applications/{application_id}/associations',
    `/applications/${idOf(organization.applications)}/associations?targets=user_group`,
  ],
  [
    'v2',
    '/usergroups/{group_id}/associations',
    `/usergroups/${idOf(organization.groups)}/associations?targets=application`,
  ],
  [
    'v2',
    '/users/{user_id}/associations',
    `/users/${assignedUser}/associations?targets=application`,
  ],
  [
    'v2',
    '/systems/{system_id}/users',
    `/systems/${idOf(organization.systems)}/users`,
  ],
  ['v2', '/users/{user_id}/systems', `/users/${boundUser}/systems`],
];

describeContract('answers of the JumpCloud simulator, by specification', () => {
  let simulator: JumpCloudSimulator;

  beforeAll(async () => {
    simulator = await startJumpCloudSimulator({ tenant, apiKey });
  });

  afterAll(() => simulator.stop());

  test.each(CALLS)('%s %s: %s', async (version, template, path) => {
    const { validate, basePath } = schemaOf(version, template);

    const response = await fetch(simulator.url + basePath + path, {
      headers: { 'x-api-key': apiKey },
    });
    const body: unknown = await response.json();

    expect(response.status).toBe(200);
    expect(JSON.stringify(body)).toMatch(/"_?id"/);
    validate(withoutKnownNulls(body));
    expect(validate.errors).toBeNull();
  });

  test('a body that is wrong is found to be so', () => {
    const { validate } = schemaOf('v1', '/systemusers');

    expect(validate({ totalCount: 1, results: [{ suspended: 'no' }] })).toBe(
      false,
    );
  });
});

function schemaOf(
  version: Version,
  template: string,
): { validate: ValidateFunction; basePath: string } {
  const text = readFileSync(path.join(SPECS, FILES[version]), 'utf8');
  const spec = Spec.parse(JSON.parse(text));
  const schema = spec.paths[template]?.get?.responses[200].schema;
  if (!schema) throw new Error(`The specification has no ${template}.`);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  const validate = ajv.compile({
    ...schema,
    definitions: spec.definitions,
  });
  return { validate, basePath: spec.basePath.replace(/\/$/, '') };
}

function withoutKnownNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKnownNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => each !== null || !NULL_IN_REALITY.has(name))
      .map(([name, each]) => [name, withoutKnownNulls(each)]),
  );
}

function idOf([first]: { record: Record<string, unknown> }[]): string {
  return String(first?.record.id);
}
