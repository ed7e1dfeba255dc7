import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import {
  LEGACY_TENANT,
  NEW_TENANT,
  startSysdigSimulator,
} from '../../simulators/sysdig/server';
import { createTenant } from '../../simulators/sysdig/tenant';

/** What was written down of Sysdig's answers, and a part of Sysdig's own specification. */
const SPECIFICATIONS = {
  sysdig: specification('sysdig-contract.schema.json'),
  sso: specification('sysdig-sso.json'),
};
const isThere = Object.values(SPECIFICATIONS).every((file) => existsSync(file));
const token = 'contract-test-token';

function specification(name: string): string {
  return path.resolve(__dirname, '../../../shared/specs', name);
}

/** Every answer of the simulator, and the definition that it has to follow. */
const ANSWERS = [
  ['/api/users/me', 'UserMe'],
  ['/platform/v1/users', 'PlatformUserList'],
  ['/platform/v1/teams', 'PlatformTeamList'],
  ['/platform/v1/teams/501', 'PlatformTeam'],
  ['/platform/v1/teams/501/users?withAdminUsers=true', 'TeamMembershipList'],
  ['/platform/v1/teams/501/service-accounts', 'ServiceAccountList'],
  ['/platform/v1/service-accounts', 'ServiceAccountList'],
  ['/platform/v1/roles', 'CustomRoleList'],
  ['/secure/vulnerability/v1/pipeline-results', 'PipelineResultList'],
  ['/secure/vulnerability/v1/registry-results?limit=7', 'RegistryResultList'],
  ['/secure/vulnerability/v1/runtime-results', 'RuntimeResultList'],
  ['/api/v2/users/light', 'LegacyUserLightList'],
  ['/api/v2/teams/light', 'LegacyTeamLightList'],
  ['/api/teams?product=SDS', 'LegacyTeamLightList'],
  ['/api/scanning/v1/resultsDirect', 'LegacyScanResultList'],
  ['/api/scanning/v1/resultsDirect?offset=1000', 'LegacyScanResultList'],
  ['/platform/v1/users?limit=0', 'ErrorBody'],
  ['/api/v2/users/light?limit=1000', 'ErrorBody'],
  ['/api/teams/7', 'ErrorBody'],
] as const;

/** Likewise, by the other specification. */
const SSO_ANSWERS = [
  ['/platform/v1/sso-settings', 'AllSsoSettingsResponseV1'],
  ['/platform/v1/global-sso-settings/monitor', 'GlobalSsoSettingsResponseV1'],
  ['/platform/v1/global-sso-settings/secure', 'GlobalSsoSettingsResponseV1'],
  ['/platform/v1/global-sso-settings/other', 'Error'],
] as const;

if (!isThere) {
  process.stderr.write(
    `SKIPPED: the contract tests of the Sysdig simulator, because not all of ${Object.values(
      SPECIFICATIONS,
    )
      .map((file) => path.basename(file))
      .join(', ')} are in ../shared/specs.\n`,
  );
}

(isThere ? describe : describe.skip)('the Sysdig simulator', () => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);

  async function get(url: string): Promise<unknown> {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
    });
    return JSON.parse(await response.text());
  }

  beforeAll(() => {
    for (const [name, file] of Object.entries(SPECIFICATIONS)) {
      ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')) as object, name);
    }
  });

  test.each([
    ...ANSWERS.map(([url, name]) => [url, `sysdig#/definitions/${name}`]),
    ...SSO_ANSWERS.map(([url, name]) => [
      url,
      `sso#/components/schemas/${name}`,
    ]),
  ])('answers %s as %s', async (request = '', definition = '') => {
    const simulator = await startSysdigSimulator({
      tenant: createTenant(),
      token,
      generations: { ...NEW_TENANT, scanner: LEGACY_TENANT.scanner },
    });
    try {
      const validate = ajv.getSchema(definition);
      const answer = await get(simulator.url + request);

      expect(validate?.(answer)).toBe(true);
      expect(answer).not.toEqual({});
    } finally {
      await simulator.stop();
    }
  });

  test('is held to something: a wrong answer is found', () => {
    const users = ajv.getSchema('sysdig#/definitions/PlatformUserList');
    const sso = ajv.getSchema(
      'sso#/components/schemas/AllSsoSettingsResponseV1',
    );

    expect(users?.({ page: { total: 'many' }, data: [{ id: 'x' }] })).toBe(
      false,
    );
    expect(sso?.({ data: [{ product: 'other' }] })).toBe(false);
    expect(sso?.({ data: [{ isActive: 'yes' }] })).toBe(false);
  });
});
