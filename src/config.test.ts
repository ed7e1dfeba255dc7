import {
  IntegrationProviderAPIError,
  IntegrationProviderAuthenticationError,
  IntegrationProviderAuthorizationError,
  IntegrationProviderRetriesExceededError,
  IntegrationValidationError,
} from '@jupiterone/integration-sdk-core';
import { loadConfigFromEnvironmentVariables } from '@jupiterone/integration-sdk-runtime';
import { createMockIntegrationLogger } from '@jupiterone/integration-sdk-testing';

import { startLoopbackServer } from '../simulators/loopbackServer';

import { invocationConfig } from '.';
import {
  getStepStartStates,
  instanceConfigFields,
  type IntegrationConfig,
  integrationSteps,
  validateInvocation,
} from './config';
import { environmentVariable } from './collect/configFields';
import { loadExecutionConfig } from './invocation';
import { providers } from './providers';

const SECRET = 'config-secret-4711';
const acme = {
  provider: 'acme',
  acmeBaseUrl: 'https://scim.acme.example/v2',
  acmeApiKey: SECRET,
};

function instanceOf(config: Record<string, unknown>) {
  return {
    id: 'instance',
    accountId: 'account',
    name: 'Test',
    integrationDefinitionId: 'definition',
    description: '',
    config: config as IntegrationConfig,
  };
}

/** Quick, where the provider does not answer. */
const executionConfig = {
  limits: { retry: { attempts: 2, baseDelayMs: 1, budgetMs: 1_000 } },
};

async function errorOf(config: Record<string, unknown>): Promise<Error> {
  const error: unknown = await validateInvocation({
    instance: instanceOf(config),
    executionConfig,
  }).catch((thrown: unknown) => thrown);
  if (error instanceof Error) return error;
  throw new Error('The configuration was accepted.');
}

describe('configuration fields', () => {
  test('are found in the environment under the names that messages give', () => {
    const fields = Object.keys(instanceConfigFields);
    jest.replaceProperty(
      process,
      'env',
      Object.fromEntries(
        fields.map((field) => [
          environmentVariable(field),
          `value of ${field}`,
        ]),
      ),
    );

    const config = loadConfigFromEnvironmentVariables(
      Object.fromEntries(fields.map((field) => [field, { type: 'string' }])),
    );

    expect(config).toEqual(
      Object.fromEntries(fields.map((field) => [field, `value of ${field}`])),
    );
    expect(environmentVariable('acmeBaseUrl')).toBe('ACME_BASE_URL');
  });

  test('begin with the id of their provider', () => {
    for (const { id, configTable } of providers) {
      for (const field of Object.keys(configTable)) {
        expect(field.startsWith(id)).toBe(true);
      }
    }
  });

  test('are masked if they hold a secret', () => {
    const secrets = Object.entries(instanceConfigFields).filter(([field]) =>
      /(ApiKey|PrivateKey|Secret|Token|Password)$/.test(field),
    );

    expect(secrets).toContainEqual(['acmeApiKey', expect.anything()]);
    expect(secrets.filter(([, { mask }]) => !mask)).toEqual([]);
  });
});

