import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import path from 'node:path';
import { createInterface } from 'node:readline';

import type {
  Entity,
  IntegrationInvocationConfig,
  JobState,
  Relationship,
  StepEntityMetadata,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import fetch from 'node-fetch';

import { invocationConfig as connector } from '../../src';
import { storageDirectory } from '../../scripts/collectedGraph';
import type { KnownRequest } from '../simulatorProcess';

/*
 * The floor: what a collection costs that checks nothing and decides nothing. It makes the requests
 * of a collection again, reads each answer as JSON and forgets it, and then adds the objects of that
 * collection, file by file, as the SDK wrote them. It loads the same code before it begins.
 */

/** Requests at the same time. */
const IN_FLIGHT = 8;

type FloorConfig = Record<'graphOf' | 'requests' | 'requestOrigin', string>;

/** Each type once: the steps of the connector share some. */
function byType<T extends { _type: string }>(metadata: readonly T[]): T[] {
  return [...new Map(metadata.map((each) => [each._type, each])).values()];
}

function declaredEntities(): StepEntityMetadata[] {
  return byType(connector.integrationSteps.flatMap((step) => step.entities));
}

function declaredRelationships(): StepRelationshipMetadata[] {
  return byType(
    connector.integrationSteps.flatMap((step) => step.relationships),
  );
}

async function repeatRequests({ requests, requestOrigin }: FloorConfig) {
  const agent = new Agent({ keepAlive: true });
  const lines = createInterface(createReadStream(requests))[
    Symbol.asyncIterator
  ]();
  const work = async () => {
    for (;;) {
      const next = await lines.next();
      if (next.done) return;
      const { url, headers } = JSON.parse(next.value) as KnownRequest;
      const answer = await fetch(requestOrigin + url, { headers, agent });
      JSON.parse(await answer.text());
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  agent.destroy();
}

/** Counts what was added. */
class Added {
  entities = 0;
  relationships = 0;
  diskMb = 0;

  /** The files that a collection wrote, of one kind of object. */
  async *files<T>(
    projectPath: string,
    kind: 'entities' | 'relationships',
  ): AsyncGenerator<T[]> {
    const graph = path.join(storageDirectory(projectPath), 'graph');
    for (const step of await readdir(graph)) {
      const folder = path.join(graph, step, kind);
      for (const name of await readdir(folder).catch(() => [])) {
        const text = await readFile(path.join(folder, name), 'utf8');
        const objects = (JSON.parse(text) as Record<typeof kind, T[]>)[kind];
        this[kind] += objects.length;
        this.diskMb += text.length / 1e6;
        yield objects;
      }
    }
  }
}

/** A part of what measureCollection.ts reads. */
function tell(measured: object): void {
  process.stderr.write(`MEASURED=${JSON.stringify(measured)}\n`);
}

async function addObjects(graphOf: string, jobState: JobState): Promise<void> {
  const added = new Added();
  for await (const each of added.files<Entity>(graphOf, 'entities')) {
    await jobState.addEntities(each);
  }
  for await (const each of added.files<Relationship>(
    graphOf,
    'relationships',
  )) {
    await jobState.addRelationships(each);
  }
  tell(added);
}

const REQUESTS = 'repeat-requests';

export const invocationConfig: IntegrationInvocationConfig<FloorConfig> = {
  instanceConfigFields: {
    graphOf: { type: 'string' },
    requests: { type: 'string' },
    requestOrigin: { type: 'string' },
  },
  integrationSteps: [
    {
      id: REQUESTS,
      name: 'Repeat the requests',
      entities: [],
      relationships: [],
      async executionHandler({ instance }) {
        const before = process.cpuUsage();
        await repeatRequests(instance.config);
        const { user, system } = process.cpuUsage(before);
        tell({ requestCpuSeconds: (user + system) / 1e6 });
      },
    },
    {
      id: 'add-objects',
      name: 'Add the objects',
      entities: declaredEntities(),
      relationships: declaredRelationships(),
      dependsOn: [REQUESTS],
      executionHandler: ({ instance, jobState }) =>
        addObjects(instance.config.graphOf, jobState),
    },
  ],
};
