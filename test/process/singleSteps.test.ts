import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';
import {
  createIntegrationLogger,
  executeIntegrationInstance,
  type ExecuteIntegrationResult,
  FileSystemGraphObjectStore,
  LOCAL_INTEGRATION_INSTANCE,
  prepareLocalStepCollection,
} from '@jupiterone/integration-sdk-runtime';

import { invocationConfig } from '../../src';
import type { IntegrationConfig } from '../../src/config';
import { providers } from '../../src/providers';
import { type Simulation, startSimulation } from '../../simulators';

/*
 * One step alone, with and without the SDK's cache: what `j1-integration collect --step` does, by
 * the functions that it calls, in this process because there are some fifty steps.
 */

let directory: string;
let cache: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'single-steps-'));
  cache = `${directory}-cache`;
  process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY = directory;
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(async () => {
  delete process.env.JUPITERONE_INTEGRATION_STORAGE_DIRECTORY;
  delete process.env.ENABLE_GRAPH_OBJECT_SCHEMA_VALIDATION;
  await rm(directory, { recursive: true, force: true });
  await rm(cache, { recursive: true, force: true });
});

interface Run {
  statuses: Record<string, string>;
  /** How many objects each step stored. */
  counts: Record<string, number>;
}

async function collect(
  config: IntegrationConfig,
  step: string[],
  isCached: boolean,
): Promise<Run> {
  const prepared = prepareLocalStepCollection(
    { ...invocationConfig } as IntegrationInvocationConfig,
    { step, dependenciesCache: { enabled: isCached, filepath: cache } },
  );
  const result = await executeIntegrationInstance(
    createIntegrationLogger({ name: 'Test', invocationConfig: prepared }),
    { ...LOCAL_INTEGRATION_INSTANCE, config },
    prepared,
    { current: { startedOn: Date.now() } },
    {
      enableSchemaValidation: true,
      graphObjectStore: new FileSystemGraphObjectStore({
        integrationSteps: prepared.integrationSteps,
      }),
    },
  );
  return { statuses: statusesOf(result), counts: await countsByStep() };
}

function statusesOf({ integrationStepResults }: ExecuteIntegrationResult) {
  return Object.fromEntries(
    integrationStepResults.map(({ id, status }) => [id, String(status)]),
  );
}

async function countsByStep(): Promise<Record<string, number>> {
  const graph = path.join(directory, 'graph');
  const files = await readdir(graph, { recursive: true }).catch(() => []);
  const counts: Record<string, number> = {};
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    const [step = ''] = file.split(path.sep);
    const text = await readFile(path.join(graph, file), 'utf8');
    const lists = Object.values(JSON.parse(text) as Record<string, unknown[]>);
    counts[step] = (counts[step] ?? 0) + lists.flat().length;
  }
  return counts;
}

describe.each(providers)('$id', ({ id, stepIds }) => {
  let simulation: Simulation;

  beforeEach(async () => {
    simulation = await startSimulation(id, { size: 'full' });
  });

  afterEach(() => simulation.stop());

  it('gives each step alone what it gave in the full run, or fails', async () => {
    const config = simulation.configFor(simulation.url);
    const full = await collect(config, [], false);
    await rename(directory, cache);

    for (const step of stepIds) {
      const fresh = await collect(config, [step], false);
      expect([step, fresh.statuses[step]]).toEqual([step, 'success']);
      expect([step, fresh.counts[step]]).toEqual([step, full.counts[step]]);

      const cached = await collect(config, [step], true);
      const usedCache = Object.values(cached.statuses).includes('cached');
      expect({
        step,
        status: cached.statuses[step],
        count: usedCache ? 'of no use' : cached.counts[step],
      }).toEqual({
        step,
        status: usedCache ? 'failure' : 'success',
        count: usedCache ? 'of no use' : full.counts[step],
      });
    }
  });
});
