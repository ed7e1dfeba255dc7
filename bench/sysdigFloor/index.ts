import type {
  IntegrationInvocationConfig,
  IntegrationStep,
} from '@jupiterone/integration-sdk-core';
import type { z } from 'zod';

import { createRelationship } from '../../src/graph/relationships';
import { metadataOf, toEntity } from '../../src/graph/entities';
import { accountHas } from '../../src/providers/sysdig/account';
import { IMAGE_SCAN, toImageScan } from '../../src/providers/sysdig/imageScan';
import { type Scan, scanOf } from '../../src/providers/sysdig/scanRecords';
import {
  pipelineResults,
  registryResults,
  type ResultList,
  runtimeResults,
} from '../../simulators/sysdig/results';
import { createTenant, type Tenant } from '../../simulators/sysdig/tenant';

const ACCOUNT_HAS_IMAGE_SCAN = accountHas(IMAGE_SCAN);
const ACCOUNT_KEY = 'sysdig_account:9001';

function addScans(
  kind: string,
  listOf: (tenant: Tenant) => ResultList,
  record: z.ZodType<Scan>,
): IntegrationStep {
  return {
    id: `add-${kind}-scans`,
    name: `Add ${kind} scans`,
    entities: [metadataOf(IMAGE_SCAN)],
    relationships: [ACCOUNT_HAS_IMAGE_SCAN],
    async executionHandler({ instance, jobState }) {
      const { scanCount }: { scanCount?: unknown } = instance.config;
      const count = Number(scanCount) / 3;
      const { length, at } = listOf(
        createTenant({
          scans: { pipeline: count, registry: count, runtime: count, hosts: 0 },
        }),
      );
      for (let index = 0; index < length; index += 1) {
        const scan = toEntity(IMAGE_SCAN, toImageScan(record.parse(at(index))));
        await jobState.addEntity(scan);
        await jobState.addRelationship(
          createRelationship(ACCOUNT_HAS_IMAGE_SCAN, ACCOUNT_KEY, scan._key),
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
    addScans('pipeline', pipelineResults, scanOf('pipeline')),
    addScans('registry', registryResults, scanOf('registry')),
    addScans('runtime', runtimeResults, scanOf('runtime')),
  ],
};
