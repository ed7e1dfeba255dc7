import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

import fetch from 'node-fetch';
import { z } from 'zod';

import { createProject, PACKAGE_ROOT, runCli } from '../../scripts/sdkProject';

import { invocationConfig } from '../../src';
import { environmentVariable } from '../../src/collect/configFields';
import type { IntegrationConfig } from '../../src/config';
import { parseJson } from '../../src/http/parse';
import { providers } from '../../src/providers';
import {
  type Echo,
  echo,
  echoPage,
  inHostName,
  inNextLink,
  inRecordIds,
  type Insertion,
} from '../support/echo';
import { collect, type Execution, SHORT_PATIENCE } from '../support/execution';
import { on, startFaultProxy } from '../support/faultProxy';
import { filesBelow } from '../support/filesBelow';
import { credentialsIn, Leaks, writtenBy } from '../support/leaks';
import { startLoopbackServer, urlOf } from '../../simulators/loopbackServer';
import {
  credentialKinds,
  type Simulation,
  startSimulation,
} from '../../simulators';
import {
  startSynchronizationApi,
  uploadArguments,
} from '../support/synchronizationApi';

/*
 * For every kind of credential of every provider: neither it, nor what it is exchanged for, nor a
 * part of either is found in anything that a run lets out.
 */

const ENVIRONMENT = { ...SHORT_PATIENCE, HTTP_ATTEMPTS: '2' };
const ACCESS_TOKEN = 'wM8tBn5cVx1Ks6Gd0Yh4';

/** What a server may do to make a client quote what it sent. */
const ECHOES: readonly [name: string, act: Echo][] = [
  ...[302, 400, 401, 403, 404, 429, 500].map((status): [string, Echo] => [
    `a ${status}`,
    echo(status),
  ]),
  ['a web page', echoPage('text/html')],
];

/** Where a server may put what the client sent into answers that are right otherwise. */
const INSERTIONS: readonly [place: string, insert: Insertion][] = [
  ["a next link's path", inNextLink],
  ['the host name of a next link', inHostName],
  ['the id of a record', inRecordIds],
];

/** What is asked for without a credential (RFC 8615). */
const PUBLIC = /^\/\.well-known\//;

const CREDENTIAL_HEADER =
  /^((proxy-)?authorization|x-api-key|dpop|(set-)?cookie)$/i;

