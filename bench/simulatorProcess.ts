import { subscribe } from 'node:diagnostics_channel';
import { createWriteStream } from 'node:fs';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { createOrganization as createAcme } from '../simulators/acme/organization';
import { startAcmeSimulator } from '../simulators/acme/server';
import { startJumpCloudSimulator } from '../simulators/jumpcloud/server';
import { createTenant as createJumpCloud } from '../simulators/jumpcloud/tenant';
import { createOrganization as createOkta } from '../simulators/okta/organization';
import {
  type BucketLimits,
  WORKFORCE_LIMITS,
} from '../simulators/okta/rateLimits';
import { startOktaSimulator } from '../simulators/okta/server';
import type { RecordedRequest } from '../simulators/loopbackServer';
import { CREDENTIAL } from '../simulators/simulation';
import { startSysdigSimulator } from '../simulators/sysdig/server';
import { createTenant as createSysdig } from '../simulators/sysdig/tenant';

/*
 * The simulator of a benchmark, in a process of its own: what it computes shall not count as the
 * connector's. It is started with `fork`, says where it is, and reports when it is asked to.
 */

/** How large an Okta org is, and how it answers. */
export interface OktaOptions {
  provider: 'okta';
  users: number;
  groups: number;
  apps: number;
  /** No limit unless told. */
  limits?: BucketLimits;
  /** What others spend at the beginning of each window. */
  spentByOthers?: BucketLimits;
  windowMs?: number;
  latencyMs?: number;
  pageCap?: number;
  outage?: Outage;
}

/** A time in which nothing is answered but a status. */
export interface Outage {
  status: number;
  /** From the first request of a list of users on. */
  durationMs: number;
}

/** The tenant of a benchmark. */
export type SimulatorOptions =
  | OktaOptions
  | {
      provider: 'acme';
      users: number;
      groups: number;
      largestProject?: number;
    }
  | {
      provider: 'jumpcloud';
      users: number;
      groups: number;
      applications: number;
      systems: number;
    }
  | { provider: 'sysdig'; users: number; teams: number; scans: number };

/** A request, as a line of the file that the parent asks for. */
export interface KnownRequest {
  /** Path and query. */
  url: string;
  headers: Record<string, string>;
  status: number;
  /** When it came, in ms. */
  atMs: number;
}

/** What all requests so far were. */
export interface TrafficReport {
  requests: number;
  /** Of all answers, their heads included. */
  bytes: number;
}

interface Started {
  url: string;
  requests: readonly RecordedRequest[];
  stop(): Promise<void>;
}

/** What requests send that decides about their answer. */
const HEADERS = [
  'accept',
  'accept-encoding',
  'authorization',
  'x-api-key',
  'x-org-id',
];

/** Announced, and more than anybody asks for. */
const UNLIMITED: BucketLimits = Object.fromEntries(
  Object.keys(WORKFORCE_LIMITS).map((bucket) => [bucket, 1e9]),
);

function start(options: SimulatorOptions): Promise<Started> {
  switch (options.provider) {
    case 'acme':
      return startAcmeSimulator({
        organization: createAcme(options),
        token: CREDENTIAL,
      });
    case 'jumpcloud':
      return startJumpCloudSimulator({
        tenant: createJumpCloud(options),
        apiKey: CREDENTIAL,
      });
    case 'sysdig': {
      const { scans, ...people } = options;
      const ofKind = scans / 3;
      return startSysdigSimulator({
        tenant: createSysdig({
          ...people,
          scans: {
            pipeline: ofKind,
            registry: ofKind,
            runtime: ofKind,
            hosts: 0,
          },
        }),
        token: CREDENTIAL,
      });
    }
    case 'okta':
      return startOkta(options);
  }
}

function startOkta({
  limits = UNLIMITED,
  spentByOthers,
  windowMs = 60_000,
  outage,
  ...options
}: OktaOptions): Promise<Started> {
  return startOktaSimulator({
    organization: createOkta({ ...options, devices: 250 }),
    token: CREDENTIAL,
    latencyMs: options.latencyMs,
    pageCap: options.pageCap,
    rateLimits: { limits, spentByOthers, windowMs, concurrency: 75 },
    outage: outage && outageOf(outage),
  });
}

function outageOf({ status, durationMs }: Outage) {
  let end: number | undefined;
  return ({ path }: RecordedRequest) => {
    if (path === '/api/v1/users') end ??= Date.now() + durationMs;
    return end !== undefined && Date.now() < end ? status : undefined;
  };
}

async function main(options: SimulatorOptions): Promise<void> {
  const sockets = new Set<Socket>();
  const times: number[] = [];
  subscribe('http.server.request.start', (message) => {
    times.push(performance.now());
    sockets.add((message as { socket: Socket }).socket);
  });
  const simulator = await start(options);
  process.on('message', (file: string) => {
    void writeRequests(file, simulator.requests, times).then(() => {
      let bytes = 0;
      for (const socket of sockets) bytes += socket.bytesWritten;
      const report: TrafficReport = { requests: times.length, bytes };
      process.send?.(report);
    });
  });
  process.on('disconnect', () => void simulator.stop());
  process.send?.({ url: simulator.url });
}

async function writeRequests(
  file: string,
  requests: readonly RecordedRequest[],
  times: readonly number[],
): Promise<void> {
  function* lines() {
    for (const [index, { url, headers, status }] of requests.entries()) {
      const known: KnownRequest = {
        url,
        headers: Object.fromEntries(
          HEADERS.map((name) => [name, headers[name]]).filter(
            ([, value]) => value !== undefined,
          ) as [string, string][],
        ),
        status,
        atMs: times[index] ?? 0,
      };
      yield `${JSON.stringify(known)}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
}

void main(JSON.parse(process.argv[2] ?? '{}') as SimulatorOptions);
