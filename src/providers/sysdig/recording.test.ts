import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { executeStepWithDependencies } from '@jupiterone/integration-sdk-testing';

import { PLANTED_SECRETS } from '../../../simulators/sysdig/legacy';
import {
  type Generations,
  LEGACY_TENANT,
  NEW_TENANT,
  startSysdigSimulator,
  type SysdigSimulator,
} from '../../../simulators/sysdig/server';
import { createTenant } from '../../../simulators/sysdig/tenant';
import {
  isRecording,
  type ProjectRecording,
  RECORDED_ORIGIN,
  setupProjectRecording,
} from '../../../test/support/recording';
import { withAccountFirst } from '../../../test/support/stepMetadata';

import { ACCOUNT, account } from './account';
import { sysdig } from '.';
import { teamMembers } from './members';
import { pipelineScans } from './scans';
import { teams } from './teams';
import { users } from './users';

const token = '00000000-0000-4000-8000-0000000008ec';

const tenant = createTenant({
  users: 14,
  teams: 3,
  teamsPerUser: 2,
  roles: 2,
  serviceAccounts: 2,
  teamsWithServiceAccounts: 2,
  scans: { pipeline: 4, registry: 4, runtime: 4, hosts: 2, legacy: 4 },
  now: Date.parse('2026-02-01T10:00:00Z'),
});

let simulator: SysdigSimulator | undefined;
let recording: ProjectRecording | undefined;

afterEach(async () => {
  await recording?.stop();
  await simulator?.stop();
  recording = undefined;
  simulator = undefined;
});

/** Runs a step against a recording, which it makes first where the tests record anew. */
async function runStep(stepId: string, name: string, generations: Generations) {
  if (isRecording()) {
    simulator = await startSysdigSimulator({ tenant, token, generations });
  }
  recording = setupProjectRecording({
    directory: __dirname,
    name,
    origin: simulator?.url,
    secrets: [token, ...PLANTED_SECRETS],
    mapBody: withoutInstallParameters,
  });
  const stepTestConfig = {
    stepId,
    instanceConfig: {
      provider: 'sysdig',
      sysdigApiToken: token,
      sysdigBaseUrl: simulator?.url ?? RECORDED_ORIGIN,
      sysdigScanDays: '0',
    },
    invocationConfig: withAccountFirst(ACCOUNT._type, account.id),
  };
  return {
    stepTestConfig,
    result: await executeStepWithDependencies(stepTestConfig),
  };
}

/** What the current user's record gives away, least of all of a real account. */
const PRIVATE_FIELDS = new Set([
  'accessKey',
  'agentInstallParams',
  'intercomUserIdHash',
  'uniqueIntercomUserId',
  'remoteWriteParams',
]);

function withoutInstallParameters(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutInstallParameters);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !PRIVATE_FIELDS.has(name))
      .map(([name, value]) => [name, withoutInstallParameters(value)]),
  );
}

test.each(sysdig.stepIds)('%s', async (stepId) => {
  const { stepTestConfig, result } = await runStep(stepId, stepId, NEW_TENANT);

  expect(result).toMatchStepMetadata(stepTestConfig);
});

test.each([users, teams, teamMembers, pipelineScans])(
  '$id of the older API',
  async ({ id: stepId }) => {
    const { stepTestConfig, result } = await runStep(
      stepId,
      `${stepId}-older-api`,
      LEGACY_TENANT,
    );

    expect(result).toMatchStepMetadata(stepTestConfig);
  },
);

test('no recording holds a secret', async () => {
  const directory = path.join(__dirname, '__recordings__');
  const names = await readdir(directory);
  const recordings = await Promise.all(
    names.map((name) =>
      readFile(path.join(directory, name, 'recording.har'), 'utf8'),
    ),
  );

  expect(recordings).toHaveLength(sysdig.stepIds.length + 4);
  for (const secret of [token, ...PLANTED_SECRETS]) {
    expect(recordings.join('')).not.toContain(secret);
  }
});