/** A token, a client's secret or assertion, or a private key, in JSON or in a form. */
const CREDENTIAL_IN_BODY =
  /(access_token|client_secret|client_assertion)(\\*": *\\*"|=)(?!\[REDACTED)[^"&\\]|PRIVATE KEY/;

/** The part of a HAR file in which headers are. */
const Headers = z.object({
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});
const Har = z.object({
  log: z.object({
    entries: z.array(z.object({ request: Headers, response: Headers })),
  }),
});

const EXCHANGED = credentialKinds.filter(({ isExchanged }) => isExchanged);

/** Service apps sign for the URL to which they send: no proxy can stand before that. */
const PROXIED = credentialKinds.filter(
  ({ name }) => !name.startsWith('service app'),
);

/** A new provider has no recordings yet. */
const RECORDED = providers
  .map(({ id }) => id)
  .filter((id) => existsSync(recordingsOf(id)));

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function simulate(
  providerId: string,
  credential: string,
  pageCap?: number,
): Promise<Simulation> {
  const simulation = await startSimulation(providerId, {
    size: 'tiny',
    credential,
    pageCap,
  });
  stops.push(simulation.stop);
  return simulation;
}

test.each(credentialKinds)(
  'a run with the $name of $providerId leaves no trace of it',
  async ({ providerId, name }) => {
    const simulation = await simulate(providerId, name);
    const config = simulation.configFor(simulation.url);
    const { written, uploaded } = await upload(config);

    const sent = simulation.requests.flatMap(({ headers }) =>
      credentialsIn(headers, ''),
    );
    expect(sent.length).toBeGreaterThan(1);
    expect(uploaded).toBeGreaterThan(3);
    expect(written).toContain('Provider API call');
    expect(leaksOf(config, sent).in(written)).toEqual([]);
  },
);

describe.each(ECHOES)('%s may echo', (_name, act) => {
  test.each(credentialKinds)(
    'the $name of $providerId from the first request on',
    async ({ providerId, name }) => {
      const simulation = await simulate(providerId, name);
      const { origin, sent } = await startServer(simulation, act);
      const config = simulation.configFor(origin);

      const execution = await collectFrom(config);

      expect(execution.error).toBeDefined();
      expect(sent).not.toEqual([]);
      expectNoLeak(execution, config, sent);
    },
  );

  test.each(EXCHANGED)(
    'the token that was given for the $name of $providerId',
    async ({ providerId, name }) => {
      const simulation = await simulate(providerId, name);
      const { origin, sent } = await startServer(simulation, act, {
        access_token: ACCESS_TOKEN,
        token_type: name.includes('DPoP') ? 'DPoP' : 'Bearer',
        expires_in: 3600,
      });
      const config = simulation.configFor(origin);

      const execution = await collectFrom(config);

      expect(sent).toContain(ACCESS_TOKEN);
      expectNoLeak(execution, config, sent);
    },
  );

  test.each(PROXIED)(
    'the $name of $providerId in the middle of a run',
    async ({ providerId, name }) => {
      const simulation = await simulate(providerId, name, 1);
      const sent: string[] = [];
      const proxy = await startFaultProxy({
        target: simulation.url,
        faults: [
          on(
            /./,
            ({ request: { headers }, response }) => {
              sent.push(...credentialsIn(headers, ''));
              act({ headers }, response, '');
            },
            { at: 5, times: Infinity },
          ),
        ],
      });
      stops.push(proxy.stop);
      const config = simulation.configFor(proxy.url);

      const execution = await collectFrom(config);

      expect(execution.partialTypes).not.toEqual([]);
      expect(sent).not.toEqual([]);
      expectNoLeak(execution, config, sent);
    },
  );
});

describe.each(INSERTIONS)('a server may put into %s', (_place, insert) => {
  test.each(PROXIED)('the $name of $providerId', async (kind) => {
    const simulation = await simulate(kind.providerId, kind.name);
    const sent: string[] = [];
    const proxy = await startFaultProxy({
      target: simulation.url,
      faults: [
        on(
          /./,
          async ({ request, response, forward }) => {
            const found = credentialsIn(request.headers, '');
            sent.push(...found);
            const { status, headers, body } = await forward();
            const [credential] = found.slice(-1);
            const parsed = parseJson(body.toString('utf8'));
            const inserted =
              credential === undefined || parsed === undefined
                ? {}
                : insert(credential, {
                    headers,
                    body: parsed,
                    origin: proxy.url,
                  });
            const { 'content-length': _length, ...sentHeaders } =
              inserted.headers ?? headers;
            response.writeHead(status, sentHeaders);
            response.end(
              inserted.body === undefined
                ? body
                : JSON.stringify(inserted.body),
            );
          },
          { times: Infinity },
        ),
      ],
    });
    stops.push(proxy.stop);
    const config = simulation.configFor(proxy.url);

    const execution = await collectFrom(config);

    expect(sent).not.toEqual([]);
    expectNoLeak(execution, config, sent);
  });
});

test.each(RECORDED)('no recording of %s holds a credential', async (id) => {
  const files = await filesBelow(recordingsOf(id));
  const entries = files.flatMap(
    (file) => Har.parse(JSON.parse(file)).log.entries,
  );
  const headers = entries.flatMap(({ request, response }) => [
    ...request.headers,
    ...response.headers,
  ]);
  const credentials = headers.filter(({ name }) =>
    CREDENTIAL_HEADER.test(name),
  );

  expect(credentials).not.toEqual([]);
  expect(credentials.filter(({ value }) => value !== '[REDACTED]')).toEqual([]);
  expect(files.filter((file) => CREDENTIAL_IN_BODY.test(file))).toEqual([]);
});

test('the recordings of no provider are lost', () => {
  expect(RECORDED).toEqual(
    expect.arrayContaining(['acme', 'okta', 'jumpcloud', 'sysdig']),
  );
});

test('the parts of a secret are found, and those of others are not', () => {
  const leaks = new Leaks(['abcdefghijkl'], 'client');

  expect(leaks.in('…defghijk…')).toEqual(['defghijk']);
  expect(leaks.in(Buffer.from('abcdefghijkl').toString('base64'))).not.toEqual(
    [],
  );
  expect(leaks.in('abcdefg hijkl')).toEqual([]);
});

function recordingsOf(id: string): string {
  return path.join(PACKAGE_ROOT, 'src/providers', id, '__recordings__');
}

function collectFrom(config: IntegrationConfig): Promise<Execution> {
  return collect({ config, environment: ENVIRONMENT });
}

function expectNoLeak(
  execution: Execution,
  config: IntegrationConfig,
  sent: readonly string[],
): void {
  expect(leaksOf(config, sent).in(writtenBy(execution))).toEqual([]);
}

/** What must not be found: the masked fields, of keys line by line, and all that was sent. */
function leaksOf(config: IntegrationConfig, sent: readonly string[]): Leaks {
  const { instanceConfigFields = {} } = invocationConfig;
  const masked = Object.entries(config)
    .filter(([field]) => instanceConfigFields[field]?.mask)
    .flatMap(([, value]) => String(value).split('\n'))
    .filter((line) => !line.startsWith('-----'));
  expect(masked).not.toEqual([]);
  const clientIds = Object.entries(config)
    .filter(([field]) => field.endsWith('ClientId'))
    .map(([, value]) => String(value));
  return new Leaks(new Set([...masked, ...sent]), clientIds.join());
}

/**
 * A server that does the same to every request, but gives tokens where it has one, and tells what
 * the simulator tells to everybody.
 */
async function startServer(simulation: Simulation, act: Echo, token?: object) {
  const sent: string[] = [];
  const { origin, stop } = await startLoopbackServer((request, response) => {
    void (async () => {
      const body = await text(request);
      sent.push(...credentialsIn(request.headers, body));
      const { pathname } = urlOf(request);
      if (PUBLIC.test(pathname)) {
        return response.end(await publicDocument(simulation, pathname, origin));
      }
      if (token && pathname.endsWith('/token')) {
        return response.end(JSON.stringify(token));
      }
      act(request, response, body);
    })();
  });
  stops.push(stop);
  return { origin, sent };
}

async function publicDocument(
  { url }: Simulation,
  pathname: string,
  origin: string,
): Promise<string> {
  const document = await fetch(url + pathname);
  return (await document.text()).replaceAll(url, origin);
}

/**
 * Runs `j1-integration run` at level trace. Gives all that it wrote, sent to JupiterOne, or showed
 * to other users of the machine, who can see the arguments and titles of processes.
 */
async function upload(config: IntegrationConfig) {
  let processes: Promise<string> | undefined;
  const jupiterOne = await startSynchronizationApi({
    statusFor: () => {
      processes ??= processTitles();
      return undefined;
    },
  });
  const project = await createProject();
  stops.push(
    () => jupiterOne.stop(),
    () => project.remove(),
  );
  const { output } = await runCli(['run', ...uploadArguments(jupiterOne)], {
    projectPath: project.path,
    env: { ...environmentOf(config), ...ENVIRONMENT, LOG_LEVEL: 'trace' },
  });
  const titles = (await processes) ?? '';
  expect(titles).toContain(project.path);
  const storage = path.join(project.path, '.j1-integration');
  const written = [
    output,
    titles,
    ...(existsSync(storage) ? await filesBelow(storage) : []),
    ...jupiterOne.requests.map(({ path: where, body }) => where + body),
  ].join('\n');
  return { written, uploaded: jupiterOne.entities.length };
}

function environmentOf(config: IntegrationConfig): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(config).map(([field, value]) => [
      environmentVariable(field),
      String(value),
    ]),
  );
}

async function processTitles(): Promise<string> {
  const { stdout } = await promisify(execFile)('ps', [
    '-A',
    '-ww',
    '-o',
    'args=',
  ]);
  return stdout;
}
