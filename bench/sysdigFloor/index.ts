import type {
  IntegrationInvocationConfig,
  IntegrationStep,
} from '@jupiterone/integration-sdk-core';
import type { z } from 'zod';

import { createRelationship } from '../../src/graph/relationships';
import { createImageScanEntity } from '../../src/providers/sysdig/converters';
import { Entities, Relationships } from '../../src/providers/sysdig/model';
import {
  PipelineScan,
  RegistryScan,
  RuntimeScan,
  type Scan,
} from '../../src/providers/sysdig/types';
import {
  pipelineResults,
  registryResults,
  type ResultList,
  runtimeResults,
} from '../../simulators/sysdig/results';
import { createTenant, type Tenant } from '../../simulators/sysdig/tenant';

const ACCOUNT_KEY = 'sysdig_account:9001';

function addScans(
  kind: string,
  listOf: (tenant: Tenant) => ResultList,
  record: z.ZodType<Scan>,
): IntegrationStep {
  return {
    id: `add-${kind}-scans`,
    name: `Add ${kind} scans`,
    entities: [Entities.IMAGE_SCAN],
    relationships: [Relationships.ACCOUNT_HAS_IMAGE_SCAN],
    async executionHandler({ instance, jobState }) {
      const { scanCount }: { scanCount?: unknown } = instance.config;
      const count = Number(scanCount) / 3;
      const { length, at } = listOf(
        createTenant({
          scans: { pipeline: count, registry: count, runtime: count, hosts: 0 },
        }),
      );
      for (let index = 0; index < length; index += 1) {
        const scan = createImageScanEntity(record.parse(at(index)));
        await jobState.addEntity(scan);
        await jobState.addRelationship(
          createRelationship(
            Relationships.ACCOUNT_HAS_IMAGE_SCAN,
            ACCOUNT_KEY,
            scan._key,
          ),
        );
      }
    },
  };
}

/**
 * An integration that reads nothing: it adds as many image scans as the field says, a third of
 * each kind, made one by one. What it needs in memory is what the SDK needs.
 */
export const invocationConfig: IntegrationInvocationConfig = {
  instanceConfigFields: { scanCount: { type: 'string' } },
  integrationSteps: [
    addScans('pipeline', pipelineResults, PipelineScan),
    addScans('registry', registryResults, RegistryScan),
    addScans('runtime', runtimeResults, RuntimeScan),
  ],
};
