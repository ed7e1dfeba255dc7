import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { mutations, setupRecording } from '@jupiterone/integration-sdk-testing';
import type { RecordingEntry } from '@jupiterone/integration-sdk-testing';
import { z } from 'zod';

/** The provider's origin in every recording, wherever it was recorded. */
export const RECORDED_ORIGIN = 'https://provider.example.test';

/** What a recording is of. */
export interface ProjectRecordingOptions {
  /** The folder of the test; recordings are kept in its `__recordings__`. */
  directory: string;
  name: string;
  /** Where the provider really is while recording: `https://` host and port. */
  origin?: string;
  /** Credentials in use while recording. None may be in the file, wherever it was sent. */
  secrets?: readonly string[];
  /** Replaces personal data in a JSON body before it is written. */
  mapBody?: (body: unknown) => unknown;
}

/** A recording or replay that is going on. */
export interface ProjectRecording {
  /** Ends it; while recording, writes the file. */
  stop(): Promise<void>;
}

const REDACTED = '[REDACTED]';

const SECRET_HEADERS = [
  'authorization',
  'proxy-authorization',
  'x-api-key',
  'dpop',
  'cookie',
];

/** Response headers that differ each time or that describe the body before it was redacted. */
const VOLATILE_HEADERS = [
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-request-id',
  'x-correlation-id',
  'x-okta-request-id',
];

/** Members of a body, or fields of a form, that hold credentials. */
const SECRET_NAMES =
  /^(?:(?:access|refresh|id)_?token|(?:client_?)?(?:secret|assertion)|password|(?:api|access|private)_?key)$/i;

/** Whether the tests record anew (`npm run test:record`) rather than replay. */
export function isRecording(): boolean {
  return Boolean(process.env.RECORD);
}

/**
 * Replays what a provider answered when this was recorded; a request that was not recorded fails
 * and never reaches the network. With `RECORD` set it records anew: the requests go to `origin`,
 * and the file holds neither credentials nor anything that differs from one recording to the
 * next, as far as that can be known.
 */
export function setupProjectRecording(
  options: ProjectRecordingOptions,
): ProjectRecording {
  const recording = isRecording();
  const { directory, name, origin = RECORDED_ORIGIN } = options;
  const polly = setupRecording({
    directory,
    name,
    redactedRequestHeaders: SECRET_HEADERS,
    mutateEntry: (entry: RecordingEntry) => cleanEntry(entry, options),
    options: {
      mode: recording ? 'record' : 'replay',
      recordIfMissing: recording,
      recordFailedRequests: true,
      // A request that fails rejects; the log would print its headers, credentials and all.
      logLevel: 'silent',
      matchRequestsBy: {
        headers: false,
        body: false,
        url: (url) => url.replace(origin, RECORDED_ORIGIN),
      },
    },
  });
  const file = path.join(
    directory,
    '__recordings__',
    polly.recordingId,
    'recording.har',
  );
  if (!recording && !existsSync(file)) {
    polly.disconnect();
    throw new Error(
      `There is no recording "${name}" (${file}). Make it with: npm run test:record`,
    );
  }
  return {
    stop: async () => {
      await polly.stop();
      if (recording) await finishFile(file, options);
    },
  };
}

const Har = z.looseObject({
  log: z.looseObject({
    entries: z.array(
      z.looseObject({
        _order: z.number(),
        request: z.looseObject({ method: z.string(), url: z.string() }),
      }),
    ),
  }),
});
type StoredEntry = z.infer<typeof Har>['log']['entries'][number];

/** Puts the entries in an order that does not depend on timing, and looks for secrets once more. */
async function finishFile(
  file: string,
  { secrets = [] }: ProjectRecordingOptions,
): Promise<void> {
  const har = Har.parse(JSON.parse(await readFile(file, 'utf8')));
  har.log.entries.sort(byRequest);
  const text = `${JSON.stringify(har, null, 2)}\n`;
  const index = secrets.findIndex((secret) =>
    spellingsOf(secret).some((spelling) => text.includes(spelling)),
  );
  if (index !== -1) {
    await writeFile(file, '');
    throw new Error(`Secret number ${index} was found in ${file}; emptied it.`);
  }
  await writeFile(file, text);
}

function byRequest(a: StoredEntry, b: StoredEntry): number {
  const order = nameOfRequest(a).localeCompare(nameOfRequest(b), 'en');
  return order || a._order - b._order;
}

function nameOfRequest({ request }: StoredEntry): string {
  return `${request.url} ${request.method}`;
}

/** Removes from an entry what must not, or need not, be kept. Running it twice changes nothing. */
function cleanEntry(
  entry: RecordingEntry,
  options: ProjectRecordingOptions,
): void {
  mutations.unzipGzippedRecordingEntry(entry);
  const { request, response } = entry;
  if (response.content.encoding !== undefined) {
    throw new Error(
      `The body of ${request.url} is not text: it cannot be searched for secrets.`,
    );
  }
  request.cookies = [];
  response.cookies = [];
  response.headers = response.headers.filter(
    ({ name }) => !VOLATILE_HEADERS.includes(name.toLowerCase()),
  );
  cleanBody(request.postData, options);
  cleanBody(response.content, options);
  replaceInStrings(entry, replacer(options));
  forgetTimesAndSizes(entry);
}

function forgetTimesAndSizes(entry: RecordingEntry): void {
  entry.startedDateTime = new Date(0).toISOString();
  entry.time = 0;
  for (const phase of Object.keys(entry.timings)) {
    Reflect.set(entry.timings, phase, 0);
  }
  for (const message of [entry.request, entry.response]) {
    message.headersSize = -1;
    message.bodySize = -1;
  }
  delete entry.response.content.size;
}

function cleanBody(
  content: { text?: string } | undefined,
  { mapBody }: ProjectRecordingOptions,
): void {
  if (content?.text === undefined) return;
  const json = parseJson(content.text);
  if (json === undefined) {
    content.text = cleanForm(content.text);
    return;
  }
  const redacted = redactMembers(json);
  content.text = JSON.stringify(mapBody ? mapBody(redacted) : redacted);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A form, such as a token request. Other text has no `name=value` pairs with these names. */
function cleanForm(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const [name = ''] = pair.split('=');
      return SECRET_NAMES.test(name) ? `${name}=${REDACTED}` : pair;
    })
    .join('&');
}

function redactMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      SECRET_NAMES.test(name) && typeof member === 'string'
        ? REDACTED
        : redactMembers(member),
    ]),
  );
}

/** Puts placeholders for the credentials in use and for the place where this is recorded. */
function replacer({
  origin,
  secrets = [],
}: ProjectRecordingOptions): (text: string) => string {
  const replacements = secrets
    .flatMap(spellingsOf)
    .map((spelling) => [spelling, REDACTED] as const);
  const places =
    origin === undefined
      ? []
      : ([
          [origin, RECORDED_ORIGIN],
          [new URL(origin).host, new URL(RECORDED_ORIGIN).host],
        ] as const);
  return (text) =>
    [...replacements, ...places].reduce(
      (result, [from, to]) => result.replaceAll(from, to),
      text,
    );
}

/** How a secret looks in a header, in a URL or form, and in a JSON text. */
function spellingsOf(secret: string): string[] {
  if (secret === '') return [];
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ]),
  ];
}

function replaceInStrings(
  target: object,
  replace: (text: string) => string,
): void {
  for (const [name, value] of Object.entries(target) as [string, unknown][]) {
    if (typeof value === 'string') Reflect.set(target, name, replace(value));
    if (typeof value === 'object' && value !== null) {
      replaceInStrings(value, replace);
    }
  }
}
