import { z } from 'zod';

import { startSysdigSimulator } from '../simulators/sysdig/server';
import { createTenant } from '../simulators/sysdig/tenant';

import { measureCollection } from './measureCollection';

/**
 * How much memory a collection of Sysdig's scan results needs at most, and how much of that is the
 * SDK's: beside each run of the connector stands one of an integration that adds as many objects
 * and reads nothing. Each run is a process of its own with the SDK's command.
 *
 *     ts-node bench/sysdigMemory.ts [runs of each kind]
 */

const SMALL = 30_000;
const LARGE = 300_000;

const token = 'bench-token';

const Peak = z.object({ residentMb: z.number(), heldMb: z.number() });

/** Most memory of one process, in MB: resident, and held by what is no garbage. */
type Peak = z.infer<typeof Peak>;

/** Runs `j1-integration collect` on a project with that source folder. */
async function collect(source: string, env: NodeJS.ProcessEnv): Promise<Peak> {
  const { measured, steps, output } = await measureCollection({
    source,
    preload: 'peakMemory.js',
    env,
  });
  const isSound =
    steps.length > 0 &&
    steps.every(({ status }) => ['success', 'disabled'].includes(status));
  if (!isSound) throw new Error(`The collection failed.\n${output}`);
  return Peak.parse(measured);
}

type Subject = (scanCount: number, env: NodeJS.ProcessEnv) => Promise<Peak>;

/** A collection of so many results, a third of each kind, from a simulator in this process. */
const connector: Subject = async (scanCount, env) => {
  const ofKind = scanCount / 3;
  const simulator = await startSysdigSimulator({
    token,
    tenant: createTenant({
      users: 20,
      teams: 2,
      teamsPerUser: 1,
      scans: { pipeline: ofKind, registry: ofKind, runtime: ofKind, hosts: 0 },
    }),
  });
  try {
    return await collect('src', {
      PROVIDER: 'sysdig',
      SYSDIG_BASE_URL: simulator.url,
      SYSDIG_API_TOKEN: token,
      RATE_LIMIT_SHARE: '1',
      ...env,
    });
  } finally {
    await simulator.stop();
  }
};

const floor: Subject = (scanCount, env) =>
  collect('bench/sysdigFloor', { SCAN_COUNT: String(scanCount), ...env });

/** The middle of several runs, for each figure by itself. */
async function median(runs: number, run: () => Promise<Peak>): Promise<Peak> {
  const peaks: Peak[] = [];
  for (let count = 0; count < runs; count += 1) peaks.push(await run());
  const middle = (read: (peak: Peak) => number) =>
    peaks.map(read).sort((a, b) => a - b)[Math.floor((runs - 1) / 2)] ?? NaN;
  return {
    residentMb: middle(({ residentMb }) => residentMb),
    heldMb: middle(({ heldMb }) => heldMb),
  };
}

interface Comparison {
  connector: { small: Peak; large: Peak };
  floor: { small: Peak; large: Peak };
}

async function compare(
  runs: number,
  env: NodeJS.ProcessEnv,
): Promise<Comparison> {
  const measure = async (subject: Subject) => ({
    small: await median(runs, () => subject(SMALL, env)),
    large: await median(runs, () => subject(LARGE, env)),
  });
  return { connector: await measure(connector), floor: await measure(floor) };
}

/** The peaks of both subjects at both sizes, and what the connector adds to the SDK's growth. */
function show(
  title: string,
  { connector, floor }: Comparison,
  read: (peak: Peak) => number,
): void {
  const growth = ({ small, large }: Comparison['floor']) =>
    read(large) - read(small);
  const own = growth(connector) - growth(floor);
  const share = (own / read(connector.small)) * 100;
  const row = (name: string, { small, large }: Comparison['floor']) =>
    console.log(
      `  ${name} ${read(small).toFixed(0)} MB, ${read(large).toFixed(0)} MB`,
    );

  console.log(`${title}, with ${SMALL} and with ${LARGE} results`);
  row('connector', connector);
  row('floor    ', floor);
  console.log(
    `  growth beyond the SDK's: ${own.toFixed(0)} MB, ${share.toFixed(1)} % of the connector's peak with ${SMALL}`,
  );
}

async function main(): Promise<void> {
  const runs = Number(process.argv[2] ?? 1);
  const tidied = await compare(runs, { BENCH_COLLECT_GARBAGE: '1' });
  const tidily = 'garbage collected once a second';
  show(`Memory held, ${tidily}`, tidied, ({ heldMb }) => heldMb);
  show(`Resident memory, ${tidily}`, tidied, ({ residentMb }) => residentMb);
  const untouched = await compare(runs, {});
  show('Resident memory', untouched, ({ residentMb }) => residentMb);
}

void main();
