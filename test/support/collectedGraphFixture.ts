import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { storageDirectory, summaryPath } from '../../scripts/collectedGraph';
import type { Project } from '../../scripts/sdkProject';

/** What a step collected and how it ended, for tests of what reads it afterwards. */
export interface CollectedStep {
  id: string;
  entities?: object[];
  relationships?: object[];
  /** `success`, unless told. */
  status?: string;
  /** None, unless told; partial where the step did not succeed. */
  declaredTypes?: string[];
}

const OBJECTS_PER_FILE = 500;

/** Writes a project as the SDK leaves it after a run of these steps. */
export async function createCollectedProject(
  steps: readonly CollectedStep[],
): Promise<Project> {
  const directory = await mkdtemp(path.join(tmpdir(), 'collected-'));
  for (const { id, entities = [], relationships = [] } of steps) {
    await writeObjects(directory, id, 'entities', entities);
    await writeObjects(directory, id, 'relationships', relationships);
  }
  await mkdir(storageDirectory(directory), { recursive: true });
  await writeFile(summaryPath(directory), JSON.stringify(summaryOf(steps)));
  return {
    path: directory,
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

async function writeObjects(
  projectPath: string,
  step: string,
  kind: 'entities' | 'relationships',
  objects: object[],
): Promise<void> {
  if (objects.length === 0) return;
  const folder = path.join(storageDirectory(projectPath), 'graph', step, kind);
  await mkdir(folder, { recursive: true });
  for (let start = 0; start < objects.length; start += OBJECTS_PER_FILE) {
    const part = objects.slice(start, start + OBJECTS_PER_FILE);
    const file = path.join(folder, `${String(start).padStart(8, '0')}.json`);
    await writeFile(file, JSON.stringify({ [kind]: part }));
  }
}

function summaryOf(steps: readonly CollectedStep[]): object {
  return {
    integrationStepResults: steps.map((step) => ({
      id: step.id,
      name: `Step ${step.id}`,
      dependsOn: [],
      declaredTypes: step.declaredTypes ?? [],
      partialTypes: [],
      encounteredTypes: [],
      status: step.status ?? 'success',
    })),
    metadata: {
      partialDatasets: {
        types: steps
          .filter(({ status = 'success' }) => status === 'failure')
          .flatMap(({ declaredTypes = [] }) => declaredTypes),
      },
    },
  };
}
