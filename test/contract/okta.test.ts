import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fetch from 'node-fetch';
import { parse } from 'yaml';
import { z } from 'zod';

import { createOrganization } from '../../simulators/okta/organization';
import {
  type OktaSimulator,
  startOktaSimulator,
} from '../../simulators/okta/server';

/** Okta's specification is kept beside the project, not in it; the second file adds to the first. */
const SPECIFICATIONS = ['okta', 'okta-access'].map((name) => ({
  name,
  file: path.resolve(__dirname, `../../../shared/specs/${name}.yaml`),
}));
const isThere = SPECIFICATIONS.every(({ file }) => existsSync(file));
if (!isThere) {
  process.stderr.write(
    'SKIPPED: the answers of the Okta simulator were not compared with the specification, as ../shared/specs/okta.yaml and okta-access.yaml are not there\n',
  );
}

const token = '00contract-test-token';
const USER = '00u00000000000000001';
const APP = '0oa00000000000000000';

/** Every answer of the simulator: what is asked, and the path of the specification. */
const ANSWERS: [url: string, specified: string][] = [
  ['/.well-known/okta-organization', '/.well-known/okta-organization'],
  ['/api/v1/org', '/api/v1/org'],
  ['/api/v1/org/privacy/oktaSupport', '/api/v1/org/privacy/oktaSupport'],
  ['/api/v1/users?limit=200', '/api/v1/users'],
  [`/api/v1/users/${USER}`, '/api/v1/users/{id}'],
  [`/api/v1/users/${USER}/factors`, '/api/v1/users/{userId}/factors'],
  ['/api/v1/authenticators', '/api/v1/authenticators'],
  [`/api/v1/users/${USER}/roles`, '/api/v1/users/{userId}/roles'],
  ['/api/v1/groups?expand=stats,app', '/api/v1/groups'],
  ['/api/v1/groups/rules', '/api/v1/groups/rules'],
  [
    '/api/v1/groups/00g00000000000000002/users',
    '/api/v1/groups/{groupId}/users',
  ],
  [
    '/api/v1/groups/00g00000000000000003/roles',
    '/api/v1/groups/{groupId}/roles',
  ],
  ['/api/v1/apps?limit=200', '/api/v1/apps'],
  [`/api/v1/apps/${APP}/users`, '/api/v1/apps/{appId}/users'],
  [`/api/v1/apps/${APP}/groups`, '/api/v1/apps/{appId}/groups'],
  ['/api/v1/iam/assignees/users', '/api/v1/iam/assignees/users'],
  [`/api/v1/users/${USER}/groups`, '/api/v1/users/{id}/groups'],
  [
    '/api/v1/groups/00g00000000000000003/owners',
    '/api/v1/groups/{groupId}/owners',
  ],
  [
    '/oauth2/v1/clients/0oa00000000000000002/roles',
    '/oauth2/v1/clients/{clientId}/roles',
  ],
  ['/api/v1/iam/resource-sets', '/api/v1/iam/resource-sets'],
  [
    `/api/v1/users/${USER}/roles?expand=targets/groups&expand=targets/catalog/apps`,
    '/api/v1/users/{userId}/roles',
  ],
  [
    '/api/v1/iam/resource-sets/iam1example000000set/bindings',
    '/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings',
  ],
  [
    '/api/v1/iam/resource-sets/iam1example000000set/bindings/cr01example00000role/members',
    '/api/v1/iam/resource-sets/{resourceSetIdOrLabel}/bindings/{roleIdOrLabel}/members',
  ],
  ['/api/v1/devices?expand=userSummary', '/api/v1/devices'],
  [
    '/api/v1/devices/guo00000000000000000/users',
    '/api/v1/devices/{deviceId}/users',
  ],
  ['/api/v1/logs', '/api/v1/logs'],
  ['/api/v1/api-tokens', '/api/v1/api-tokens'],
  ['/api/v1/idps?limit=200', '/api/v1/idps'],
  ['/api/v1/policies?type=ACCESS_POLICY', '/api/v1/policies'],
  ['/api/v1/policies?type=OKTA_SIGN_ON', '/api/v1/policies'],
  ['/api/v1/policies?type=MFA_ENROLL', '/api/v1/policies'],
  ['/api/v1/policies?type=PASSWORD', '/api/v1/policies'],
  ...[
    'rst00000000000000001',
    'rst00000000000000002',
    '00p00000000000000001',
    '00p00000000000000002',
    '00p00000000000000003',
  ].map((policyId): [string, string] => [
    `/api/v1/policies/${policyId}/rules`,
    '/api/v1/policies/{policyId}/rules',
  ]),
];

