import type { IntegrationInvocationConfig } from '@jupiterone/integration-sdk-core';

import { createRelationship } from '../../src/graph/relationships';
import {
  createAccountEntity,
  createImageScanEntity,
} from '../../src/providers/sysdig/converters';
import { Entities, Relationships } from '../../src/providers/sysdig/model';
import { PipelineScan } from '../../src/providers/sysdig/types';
import { pipelineResults } from '../../test/simulators/sysdig/results';
import { createTenant } from '../../test/simulators/sysdig/tenant';

/**
 * An integration that reads nothing: it adds as many image scans as the field says, made one by
 * one. What it needs in memory is what the SDK needs.
 */
export const invocationConfig: IntegrationInvocationConfig = {
  instanceConfigFields: { scanCount: { type: 'string' } },
  integrationSteps: [
    {
      id: 'add-scans',
      name: 'Add scans',
      entities: [Entities.ACCOUNT, Entities.IMAGE_SCAN],
      relationships: [Relationships.ACCOUNT_HAS_IMAGE_SCAN],
      async executionHandler({ instance, jobState }) {
        const { _key: accountKey } = await jobState.addEntity(
          createAccountEntity({
            baseUrl: new URL('https://floor.example'),
            keyKind: 'customer',
          }),
        );
        const config: { scanCount?: unknown } = instance.config;
        const { length, at } = pipelineResults(
          createTenant({ scans: { pipeline: Number(config.scanCount) } }),
        );
        for (let index = 0; index < length; index += 1) {
          const scan = createImageScanEntity(PipelineScan.parse(at(index)));
          await jobState.addEntity(scan);
          await jobState.addRelationship(
            createRelationship(
              Relationships.ACCOUNT_HAS_IMAGE_SCAN,
              accountKey,
              scan._key,
            ),
          );
        }
      },
    },
  ],
};
