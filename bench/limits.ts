import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createProject, PACKAGE_ROOT } from '../scripts/sdkProject';
import { bucketOf, WORKFORCE_LIMITS } from '../simulators/okta/rateLimits';

import { measureCollection, type Usage } from './measureCollection';
import {
  count,
  figure,
  type Goal,
  median,
  type PartResult,
  tableOf,
  tellProgress,
} from './results';
import { startSimulator } from './simulator';
import type { KnownRequest, OktaOptions } from './simulatorProcess';

/*
 * What an Okta org's limits, other callers and outages cost a collection, in time and in calls. The
 * windows are Okta's own minute where time is compared: shorter ones with the same limits would
 * want more in flight than Okta ever does.
 */

/** Share of each limit that is used unless configured otherwise. */
const SHARE = 0.8;

/** In seconds, as Okta's. */
const WINDOW = 60;

const USERS_LIST = '/api/v1/users';

const WORKFORCE: OktaOptions = {
  provider: 'okta',
  ...{ users: 2_000, groups: 300, apps: 80 },
  limits: WORKFORCE_LIMITS,
  windowMs: WINDOW * 1000,
};

/** Of 600 calls a window, others spend 500: 100 are free. */
const CONTENDED: OktaOptions = {
  provider: 'okta',
  ...{ users: 150, groups: 20, apps: 10 },
  limits: { ...WORKFORCE_LIMITS, other: 600 },
  spentByOthers: { other: 500 },
  windowMs: 5_000,
};

/** Small pages, so that the list of users is as long as that of many more people. */
const UNLIMITED: OktaOptions = {
  provider: 'okta',
  ...{ users: 2_000, groups: 50, apps: 20 },
  pageCap: 20,
  // What an outage of 429 is waited for.
  windowMs: 10_000,
};

interface LimitedRun {
  usage: Usage;
  requests: KnownRequest[];
}

/** Collects Okta orgs that answer less than they are asked for. */
export async function measureLimits(): Promise<PartResult> {
  const runs: Record<string, LimitedRun> = {};
  const run = async (name: string, options: OktaOptions) => {
    tellProgress(name);
    const done = await collect(options);
    tellProgress(
      `  ${done.usage.wallSeconds.toFixed(1)} s, ${done.requests.length} requests`,
    );
    runs[name] = done;
    return done;
  };
  const near = await run('Workforce, 20 ms', { ...WORKFORCE, latencyMs: 20 });
  const far = await run('Workforce, 300 ms', { ...WORKFORCE, latencyMs: 300 });
  const contended = await run('500 of 600 spent by others', CONTENDED);
  const sound = await run('no outage', UNLIMITED);
  const outages = [
    await run('1 s of 503', {
      ...UNLIMITED,
      outage: { status: 503, durationMs: 1_000 },
    }),
    await run('3 s of 429', {
      ...UNLIMITED,
      outage: { status: 429, durationMs: 3_000 },
    }),
  ];
  return {
    name: 'limits',
    title: 'Okta: limits, other callers and outages',
    lines: describe(runs, near),
    goals: [
      ...floorGoals('20 ms', near),
      ...floorGoals('300 ms', far),
      {
        what: 'calls a window, of 100 that others leave',
        value: median(callsPerWindow(contended, CONTENDED)),
        least: 60,
        unit: 'calls',
      },
      ...outages.flatMap((each, at) =>
        outageGoals(at === 0 ? '1 s of 503' : '3 s of 429', each, sound),
      ),
    ],
    failures: Object.entries(runs).flatMap(([name, { usage }]) =>
      usage.failedSteps.map((step) => `${name}: ${step} did not succeed.`),
    ),
    raw: Object.entries(runs).map(([name, { usage, requests }]) => ({
      name,
      usage,
      requests: requests.length,
      refused: refusedOf(requests),
      seconds: durationOf(requests),
      calls: Object.fromEntries(callsByBucket(requests)),
    })),
  };
}