const REFUSALS: [status: number, url: string][] = [
  [400, `/api/v1/apps/${APP}/users?limit=501`],
  [400, '/api/v1/users?filter=status'],
  [404, '/api/v1/users/unknown/factors'],
  [404, '/api/v1/unknown'],
];

/**
 * Fields that real answers have as null although the specification gives them a type (fact sheet,
 * "Where reality differs from the specification" and the columns "Null?").
 */
const NULL_IN_REALITY = new Set([
  'activated',
  'address1',
  'defaultRelayState',
  'description',
  'detailEntry',
  'device',
  'errorRedirectUrl',
  'expiration',
  'expiresAt',
  'externalId',
  'geographicalContext',
  'helpUrl',
  'id',
  'lastLogin',
  'lastUpdated',
  'loginRedirectUrl',
  'manager',
  'originId',
  'message',
  'passwordChanged',
  'phoneNumber',
  'realmId',
  'reason',
  'resourceAlternateId',
  'secondEmail',
  'statusChanged',
]);

/**
 * What the specification is wrong about: embedded kinds of policies are objects by it and texts in
 * recorded answers, and its pattern of durations fits none.
 */
const RIGHT_ALL_THE_SAME = new Set<unknown>([
  'APP',
  'END_USER_ACCOUNT_MANAGEMENT',
  'P30D',
]);

(isThere ? describe : describe.skip)('the Okta simulator', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  let simulator: OktaSimulator;

  beforeAll(async () => {
    for (const { name, file } of SPECIFICATIONS) {
      ajv.addSchema(readSpecification(file), name);
    }
    simulator = await startOktaSimulator({
      organization: createOrganization({ users: 60, groups: 12, apps: 6 }),
      token,
    });
  });

  afterAll(() => simulator.stop());

  async function get(url: string): Promise<{ status: number; body: unknown }> {
    const response = await fetch(simulator.url + url, {
      headers: { authorization: `SSWS ${token}` },
    });
    return { status: response.status, body: await response.json() };
  }

  /** The schema stands in one of the files. */
  function validatorOf(schema: string) {
    const [first, second] = SPECIFICATIONS.map(
      ({ name }) => `${name}#${schema}`,
    );
    try {
      return ajv.compile({ $ref: first });
    } catch {
      return ajv.compile({ $ref: second });
    }
  }

  function violations(schema: string, body: unknown): string[] {
    const validate = validatorOf(schema);
    validate(withoutKnownNulls(body));
    return (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath} ${message}`,
    );
  }

  test.each(ANSWERS)('%s', async (url, specified) => {
    const { status, body } = await get(url);
    expect(status).toBe(200);
    expect(isEmpty(body)).toBe(false);
    const operation = specified.replaceAll('/', '~1');
    const schema = `/paths/${encodeURI(operation)}/get/responses/200/content/application~1json/schema`;
    expect(violations(schema, body)).toEqual([]);
  });

  test.each(REFUSALS)('refuses with %d: %s', async (expected, url) => {
    const { status, body } = await get(url);
    expect(status).toBe(expected);
    expect(violations('/components/schemas/Error', body)).toEqual([]);
  });

  test('the comparison finds what is wrong', () => {
    const user = [{ id: 7, status: 'UNHEARD_OF' }];
    const schema =
      '/paths/~1api~1v1~1users/get/responses/200/content/application~1json/schema';
    expect(violations(schema, user)).toEqual([
      '/0/id must be string',
      '/0/status must be equal to one of the allowed values',
    ]);
  });
});

/** Alternatives are told apart by a discriminator, which does not exclude that several fit. */
function readSpecification(file: string): Record<string, unknown> {
  const text = readFileSync(file, 'utf8').replace(
    /^(\s*)oneOf:$/gm,
    '$1anyOf:',
  );
  return z.record(z.string(), z.unknown()).parse(parse(text));
}

function withoutKnownNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutKnownNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, each]) => each !== null || !NULL_IN_REALITY.has(name))
      .filter(([, each]) => !RIGHT_ALL_THE_SAME.has(each))
      .map(([name, each]) => [name, withoutKnownNulls(each)]),
  );
}

function isEmpty(body: unknown): boolean {
  return Array.isArray(body) && body.length === 0;
}
