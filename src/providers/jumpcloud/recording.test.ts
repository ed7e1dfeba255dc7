import { executeStepWithDependencies } from '@jupiterone/integration-sdk-testing';

import {
  type JumpCloudSimulator,
  startJumpCloudSimulator,
} from '../../../simulators/jumpcloud/server';
import { createTenant } from '../../../simulators/jumpcloud/tenant';
import {
  isRecording,
  type ProjectRecording,
  RECORDED_ORIGIN,
  setupProjectRecording,
} from '../../../test/support/recording';
import { withAccountFirst } from '../../../test/support/stepMetadata';

import { ACCOUNT, organizations } from './organizations';

import { jumpcloud } from '.';

const apiKey = 'jca_recording-test-key';

let simulator: JumpCloudSimulator | undefined;
let recording: ProjectRecording | undefined;

beforeAll(async () => {
  if (!isRecording()) return;
  simulator = await startJumpCloudSimulator({
    apiKey,
    tenant: createTenant({
      users: 12,
      groups: 4,
      applications: 3,
      systems: 3,
      systemGroups: 3,
      appleDevices: 3,
      admins: 2,
    }),
  });
});

afterEach(async () => {
  await recording?.stop();
  recording = undefined;
});

afterAll(() => simulator?.stop());

/** What no recording may hold, least of all one of a real organization. */
const PRIVATE_FIELDS = new Set([
  'addresses',
  'alternateEmail',
  'apiKeyHash',
  'appleCertCreatorAppleID',
  'appleCertSerialNumber',
  'attributes',
  'config',
  'contactEmail',
  'contactName',
  'iccid',
  'imei',
  'location',
  'networkInterfaces',
  'phoneNumbers',
  'public_key',
  'recoveryEmail',
  'remoteIP',
  'ssh_keys',
  'sshdParams',
  'userMetrics',
  'wifiMac',
]);

function withoutPrivateFields(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutPrivateFields);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !PRIVATE_FIELDS.has(name))
      .map(([name, value]) => [name, withoutPrivateFields(value)]),
  );
}

test.each(jumpcloud.stepIds)('%s', async (stepId) => {
  recording = setupProjectRecording({
    directory: __dirname,
    name: stepId,
    origin: simulator?.url,
    secrets: [apiKey],
    mapBody: withoutPrivateFields,
  });
  const stepTestConfig = {
    stepId,
    instanceConfig: {
      provider: 'jumpcloud',
      jumpcloudApiKey: apiKey,
      jumpcloudBaseUrl: simulator?.url ?? RECORDED_ORIGIN,
    },
    invocationConfig: withAccountFirst(ACCOUNT._type, organizations.id),
  };

  const result = await executeStepWithDependencies(stepTestConfig);

  expect(result).toMatchStepMetadata(stepTestConfig);
});
