import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import { executeStepWithDependencies } from '@jupiterone/integration-sdk-testing';

import { invocationConfig } from '../..';
import { createOrganization } from '../../../simulators/okta/organization';
import {
  type OktaSimulator,
  startOktaSimulator,
} from '../../../simulators/okta/server';
import {
  isRecording,
  type ProjectRecording,
  RECORDED_ORIGIN,
  setupProjectRecording,
} from '../../../test/support/recording';

import { ACCOUNT, account } from './account';
import { okta } from '.';
import { listedUsers, USER, users } from './users';

/** The system log is asked by time: replaying takes the time of recording. */
const RECORDED_AT = Date.parse('2026-11-21T10:00:00.000Z');

/** A real org to record from, instead of the simulator. */
const { OKTA_ORG_URL: realOrg, OKTA_API_KEY: realToken } = process.env;
const token = (isRecording() && realToken) || '00recording-test-token';

let simulator: OktaSimulator | undefined;
let recording: ProjectRecording | undefined;

beforeAll(async () => {
  if (!isRecording() || realOrg) return;
  jest.spyOn(Date, 'now').mockReturnValue(RECORDED_AT);
  simulator = await startOktaSimulator({
    token,
    organization: createOrganization({
      users: 12,
      groups: 6,
      apps: 3,
      devices: 2,
    }),
  });
});

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(RECORDED_AT);
  // The SDK's matcher warns of the data model's own schema of class Control.
  jest.spyOn(console, 'warn').mockReturnValue();
});

afterEach(async () => {
  await recording?.stop();
  recording = undefined;
});

afterAll(() => simulator?.stop());

/** Texts that tell of people, wherever they stand in an answer. */
const PERSONAL = new Set([
  'address1',
  'address2',
  'alternateId',
  'city',
  'displayName',
  'ipAddress',
  'phoneNumber',
  'postalCode',
  'rawUserAgent',
  'state',
  'supportPhoneNumber',
  'userName',
]);

/** Parts of an answer that are of no use to the connector and may hold secrets. */
const DROPPED = new Set([
  'activation',
  'client',
  'configuration',
  'debugData',
  'deviceToken',
  'geographicalContext',
  'recovery_question',
  'signing',
  'trust',
]);

/** The attributes of a profile that tests need as they are. */
const KEPT_OF_PROFILES = new Set(['name', 'role', 'samlRoles', 'platform']);

/** A manager who is named by id stays who it is. */
const USER_ID = /^00u[0-9A-Za-z]{17}$/;

function withoutPersonalData(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutPersonalData);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !DROPPED.has(name))
      .map(([name, value]) => [name, replaced(name, value)]),
  );
}

/** The rest of it holds where people are sent, and could hold keys. */
const KEPT_OF_CLIENTS = new Set([
  'application_type',
  'grant_types',
  'client_id',
]);

function replaced(name: string, value: unknown): unknown {
  if (name === 'oauthClient') return keptOf(value, KEPT_OF_CLIENTS);
  if (name === 'profile') return withoutTexts(value);
  if (name === 'emails') return [];
  return PERSONAL.has(name) && typeof value === 'string'
    ? 'redacted'
    : withoutPersonalData(value);
}

function keptOf(value: unknown, names: ReadonlySet<string>): unknown {
  const fields = Object.entries(Object(value) as object);
  return Object.fromEntries(fields.filter(([name]) => names.has(name)));
}

function withoutTexts(profile: unknown): unknown {
  return Object.fromEntries(
    Object.entries(Object(profile) as object).map(([name, value]) => {
      const isKept =
        typeof value !== 'string' ||
        KEPT_OF_PROFILES.has(name) ||
        (name === 'managerId' && USER_ID.test(value));
      if (isKept) return [name, value];
      const isAddress = name === 'login' || name === 'email';
      return [name, isAddress ? 'redacted@example.test' : 'redacted'];
    }),
  );
}

/**
 * With account and users written first, so that the matcher finds both ends of each relationship,
 * and without what it cannot deal with: steps that run last, mapped relationships, the second of two
 * rows of one type.
 */
function forMatcher(): IntegrationInvocationConfig {
  const { integrationSteps, ...rest } =
    invocationConfig as IntegrationInvocationConfig;
  return {
    ...rest,
    integrationSteps: integrationSteps.map(
      ({ mappedRelationships: _, dependsOn = [], ...step }) => {
        const types = step.relationships.flatMap((each) => [
          each.sourceType,
          each.targetType,
        ]);
        const needsAccount = types.includes(ACCOUNT._type);
        const needsUsers =
          types.includes(USER._type) &&
          step.entities.every(({ _type }) => _type !== USER._type);
        return {
          ...step,
          relationships: step.relationships.filter(
            ({ _type }, place, all) =>
              all.findIndex((each) => each._type === _type) === place,
          ),
          dependencyGraphId: undefined,
          dependsOn: [
            ...dependsOn,
            ...(step.id === users.id ? [listedUsers.id] : []),
            ...(needsAccount ? [account.id] : []),
            ...(needsUsers ? [users.id] : []),
          ].filter((id) => id !== step.id),
        };
      },
    ),
  };
}

test.each(okta.stepIds)('%s', async (stepId) => {
  const origin = simulator?.url ?? (isRecording() ? realOrg : undefined);
  recording = setupProjectRecording({
    directory: __dirname,
    name: stepId,
    origin,
    secrets: [token],
    mapBody: withoutPersonalData,
  });
  const stepTestConfig = {
    stepId,
    instanceConfig: {
      provider: 'okta',
      oktaApiKey: token,
      oktaOrgUrl: origin ?? RECORDED_ORIGIN,
    },
    invocationConfig: forMatcher(),
  };

  const { collectedRelationships, ...result } =
    await executeStepWithDependencies(stepTestConfig);

  expect({
    ...result,
    collectedRelationships: collectedRelationships.filter(
      ({ _mapping }) => !_mapping,
    ),
  }).toMatchStepMetadata(stepTestConfig);
});
