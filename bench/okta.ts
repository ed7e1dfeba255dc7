import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { PACKAGE_ROOT } from '../scripts/sdkProject';
import { WORKFORCE_LIMITS } from '../simulators/okta/rateLimits';

import { measureCollection } from './measureCollection';
import type { OktaBenchOptions } from './oktaSimulator';

/**
 * How near a collection of an Okta org comes to the time that the org's rate limits leave it: the
 * SDK's command in one process, the simulated org with Okta's Workforce limits in another. The
 * windows of the limits are shortened, so that nobody has to wait for minutes.
 *
 *     npm run bench -- [--users 2000] [--groups 300] [--apps 80] [--window-ms 30000] [--latency-ms 20]
 */

/** Share of each limit that is used unless configured otherwise. */
const SHARE = 0.8;

const RESULTS = path.join(PACKAGE_ROOT, 'bench/results/okta.md');

const Started = z.object({ url: z.string() });
const Report = z.object({
  requests: z.number(),
  throttled: z.number(),
  durationMs: z.number(),
  requestsByBucket: z.record(z.string(), z.number()),
});
const Usage = z.object({ cpuSeconds: z.number(), residentMb: z.number() });

interface Outcome {
  wallMs: number;
  usage: z.infer<typeof Usage>;
  failedSteps: string[];
}

function options(): OktaBenchOptions {
  const { values } = parseArgs({
    options: {
      users: { type: 'string', default: '2000' },
      groups: { type: 'string', default: '300' },
      apps: { type: 'string', default: '80' },
      'window-ms': { type: 'string', default: '30000' },
      'latency-ms': { type: 'string', default: '20' },
    },
  });
  return {
    users: Number(values.users),
    groups: Number(values.groups),
    apps: Number(values.apps),
    windowMs: Number(values['window-ms']),
    latencyMs: Number(values['latency-ms']),
    token: '00bench-token',
  };
}

async function main(): Promise<void> {
  const org = options();
  const simulator = fork(
    path.join(__dirname, 'oktaSimulator.ts'),
    [JSON.stringify(org)],
    { execArgv: ['--require', 'ts-node/register'] },
  );
  try {
    const { url } = Started.parse(await answerOf(simulator));
    const outcome = await collect({
      PROVIDER: 'okta',
      OKTA_ORG_URL: url,
      OKTA_API_KEY: org.token,
    });
    simulator.send('report');
    const report = Report.parse(await answerOf(simulator));
    const table = describe(org, outcome, report);
    process.stdout.write(table);
    await mkdir(path.dirname(RESULTS), { recursive: true });
    await writeFile(RESULTS, table);
  } finally {
    simulator.disconnect();
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as unknown[];
  return message;
}

async function collect(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const { wallMs, measured, steps } = await measureCollection({
    source: 'src',
    preload: 'resourceUsage.js',
    env,
  });
  return {
    wallMs,
    usage: Usage.parse(measured),
    failedSteps: steps
      .filter(({ status }) => !['success', 'disabled'].includes(status))
      .map(({ id }) => id),
  };
}

/** The least time in ms for a number of calls, with the share of the limit that may be used. */
function floorMs(bucket: string, calls: number, windowMs: number): number {
  const limit = WORKFORCE_LIMITS[bucket];
  return limit === undefined ? 0 : (calls / (limit * SHARE)) * windowMs;
}

function describe(
  { users, groups, apps, windowMs, latencyMs }: OktaBenchOptions,
  { wallMs, usage, failedSteps }: Outcome,
  report: z.infer<typeof Report>,
): string {
  const buckets = Object.entries(report.requestsByBucket).map(
    ([bucket, calls]) => ({
      bucket,
      calls,
      floor: floorMs(bucket, calls, windowMs),
    }),
  );
  const slowest = Math.max(...buckets.map(({ floor }) => floor));
  const facts = [
    ['Date', new Date().toISOString().slice(0, 10)],
    ['Machine', `Node.js ${process.version}, ${cpus().length} CPUs`],
    ['Org', `${users} users, ${groups} groups, ${apps} apps`],
    [
      'Limits',
      `Workforce, at a share of ${SHARE}, in windows of ${seconds(windowMs)}; ${latencyMs} ms per answer`,
    ],
    ['Floor of the slowest bucket', seconds(slowest)],
    ['From first to last request', ratio(report.durationMs, slowest)],
    ['Whole process', ratio(wallMs, slowest)],
    ['Requests', String(report.requests)],
    ['Refused with 429', String(report.throttled)],
    ['CPU time', seconds(usage.cpuSeconds * 1000)],
    ['Most memory', `${usage.residentMb.toFixed(0)} MB`],
    ['Steps that did not succeed', failedSteps.join(', ') || 'none'],
  ];
  return [
    '# Okta: time against the floor of the rate limits',
    '',
    'Written by `npm run bench`.',
    '',
    ...tableOf(['Fact', 'Value'], facts),
    '',
    ...tableOf(
      ['Bucket', 'Calls', 'Floor'],
      buckets.map(({ bucket, calls, floor }) => [
        bucket,
        String(calls),
        seconds(floor),
      ]),
    ),
    '',
  ].join('\n');
}

function tableOf(head: string[], rows: string[][]): string[] {
  return [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.join(' | ')} |`,
  );
}

function ratio(ms: number, floor: number): string {
  return `${seconds(ms)}, ${(ms / floor).toFixed(2)} times the floor`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

void main();
