import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import {
  createProject,
  PACKAGE_ROOT,
  type Project,
} from '../scripts/sdkProject';

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
import type { SimulatorOptions, TrafficReport } from './simulatorProcess';
import {
  type BenchTenant,
  type ProviderId,
  type Size,
  TENANTS,
} from './tenants';

/** Which runs are made, and how. */
export interface CollectionOptions {
  providers: readonly ProviderId[];
  sizes: readonly Size[];
  /** In place of the tenant's own. */
  rounds?: number;
  /** Variables for measured.js. */
  env: NodeJS.ProcessEnv;
  /** Where CPU profiles of the connector are written, if anywhere. */
  profiles?: string;
}

interface Round {
  connector: Usage;
  floor: Usage;
  traffic: TrafficReport;
}

/** All rounds of one tenant, and the median of each figure. */
interface Comparison {
  provider: ProviderId;
  size: Size;
  options: SimulatorOptions;
  rounds: Round[];
  middle: Middle;
}

type Middle = ReturnType<typeof middleOf>;

/** Collects tenants, each beside its floor. */
export async function compareCollections(
  options: CollectionOptions,
): Promise<PartResult> {
  const comparisons: Comparison[] = [];
  for (const provider of options.providers) {
    for (const size of options.sizes) {
      comparisons.push(await compare(provider, size, options));
    }
  }
  return {
    name: 'collections',
    title: 'Collections beside their floor',
    lines: describe(comparisons),
    goals: comparisons.flatMap(goalsOf),
    failures: comparisons.flatMap(failuresOf),
    raw: comparisons,
  };
}

async function compare(
  provider: ProviderId,
  size: Size,
  options: CollectionOptions,
): Promise<Comparison> {
  const tenant = TENANTS[provider][size];
  const rounds: Round[] = [];
  const wanted = options.rounds ?? tenant.rounds;
  for (let round = 1; round <= wanted; round += 1) {
    const name = `${provider}-${size}`;
    tellProgress(`${name}, round ${round} of ${wanted}`);
    const done = await runBoth(tenant.options, {
      ...options.env,
      ...(options.profiles && {
        BENCH_PROFILE: path.resolve(
          options.profiles,
          `${name}-${round}.cpuprofile`,
        ),
      }),
    });
    rounds.push(done);
    const { connector, floor } = done;
    tellProgress(
      `  ${connector.cpuSeconds.toFixed(1)} s CPU, floor ${floor.cpuSeconds.toFixed(1)} s; ${connector.residentMb.toFixed(0)} MB, floor ${floor.residentMb.toFixed(0)} MB`,
    );
  }
  const middle = middleOf(rounds);
  return { provider, size, options: tenant.options, rounds, middle };
}

