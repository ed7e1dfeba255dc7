import { LOCAL_INTEGRATION_INSTANCE } from '@jupiterone/integration-sdk-runtime';

import { startSimulation } from '../../simulators';
import { createOrganization } from '../../simulators/okta/organization';
import { startOktaSimulator } from '../../simulators/okta/server';
import { CREDENTIAL } from '../../simulators/simulation';
import { type IntegrationConfig, preflight } from '../../src/config';
import { providers } from '../../src/providers';
import { collect } from '../support/execution';
import {
  answer,
  type Fault,
  on,
  startFaultProxy,
  transform,
} from '../support/faultProxy';

function instanceOf(config: IntegrationConfig) {
  return { ...LOCAL_INTEGRATION_INSTANCE, config };
}

/** How far from the truth the number of calls may be. */
const TOLERANCE = 0.2;

/** A preflight is no burden. */
const MOST_REQUESTS = 30;

test.each(providers.map(({ id }) => id))(
  '%s: a preflight tells how many calls a collection makes',
  async (id) => {
    const simulation = await startSimulation(id, { size: 'full' });
    try {
      const config = simulation.configFor(simulation.url);
      const found = await preflight({ instance: instanceOf(config) });
      const before = simulation.requests.length;
      await collect({ config });
      const calls = simulation.requests.length - before;

      expect(before).toBe(found.requests);
      expect(before).toBeLessThanOrEqual(MOST_REQUESTS);
      expect(found.calls).toBeGreaterThanOrEqual(calls * (1 - TOLERANCE));
      expect(found.calls).toBeLessThanOrEqual(calls * (1 + TOLERANCE));
      expect(found.looks.map(({ outcome }) => outcome)).toEqual(
        found.looks.map(() => 'readable'),
      );
    } finally {
      await simulation.stop();
    }
  },
);

/** A credential that may not read everything. */
interface Restricted {
  provider: string;
  /** What is refused, or changed. */
  faults: readonly Fault[];
  /** The data sets that are not readable, with what is said of them. */
  missing: Record<string, RegExp>;
  /** The data sets that are not readable, and not needed. */
  spared?: readonly string[];
}

const refused = (match: RegExp, errorCode = 'E0000006') =>
  on(match, answer(403, { body: { errorCode, message: 'No.' } }), FOREVER);
const FOREVER = { times: Infinity };

const SCOPES_GRANTED_LATER =
  /\/api\/v1\/(authenticators|policies|api-tokens|idps)/;

const RESTRICTED: Record<string, Restricted> = {
  "Okta's Read-only Administrator": {
    provider: 'okta',
    faults: [refused(/\/(iam\/|org\/privacy|api-tokens|idps)/)],
    missing: {
      'admin roles of users': /Super Administrator.*okta\.iam\.read/,
      'admin roles of groups': /Super Administrator.*okta\.iam\.read/,
      'API tokens': /okta\.users\.apitokens\.read.*okta\.apiTokens\.read/,
      'identity providers': /Organization Administrator/,
    },
    spared: ['access of Okta support'],
  },
  'a credential of Okta with the first scopes': {
    provider: 'okta',
    faults: [refused(SCOPES_GRANTED_LATER)],
    missing: {
      'policies and their rules': /scope okta\.policies\.read/,
      'API tokens': /scope okta\.apiTokens\.read/,
      'identity providers': /scope okta\.idps\.read/,
    },
    spared: ['authenticators'],
  },
  'an administrator of some groups of Okta': {
    provider: 'okta',
    faults: [
      on(
        /\/api\/v1\/groups\?/,
        transform({
          body: (groups) =>
            JSON.parse(
              JSON.stringify(groups).replaceAll('"Everyone"', '"Some"'),
            ) as unknown,
        }),
        FOREVER,
      ),
    ],
    missing: { groups: /Everyone.*only a part of the groups/ },
  },
  "JumpCloud's Read Only": {
    provider: 'jumpcloud',
    faults: [refused(/\/api\/users\?/)],
    missing: { administrators: /Administrator With Billing/ },
  },
  'a token of Sysdig without custom roles': {
    provider: 'sysdig',
    faults: [refused(/\/platform\/v1\/roles/)],
    missing: { 'custom roles': /roles\.read, or the ingestion source "Roles"/ },
  },
  'a token of a SCIM service for users only': {
    provider: 'acme',
    faults: [refused(/\/Groups/)],
    missing: { groups: /read access to groups \(SCIM resource \/Groups\)/ },
  },
};

test.each(Object.entries(RESTRICTED))(
  'a preflight tells what %s may not read',
  async (_name, { provider, faults, missing, spared = [] }) => {
    const simulation = await startSimulation(provider, { size: 'tiny' });
    const proxy = await startFaultProxy({ target: simulation.url, faults });
    try {
      const config = simulation.configFor(proxy.url);
      const { looks } = await preflight({ instance: instanceOf(config) });
      const others = looks.filter(({ outcome }) => outcome !== 'readable');

      expect(others.map(({ access }) => access.what).sort()).toEqual(
        [...Object.keys(missing), ...spared].sort(),
      );
      for (const { access, outcome, reason } of others) {
        const isSpared = access.withoutIt !== undefined;
        expect(outcome).toBe('refused');
        expect(isSpared).toBe(spared.includes(access.what));
        expect(reason).toMatch(missing[access.what] ?? /./);
      }
    } finally {
      await proxy.stop();
      await simulation.stop();
    }
  },
);

test.each([
  [50, /50 % of each rate limit.*half as long/],
  [75, /75 % of each rate limit.*75 % of that time/],
  [100, undefined],
  [undefined, undefined],
])(
  'tells that Okta gives the token %s %% of its limits',
  async (share, hint) => {
    const simulator = await startOktaSimulator({
      organization: createOrganization({ users: 3, groups: 2, apps: 1 }),
      token: CREDENTIAL,
      ...(share && {
        principalRateLimits: [
          {
            principalId: '00T1',
            principalType: 'SSWS_TOKEN' as const,
            defaultPercentage: share,
          },
        ],
      }),
    });
    try {
      const { hints } = await preflight({
        instance: instanceOf({
          provider: 'okta',
          oktaOrgUrl: simulator.url,
          oktaApiKey: CREDENTIAL,
        }),
      });

      expect(hints).toHaveLength(hint ? 1 : 0);
      expect(hints.join()).toMatch(hint ?? /^$/);
    } finally {
      await simulator.stop();
    }
  },
);

test('minutes follow from the limits that Okta announces', async () => {
  const simulator = await startOktaSimulator({
    organization: createOrganization({ users: 130, groups: 2, apps: 1 }),
    token: CREDENTIAL,
    rateLimits: { windowMs: 60_000, limits: { other: 100 } },
  });
  try {
    const { buckets, seconds } = await preflight({
      instance: instanceOf({
        provider: 'okta',
        oktaOrgUrl: simulator.url,
        oktaApiKey: CREDENTIAL,
        rateLimitShare: '0.5',
      }),
    });

    expect(buckets).toContainEqual(
      expect.objectContaining({
        bucket: '/api/v1/users/{id}/…',
        callsPerMinute: 50,
      }),
    );
    expect(seconds).toBeGreaterThanOrEqual(120);
    expect(seconds).toBeLessThan(130);
  } finally {
    await simulator.stop();
  }
});
