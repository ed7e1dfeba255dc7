import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { executeStepWithDependencies } from '@jupiterone/integration-sdk-testing';

import {
  createOrganization,
  PII_MARKERS,
} from '../../../simulators/acme/organization';
import {
  type AcmeSimulator,
  startAcmeSimulator,
} from '../../../simulators/acme/server';
import {
  isRecording,
  type ProjectRecording,
  RECORDED_ORIGIN,
  setupProjectRecording,
} from '../../../test/support/recording';
import { withAccountFirst } from '../../../test/support/stepMetadata';

import { ACCOUNT, account } from './account';
import { acme } from './index';

const token = 'acme-recording-test-token';

let simulator: AcmeSimulator | undefined;
let recording: ProjectRecording | undefined;

beforeAll(async () => {
  if (!isRecording()) return;
  simulator = await startAcmeSimulator({
    token,
    organization: createOrganization({ users: 14, groups: 12 }),
    pageCap: 10,
  });
});

afterEach(async () => {
  await recording?.stop();
  recording = undefined;
});

afterAll(() => simulator?.stop());

/** Attributes of users that the connector has no use for, and that are nobody's business. */
const PRIVATE_ATTRIBUTES = new Set([
  'addresses',
  'ims',
  'password',
  'phonenumbers',
  'photos',
  'x509certificates',
]);

function withoutPrivateAttributes(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutPrivateAttributes);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !PRIVATE_ATTRIBUTES.has(name.toLowerCase()))
      .map(([name, value]) => [name, withoutPrivateAttributes(value)]),
  );
}

test.each(acme.stepIds)('%s', async (stepId) => {
  const origin = simulator && new URL(simulator.url).origin;
  recording = setupProjectRecording({
    directory: __dirname,
    name: stepId,
    origin,
    secrets: [token],
    mapBody: withoutPrivateAttributes,
  });
  const stepTestConfig = {
    stepId,
    instanceConfig: {
      provider: 'acme',
      acmeBaseUrl: `${origin ?? RECORDED_ORIGIN}/scim/v2`,
      acmeApiKey: token,
    },
    invocationConfig: withAccountFirst(ACCOUNT._type, account.id),
  };

  const result = await executeStepWithDependencies(stepTestConfig);

  expect(result).toMatchStepMetadata(stepTestConfig);
});

test('the recordings hold no credential, and nothing private', async () => {
  const directory = path.join(__dirname, '__recordings__');
  const names = await readdir(directory);
  const recordings = await Promise.all(
    names.map((name) =>
      readFile(path.join(directory, name, 'recording.har'), 'utf8'),
    ),
  );

  expect(names).toHaveLength(acme.stepIds.length);
  for (const text of recordings) {
    expect(text).toContain(RECORDED_ORIGIN);
    for (const marker of [token, '127.0.0.1', ...Object.values(PII_MARKERS)]) {
      expect(text).not.toContain(marker);
    }
  }
});