async function runBoth(
  options: SimulatorOptions,
  env: NodeJS.ProcessEnv,
): Promise<Round> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-'));
  const projects: Project[] = [];
  const project = async (source: string) => {
    const made = await createProject(path.join(PACKAGE_ROOT, source));
    projects.push(made);
    return made;
  };
  const simulator = await startSimulator(options);
  try {
    const connected = await project('src');
    const connector = await measureCollection(connected, {
      ...simulator.env,
      ...env,
    });
    const requests = path.join(folder, 'requests.ndjson');
    const traffic = await simulator.report(requests);
    const floor = await measureCollection(await project('bench/floor'), {
      ...env,
      BENCH_PROFILE: '',
      GRAPH_OF: connected.path,
      REQUESTS: requests,
      REQUEST_ORIGIN: simulator.origin,
    });
    return { connector, floor, traffic };
  } finally {
    simulator.stop();
    for (const each of projects) await each.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function middleOf(rounds: readonly Round[]) {
  const of = (read: (round: Round) => number) => median(rounds.map(read));
  const cpu = of(({ connector }) => connector.cpuSeconds);
  const floorCpu = of(({ floor }) => floor.cpuSeconds);
  const floorObjectsCpu = of(
    ({ floor }) => floor.cpuSeconds - floor.requestCpuSeconds,
  );
  const memory = of(({ connector }) => connector.residentMb);
  const floorMemory = of(({ floor }) => floor.residentMb);
  const requests = of(({ traffic }) => traffic.requests);
  return {
    cpu,
    floorCpu,
    floorObjectsCpu,
    memory,
    floorMemory,
    held: of(({ connector }) => connector.heldMb ?? NaN),
    floorHeld: of(({ floor }) => floor.heldMb ?? NaN),
    wall: of(({ connector }) => connector.wallSeconds),
    floorWall: of(({ floor }) => floor.wallSeconds),
    requests,
    bytes: of(({ traffic }) => traffic.bytes),
    entities: of(({ floor }) => floor.entities),
    relationships: of(({ floor }) => floor.relationships),
    diskMb: of(({ floor }) => floor.diskMb),
    cpuRatio: cpu / floorObjectsCpu,
    cpuWithRequestsRatio: cpu / floorCpu,
    msPerRequest: ((cpu - floorCpu) / requests) * 1000,
    memoryRatio: memory / floorMemory,
  };
}

function goalsOf({ provider, size, middle }: Comparison): Goal[] {
  const { demands }: BenchTenant = TENANTS[provider][size];
  const figures: [string, number, number | undefined, string][] = [
    ['CPU beside adding the objects', middle.cpuRatio, demands.cpu, '×'],
    [
      'CPU beside requests and objects',
      middle.cpuWithRequestsRatio,
      demands.cpuWithRequests,
      '×',
    ],
    [
      'CPU of a request beyond the floor',
      middle.msPerRequest,
      demands.msPerRequest,
      'ms',
    ],
    ['memory', middle.memoryRatio, demands.memory, '×'],
  ];
  return figures.flatMap(([what, value, most, unit]) =>
    most === undefined
      ? []
      : [{ what: `${provider} ${size}: ${what}`, value, most, unit }],
  );
}

function failuresOf({ provider, size, rounds }: Comparison): string[] {
  return rounds.flatMap(({ connector, floor }) =>
    [...connector.failedSteps, ...floor.failedSteps].map(
      (step) => `${provider} ${size}: the step ${step} did not succeed.`,
    ),
  );
}

function describe(comparisons: readonly Comparison[]): string[] {
  return [
    'Each run is `j1-integration collect` in a process of its own, from its start',
    'to its end, beside a simulator in another one. The floor is that command, too,',
    'with the same code loaded (`bench/floor`): it makes the same requests of the',
    'same simulator again by node-fetch, 8 at a time, reads each answer as JSON and',
    'drops it; then it adds the same objects, read from the files of the run, in',
    'batches of 500. It checks nothing, converts nothing and waits for nothing.',
    '"Objects" is the floor without its requests. Several rounds: the median of',
    'each figure.',
    '',
    ...tableOf(
      [
        'Run',
        'Requests',
        'Entities',
        'Relationships',
        'CPU',
        'Floor: objects',
        '×',
        'Floor: all',
        '×',
        'Beyond it, a request',
      ],
      comparisons.map((each) => cpuRow(each)),
    ),
    '',
    ...tableOf(
      [
        'Run',
        'People',
        'Memory',
        'Floor',
        '×',
        'Time',
        'Floor',
        'Received',
        'Disk',
      ],
      comparisons.map((each) => memoryRow(each)),
    ),
    ...heldLines(comparisons),
    ...linesOfAMillion(comparisons),
  ];
}

function cpuRow({ provider, size, middle }: Comparison): string[] {
  return [
    `${provider} ${size}`,
    count(middle.requests),
    count(middle.entities),
    count(middle.relationships),
    `${middle.cpu.toFixed(1)} s`,
    `${middle.floorObjectsCpu.toFixed(1)} s`,
    middle.cpuRatio.toFixed(2),
    `${middle.floorCpu.toFixed(1)} s`,
    middle.cpuWithRequestsRatio.toFixed(2),
    figure(middle.msPerRequest, 'ms'),
  ];
}

function memoryRow({ provider, size, options, middle }: Comparison): string[] {
  return [
    `${provider} ${size}`,
    count(options.users),
    `${count(middle.memory)} MB`,
    `${count(middle.floorMemory)} MB`,
    middle.memoryRatio.toFixed(2),
    `${middle.wall.toFixed(1)} s`,
    `${middle.floorWall.toFixed(1)} s`,
    `${count(middle.bytes / 1e6)} MB`,
    `${count(middle.diskMb)} MB`,
  ];
}

/** What is held, where garbage was collected all the time. */
function heldLines(comparisons: readonly Comparison[]): string[] {
  const rows = comparisons
    .filter(({ middle }) => middle.held > 0)
    .map(({ provider, size, middle }) => [
      `${provider} ${size}`,
      `${count(middle.held)} MB`,
      `${count(middle.floorHeld)} MB`,
    ]);
  return ['', ...tableOf(['Run', 'Held', 'Floor'], rows)];
}

/** What a million people would need, on the line through the sizes that were measured. */
function linesOfAMillion(comparisons: readonly Comparison[]): string[] {
  const lines = [...new Set(comparisons.map(({ provider }) => provider))]
    .map((provider) => comparisons.filter((each) => each.provider === provider))
    .filter((each) => each.length > 2)
    .map((each) => {
      const points = each.map(({ options, middle }) => ({
        x: options.users / 1000,
        y: middle.memory,
      }));
      const { base, slope } = lineThrough(points);
      return `- ${each[0]?.provider ?? ''}: ${base.toFixed(0)} MB + ${slope.toFixed(2)} MB for each thousand people: ${count(base + slope * 1000)} MB for a million`;
    });
  if (lines.length === 0) return [];
  return [
    '',
    'Memory of a million people, on the line through the sizes (least squares):',
    '',
    ...lines,
  ];
}

/** The line with the least squares of distances. */
function lineThrough(points: readonly { x: number; y: number }[]) {
  const mean = (values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(({ x }) => x));
  const meanY = mean(points.map(({ y }) => y));
  const slope =
    mean(points.map(({ x, y }) => (x - meanX) * (y - meanY))) /
    mean(points.map(({ x }) => (x - meanX) ** 2));
  return { base: meanY - slope * meanX, slope };
}