describe('a configuration that cannot be used', () => {
  test.each<[string, Record<string, unknown>, RegExp]>([
    [
      'no provider',
      {},
      /provider \(PROVIDER\) is missing; choose one of acme\b/,
    ],
    [
      'an empty provider',
      { provider: ' ' },
      /provider \(PROVIDER\) is missing/,
    ],
    [
      'an unknown provider',
      { provider: 'acmee' },
      /provider \(PROVIDER\) is not a known provider; choose one of acme\b/,
    ],
    [
      'a provider that is no text',
      { provider: 7 },
      /provider \(PROVIDER\) must be a text/,
    ],
    [
      'a provider named as a property of every object',
      { provider: 'constructor' },
      /is not a known provider/,
    ],
    [
      'no URL',
      { ...acme, acmeBaseUrl: undefined },
      /acmeBaseUrl \(ACME_BASE_URL\) is missing/,
    ],
    [
      'an http URL',
      { ...acme, acmeBaseUrl: 'http://scim.acme.example' },
      /acmeBaseUrl \(ACME_BASE_URL\) must begin with https:\/\//,
    ],
    [
      'a URL with a password',
      { ...acme, acmeBaseUrl: `https://user:${SECRET}@scim.acme.example` },
      /acmeBaseUrl \(ACME_BASE_URL\) must not contain a user name or password/,
    ],
    [
      'an empty key',
      { ...acme, acmeApiKey: '' },
      /acmeApiKey \(ACME_API_KEY\) is missing; give it, or/,
    ],
    [
      'a key with a space in it',
      { ...acme, acmeApiKey: `${SECRET} ${SECRET}` },
      /acmeApiKey \(ACME_API_KEY\) contains a space/,
    ],
    [
      'both kinds of credential',
      { ...acme, acmeClientSecret: SECRET },
      /acmeApiKey \(ACME_API_KEY\) must not be given together with acmeClientSecret/,
    ],
    [
      'half of the other kind',
      { ...acme, acmeApiKey: undefined, acmeClientSecret: SECRET },
      /acmeClientId \(ACME_CLIENT_ID\) is missing; acmeTokenUrl \(ACME_TOKEN_URL\) is missing/,
    ],
    ...['0', '1.1', '-0.5', 'most', 'NaN', 'Infinity', '80%'].map(
      (rateLimitShare): [string, Record<string, unknown>, RegExp] => [
        `a share of ${rateLimitShare}`,
        { ...acme, rateLimitShare },
        /rateLimitShare \(RATE_LIMIT_SHARE\) must be a number above 0 and at most 1/,
      ],
    ),
  ])('%s', async (_name, config, message) => {
    const error = await errorOf(config);

    expect(error).toBeInstanceOf(IntegrationValidationError);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain(SECRET);
  });

  test('is told with all that is wrong at once', async () => {
    const { message } = await errorOf({
      provider: ' acme ',
      rateLimitShare: '2',
      acmeBaseUrl: 'scim',
    });

    expect(message).toBe(
      'The configuration cannot be used: ' +
        'rateLimitShare (RATE_LIMIT_SHARE) must be a number above 0 and at most 1, such as 0.8; ' +
        'acmeBaseUrl (ACME_BASE_URL) is not a URL; it begins with https:// and a host name; ' +
        'acmeApiKey (ACME_API_KEY) is missing; give it, or acmeClientId, acmeClientSecret, acmeTokenUrl in its place',
    );
  });

  test('names no field of another provider', async () => {
    const { message } = await errorOf({ provider: 'acme' });

    for (const { id } of providers.filter((each) => each.id !== 'acme')) {
      expect(message).not.toContain(id);
    }
  });
});

