import type { JobState } from '@jupiterone/integration-sdk-core';

import type { CollectContext, ProviderStep } from '../../../collect/provider';
import type { JumpCloudClient } from '../client';

export type Context = CollectContext<JumpCloudClient>;
export type JumpCloudStep = ProviderStep<JumpCloudClient>;

/** The ids of what a step found, by the organization in whose name they were listed. */
export type IdsByOrganization = ReadonlyMap<string, ReadonlySet<string>>;

/** What an earlier step found; nothing where that failed, which the SDK accounts for. */
export async function idsFoundBy(
  jobState: JobState,
  stepId: string,
): Promise<IdsByOrganization> {
  return (await jobState.getData<IdsByOrganization>(stepId)) ?? new Map();
}