async function collect(options: OktaOptions): Promise<LimitedRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const project = await createProject(path.join(PACKAGE_ROOT, 'src'));
  const simulator = await startSimulator(options);
  try {
    const usage = await measureCollection(project, {
      ...simulator.env,
      RATE_LIMIT_SHARE: String(SHARE),
    });
    const file = path.join(folder, 'requests.ndjson');
    await simulator.report(file);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    return {
      usage,
      requests: lines.map((line) => JSON.parse(line) as KnownRequest),
    };
  } finally {
    simulator.stop();
    await project.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

/** No call in vain, and hardly more time than the slowest bucket demands. */
function floorGoals(name: string, { requests }: LimitedRun): Goal[] {
  const slowest = Math.max(
    ...[...callsByBucket(requests)].map(([bucket, calls]) =>
      floorOf(bucket, calls),
    ),
  );
  return [
    {
      what: `Workforce, ${name}: time beside the slowest bucket`,
      value: durationOf(requests) / slowest,
      most: 1.05,
      unit: '×',
    },
    {
      what: `Workforce, ${name}: refused with 429`,
      value: refusedOf(requests),
      most: 0,
      unit: 'calls',
    },
  ];
}

/** Calls of the whole run, and of the list that the outage meets, beside those of a sound run. */
function outageGoals(
  name: string,
  { requests }: LimitedRun,
  sound: LimitedRun,
): Goal[] {
  const listCalls = (of: readonly KnownRequest[]) =>
    callsByBucket(of).get(USERS_LIST) ?? 0;
  return [
    {
      what: `${name}: calls beside those of a run without it`,
      value: requests.length / sound.requests.length,
      most: 1.2,
      unit: '×',
    },
    {
      what: `${name}: calls of the list of users`,
      value: listCalls(requests) / listCalls(sound.requests),
      most: 1.2,
      unit: '×',
    },
  ];
}

/** The least time in seconds for a number of calls, with the share of the limit that may be used. */
function floorOf(bucket: string, calls: number): number {
  const limit = WORKFORCE_LIMITS[bucket];
  return limit === undefined ? 0 : (calls / (limit * SHARE)) * WINDOW;
}

function callsByBucket(requests: readonly KnownRequest[]): Map<string, number> {
  const calls = new Map<string, number>();
  for (const { url } of requests) {
    const bucket = limitedBucketOf(url);
    if (bucket) calls.set(bucket, (calls.get(bucket) ?? 0) + 1);
  }
  return calls;
}

function limitedBucketOf(url: string): string | undefined {
  const [requestPath = ''] = url.split('?');
  return requestPath.startsWith('/api/') ? bucketOf(requestPath) : undefined;
}

/** Calls that were let in, in each window of a bucket but the last, as the simulator divides time. */
function callsPerWindow(
  { requests }: LimitedRun,
  { windowMs = 0 }: OktaOptions,
): number[] {
  const windows: number[] = [];
  let end = 0;
  for (const { url, atMs, status } of requests) {
    if (limitedBucketOf(url) !== 'other') continue;
    if (atMs >= end) {
      end = atMs + windowMs;
      windows.push(0);
    }
    if (status !== 429) windows.push((windows.pop() ?? 0) + 1);
  }
  return windows.slice(0, -1);
}

function refusedOf(requests: readonly KnownRequest[]): number {
  return requests.filter(({ status }) => status === 429).length;
}

/** From the first request to the last, in seconds. */
function durationOf(requests: readonly KnownRequest[]): number {
  return ((requests.at(-1)?.atMs ?? 0) - (requests[0]?.atMs ?? 0)) / 1000;
}

function describe(
  runs: Readonly<Record<string, LimitedRun>>,
  near: LimitedRun,
): string[] {
  return [
    `Workforce limits are Okta's defaults, in windows of ${WINDOW} s; a share of`,
    `${SHARE} of them is used. An answer takes 20 or 300 ms. Where others spend, it is`,
    '500 of 600 calls at the beginning of each window of 5 s. An outage begins with',
    'the first page of the list of users, which has 20 records a page.',
    '',
    ...tableOf(
      [
        'Run',
        'First to last request',
        'Whole process',
        'Requests',
        '429',
        'CPU',
        'Memory',
      ],
      Object.entries(runs).map(([name, { usage, requests }]) => [
        name,
        figure(durationOf(requests), 's'),
        figure(usage.wallSeconds, 's'),
        count(requests.length),
        count(refusedOf(requests)),
        figure(usage.cpuSeconds, 's'),
        `${count(usage.residentMb)} MB`,
      ]),
    ),
    '',
    ...tableOf(
      ['Bucket at 20 ms', 'Calls', 'Floor'],
      [...callsByBucket(near.requests)].map(([bucket, calls]) => [
        bucket,
        count(calls),
        figure(floorOf(bucket, calls), 's'),
      ]),
    ),
  ];
}
