import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import fetch from 'node-fetch';

import { startLoopbackServer } from '../../simulators/loopbackServer';
import type { LoopbackServer } from '../../simulators/loopbackServer';
import { RECORDED_ORIGIN, setupProjectRecording } from './recording';
import type { ProjectRecordingOptions } from './recording';

const TOKEN = 'marker-token-5e1f';
const CLIENT_SECRET = 'marker-secret/9a+7"';

let directory: string;
let requestsSeen = 0;
let provider: LoopbackServer;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'recording-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

beforeEach(async () => {
  delete process.env.RECORD;
  requestsSeen = 0;
  provider = await startLoopbackServer((request, response) => {
    requestsSeen += 1;
    const { url = '' } = request;
    response.setHeader('set-cookie', `session=${TOKEN}`);
    response.setHeader('x-request-id', `request-${Math.random()}`);
    response.setHeader('content-type', 'application/json');
    if (url === '/token') {
      response.end(JSON.stringify({ access_token: TOKEN, expires_in: 60 }));
      return;
    }
    if (url === '/gone') {
      response.statusCode = 404;
      response.end(JSON.stringify({ detail: `no ${TOKEN}` }));
      return;
    }
    response.setHeader('content-encoding', 'gzip');
    response.setHeader('link', `<${provider.origin}/users?page=2>; rel="next"`);
    response.end(
      gzipSync(
        JSON.stringify({
          next: `${provider.origin}/users?page=2`,
          email: 'ada@example.test',
        }),
      ),
    );
  });
});

afterEach(() => provider.stop());

/** What a client does: it gets a token, then reads two things. */
async function readEverything(origin: string) {
  const token = await fetch(`${origin}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_secret: CLIENT_SECRET,
    }),
  });
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'x-api-key': TOKEN,
    dpop: TOKEN,
    cookie: `session=${TOKEN}`,
  };
  const users = await fetch(`${origin}/users`, { headers });
  const gone = await fetch(`${origin}/gone`, { headers });
  return {
    token: (await token.json()) as unknown,
    users: (await users.json()) as unknown,
    link: users.headers.get('link'),
    gone: gone.status,
  };
}

async function record(
  name: string,
  options: Partial<ProjectRecordingOptions> = {},
) {
  process.env.RECORD = '1';
  const recording = setupProjectRecording({
    directory,
    name,
    origin: provider.origin,
    secrets: [TOKEN, CLIENT_SECRET],
    ...options,
  });
  await readEverything(provider.origin);
  await recording.stop();
  delete process.env.RECORD;
  return readFile(await recordingFile(name), 'utf8');
}

async function recordingFile(name: string): Promise<string> {
  const folder = path.join(directory, '__recordings__');
  const found = (await readdir(folder)).find((each) => each.startsWith(name));
  return path.join(folder, found ?? name, 'recording.har');
}

test('replays without the provider', async () => {
  await record('replayed');
  await provider.stop();
  requestsSeen = 0;

  const recording = setupProjectRecording({ directory, name: 'replayed' });
  const replayed = await readEverything(RECORDED_ORIGIN);
  await recording.stop();

  expect(requestsSeen).toBe(0);
  expect(replayed).toEqual({
    token: { access_token: '[REDACTED]', expires_in: 60 },
    users: {
      next: `${RECORDED_ORIGIN}/users?page=2`,
      email: 'ada@example.test',
    },
    link: `<${RECORDED_ORIGIN}/users?page=2>; rel="next"`,
    gone: 404,
  });
});

test('keeps no credential, no place and no time', async () => {
  const text = await record('clean');

  expect(text).not.toContain('marker');
  expect(text).not.toContain(new URL(provider.origin).host);
  expect(text).not.toContain('request-');
  expect(text).toContain('client_credentials');
});

test('redacts known names even when the secrets are not given', async () => {
  const text = await record('by-name', { secrets: [] });

  // All that is left is what the provider itself quoted in the text of an error.
  expect(text.split(TOKEN)).toHaveLength(2);
  expect(text).not.toContain(encodeURIComponent(CLIENT_SECRET));
});

test('records the same bytes again', async () => {
  const first = await record('stable');

  expect(await record('stable')).toBe(first);
});

test('lets a test replace personal data', async () => {
  const text = await record('mapped', {
    mapBody: (body) =>
      typeof body === 'object' && body !== null && 'email' in body
        ? { ...body, email: 'someone@example.test' }
        : body,
  });

  expect(text).toContain('someone@example.test');
  expect(text).not.toContain('ada@example.test');
});

test('fails a request that was not recorded and keeps off the network', async () => {
  await record('incomplete');
  requestsSeen = 0;
  const recording = setupProjectRecording({
    directory,
    name: 'incomplete',
    origin: provider.origin,
  });

  await expect(fetch(`${provider.origin}/unknown`)).rejects.toThrow(
    /`recordIfMissing` is `false`/,
  );

  await recording.stop();
  expect(requestsSeen).toBe(0);
});

test('says how to make a recording that is missing', () => {
  expect(() => setupProjectRecording({ directory, name: 'never' })).toThrow(
    /no recording "never".*npm run test:record/,
  );
});