describe('the credential is tried:', () => {
  const stops: (() => Promise<void>)[] = [];

  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });

  async function configFor(status: number, body: string) {
    let requests = 0;
    const { origin, stop } = await startLoopbackServer((_request, response) => {
      requests += 1;
      response.writeHead(status).end(body);
    });
    stops.push(stop);
    const config = { ...acme, acmeBaseUrl: `${origin}/v2` };
    return { config, requests: () => requests };
  }

  test('accepted, even if there is nothing but the instance', async () => {
    const { config, requests } = await configFor(200, '{"Resources": []}');

    await expect(
      validateInvocation({ instance: instanceOf(config) }),
    ).resolves.toBeUndefined();
    expect(requests()).toBe(1);
  });

  test.each([
    [401, IntegrationProviderAuthenticationError, 1, /check acmeApiKey/],
    [403, IntegrationProviderAuthorizationError, 1, /read access to users/],
    [404, IntegrationProviderAPIError, 3, /check the configured URL/],
    [500, IntegrationProviderRetriesExceededError, 2, /could not answer/],
    [503, IntegrationProviderRetriesExceededError, 2, /could not answer/],
  ])('refused with %i', async (status, type, count, message) => {
    const { config, requests } = await configFor(status, '{}');

    const error = await errorOf(config);

    expect(error).toMatchObject({ constructor: type, status });
    expect(error.message).toMatch(message);
    expect(requests()).toBe(count);
  });

  test('refused as one too many for longer than anybody waits', async () => {
    const { config, requests } = await configFor(429, '{}');

    const error = await errorOf(config);

    expect(error).toMatchObject({
      constructor: IntegrationProviderRetriesExceededError,
      status: 429,
    });
    expect(requests()).toBeGreaterThan(2);
  });

  test('nobody there', async () => {
    const { config } = await configFor(200, '');
    await stops.pop()?.();

    const error = await errorOf(config);

    expect(error).toMatchObject({
      constructor: IntegrationProviderRetriesExceededError,
      status: 'NETWORK',
      endpoint: expect.stringContaining(config.acmeBaseUrl) as string,
    });
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('a web page in place of the API', async () => {
    const { config } = await configFor(200, '<html>Sign in</html>');

    const error = await errorOf(config);

    expect(error).toMatchObject({
      constructor: IntegrationProviderAPIError,
      status: 200,
    });
    expect(error.message).toContain(
      'check that the configured URL (acmeBaseUrl) is that of the API',
    );
  });

  test('a failure of another kind is not covered up', async () => {
    const { config } = await configFor(200, '{}');
    const logger = createMockIntegrationLogger();
    jest.spyOn(logger, 'debug').mockImplementation(() => {
      throw new TypeError('A bug.');
    });

    await expect(
      validateInvocation({ instance: instanceOf(config), logger }),
    ).rejects.toThrow(new TypeError('A bug.'));
  });
});

describe('start states', () => {
  const stateOf = (config: Record<string, unknown>) =>
    getStepStartStates({ instance: instanceOf(config) });

  test.each(providers.map(({ id }) => id))(
    'enable the steps of %s, and no others',
    (provider) => {
      const states = stateOf({ provider });

      expect(Object.keys(states)).toEqual(integrationSteps.map(({ id }) => id));
      const enabled = Object.keys(states).filter((id) => !states[id]?.disabled);
      expect(enabled.length).toBeGreaterThan(0);
      expect(
        enabled.filter(
          (id) => !/^(fetch|list)-/.test(id) || !id.includes(`-${provider}-`),
        ),
      ).toEqual([]);
    },
  );

  test('enable nothing without a provider', () => {
    const states = Object.values(stateOf({ provider: 'nobody' }));

    expect(states.every(({ disabled }) => disabled)).toBe(true);
  });
});

describe('execution config', () => {
  const load = (env: NodeJS.ProcessEnv) => {
    jest.replaceProperty(process, 'env', env);
    return loadExecutionConfig();
  };

  test('leaves defaults as they are', () => {
    expect(load({ HTTP_ATTEMPTS: '' })).toEqual({
      limits: { transport: {}, retry: {} },
    });
  });

  test('takes limits from the environment', () => {
    expect(
      load({
        HTTP_TIMEOUT_MS: '1',
        HTTP_ATTEMPTS: ' 2 ',
        HTTP_RETRY_DELAY_MS: '3',
        HTTP_RETRY_BUDGET_MS: '4',
      }),
    ).toEqual({
      limits: {
        transport: { timeoutMs: 1 },
        retry: { attempts: 2, baseDelayMs: 3, budgetMs: 4 },
      },
    });
  });

  test.each(['0', '-1', '1.5', '1e3', 'many', '9999999999'])(
    'refuses %s',
    (value) => {
      expect(() =>
        load({ HTTP_ATTEMPTS: value, HTTP_TIMEOUT_MS: value }),
      ).toThrow(
        'HTTP_TIMEOUT_MS must be a whole number above 0; HTTP_ATTEMPTS must be a whole number above 0',
      );
    },
  );
});

test('the SDK is given all of it', () => {
  expect(Object.keys(invocationConfig).sort()).toEqual([
    'dependencyGraphOrder',
    'getStepStartStates',
    'ingestionConfig',
    'instanceConfigFields',
    'integrationSteps',
    'loadExecutionConfig',
    'validateInvocation',
  ]);
});
