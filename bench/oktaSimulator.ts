import { createOrganization } from '../simulators/okta/organization';
import { bucketOf, WORKFORCE_LIMITS } from '../simulators/okta/rateLimits';
import { startOktaSimulator } from '../simulators/okta/server';

/*
 * The simulated org of the benchmark, in a process of its own: what it computes shall not count as
 * the connector's. It is started with `fork`, says where it is, and reports when it is asked to.
 */

/** What the org saw, as it is sent to the process that started it. */
export interface OktaReport {
  requests: number;
  throttled: number;
  /** From the first request to the last, in ms. */
  durationMs: number;
  requestsByBucket: Record<string, number>;
}

/** How the org is to be: JSON in the first argument. */
export interface OktaBenchOptions {
  users: number;
  groups: number;
  apps: number;
  windowMs: number;
  latencyMs: number;
  token: string;
}

async function main(options: OktaBenchOptions): Promise<void> {
  const { windowMs, latencyMs, token } = options;
  const times: number[] = [];
  const simulator = await startOktaSimulator({
    organization: createOrganization({ ...options, devices: 250 }),
    token,
    latencyMs,
    rateLimits: { limits: WORKFORCE_LIMITS, windowMs, concurrency: 75 },
    onRequest: () => times.push(performance.now()),
  });
  process.on('message', () => {
    const apiRequests = simulator.requests.filter(({ path }) =>
      path.startsWith('/api/'),
    );
    const requestsByBucket: Record<string, number> = {};
    for (const { path } of apiRequests) {
      const bucket = bucketOf(path);
      requestsByBucket[bucket] = (requestsByBucket[bucket] ?? 0) + 1;
    }
    const report: OktaReport = {
      requests: simulator.requests.length,
      throttled: apiRequests.filter(({ status }) => status === 429).length,
      durationMs: (times.at(-1) ?? 0) - (times[0] ?? 0),
      requestsByBucket,
    };
    process.send?.(report);
  });
  process.on('disconnect', () => void simulator.stop());
  process.send?.({ url: simulator.url });
}

void main(JSON.parse(process.argv[2] ?? '{}') as OktaBenchOptions);
