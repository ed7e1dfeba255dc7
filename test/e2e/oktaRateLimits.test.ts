import { createOrganization } from '../../simulators/okta/organization';
import {
  type OktaSimulatorOptions,
  startOktaSimulator,
} from '../../simulators/okta/server';
import { truthOf } from '../../simulators/okta/truth';
import { collect } from '../support/execution';
import { found } from '../support/oktaExecution';

const token = '00canary-rate-limit-test';
const SHARE_PATH = '/api/v1/principal-rate-limits';

/** More calls against one limit than Okta lets the token make in a window. */
const LIMITS = { windowMs: 1_000, limits: { other: 40 } };

async function run(options: Partial<OktaSimulatorOptions>) {
  const organization = createOrganization({
    users: 24,
    groups: 6,
    apps: 3,
    devices: 2,
  });
  const simulator = await startOktaSimulator({
    organization,
    token,
    ...options,
  });
  const execution = await collect({
    config: {
      provider: 'okta',
      oktaOrgUrl: simulator.url,
      oktaApiKey: token,
    },
  }).finally(() => simulator.stop());
  const { requests } = simulator;
  return {
    execution,
    truth: truthOf(organization, new URL(simulator.url).host),
    refused: requests.filter(({ status }) => status === 429).length,
    asked: requests.filter(({ path }) => path === SHARE_PATH).length,
  };
}

function sharesOf(...percentages: number[]) {
  return percentages.map((defaultPercentage, index) => ({
    principalId: `00T${index}`,
    principalType: 'SSWS_TOKEN' as const,
    defaultPercentage,
  }));
}

test('a token that may use half of the limits is never refused, and the graph is complete', async () => {
  const { execution, truth, refused, asked } = await run({
    principalRateLimits: sharesOf(50),
    rateLimits: { ...LIMITS, principalPercentage: 50 },
  });

  expect(refused).toBe(0);
  expect(asked).toBe(1);
  expect(execution.error).toBeUndefined();
  expect(found(execution)).toEqual(truth);
});

test('where the token may not read its share, it is asked for once, and nothing is missing', async () => {
  const { execution, truth, asked } = await run({});

  expect(asked).toBe(1);
  expect(execution.error).toBeUndefined();
  expect(found(execution)).toEqual(truth);
});
