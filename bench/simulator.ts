import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { z } from 'zod';

import { CREDENTIAL } from '../simulators/simulation';

import type { SimulatorOptions, TrafficReport } from './simulatorProcess';

const Started = z.object({ url: z.string() });
const Report = z.object({ requests: z.number(), bytes: z.number() });

/** A simulator that runs in a process of its own. */
export interface BenchSimulator {
  /** The variables with which the connector collects from it, at its whole limits. */
  env: NodeJS.ProcessEnv;
  origin: string;
  /** What all requests so far were; each is written to that file, as a line of JSON. */
  report(file: string): Promise<TrafficReport>;
  stop(): void;
}

/** Starts a simulator in a process of its own. */
export async function startSimulator(
  options: SimulatorOptions,
): Promise<BenchSimulator> {
  const child = fork(
    path.join(__dirname, 'simulatorProcess.ts'),
    [JSON.stringify(options)],
    {
      execArgv: ['--require', 'ts-node/register', '--max-old-space-size=8192'],
    },
  );
  const { url } = Started.parse(await answerOf(child));
  return {
    env: { ...environments[options.provider](url), RATE_LIMIT_SHARE: '1' },
    origin: new URL(url).origin,
    async report(file) {
      child.send(file);
      return Report.parse(await answerOf(child));
    },
    stop: () => child.disconnect(),
  };
}

const environments: Record<
  SimulatorOptions['provider'],
  (url: string) => NodeJS.ProcessEnv
> = {
  acme: (url) => ({
    PROVIDER: 'acme',
    ACME_BASE_URL: url,
    ACME_API_KEY: CREDENTIAL,
  }),
  jumpcloud: (url) => ({
    PROVIDER: 'jumpcloud',
    JUMPCLOUD_BASE_URL: url,
    JUMPCLOUD_API_KEY: CREDENTIAL,
  }),
  okta: (url) => ({
    PROVIDER: 'okta',
    OKTA_ORG_URL: url,
    OKTA_API_KEY: CREDENTIAL,
  }),
  sysdig: (url) => ({
    PROVIDER: 'sysdig',
    SYSDIG_BASE_URL: url,
    SYSDIG_API_TOKEN: CREDENTIAL,
  }),
};

/** @throws Error where the process ends before it answers */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const onExit = () => ended.abort(new Error('The simulator has ended.'));
  child.once('exit', onExit);
  try {
    const [message] = (await once(child, 'message', {
      signal: ended.signal,
    })) as unknown[];
    return message;
  } finally {
    child.off('exit', onExit);
  }
}
