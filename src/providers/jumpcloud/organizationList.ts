import { RelationshipClass } from '@jupiterone/integration-sdk-core';

import type { Access } from '../../collect/access';
import type { CollectContext, ProviderStep } from '../../collect/provider';
import { type StepDataKey, stepDataKey } from '../../collect/stepData';
import { type EntityModel, toEntity } from '../../graph/entities';
import { addEntityOnce, addRelationshipOnce } from '../../graph/jobState';
import { createRelationship, related } from '../../graph/relationships';
import { ApiError } from '../../http/failures';
import { type Records, unlessEmpty } from '../../http/records';

import type { JumpCloudClient } from './client';
import { ACCOUNT } from './organizations';
import { type ListOfEach, type ListProbe, listSurvey } from './survey';

export type Context = CollectContext<JumpCloudClient>;
export type Step = ProviderStep<JumpCloudClient>;

/** The ids of what a step found, by the organization in whose name they were listed. */
export type IdsByOrganization = ReadonlyMap<string, ReadonlySet<string>>;

/** What the step with this id found, for later steps. */
export function idsOf(step: string): StepDataKey<IdsByOrganization> {
  return stepDataKey({ from: step, name: 'ids' });
}

/** Objects that each organization lists as its own. */
interface OrganizationList<T extends { id: string }, Source> {
  id: string;
  name: string;
  entity: EntityModel<Source>;
  ingestionSourceId?: string;
  /** What a credential needs for it; its `what` names the objects. */
  access: Access;
  list: ListOfEach<T>;
  probe: ListProbe;
  /** The organization that the record itself names. */
  organizationOf: (record: T) => string | undefined;
  toSource: (record: T, client: JumpCloudClient) => Source;
  /** Looks at the records as a whole, such as to find names for ids; by default each stays as it is. */
  prepare?: (records: AsyncIterable<T>) => AsyncIterable<T>;
  /** What later steps need to know of the records that were added. */
  handsOn?: {
    key: StepDataKey<ReadonlyMap<string, string>>;
    /** Undefined where there is nothing to know of a record. */
    value: (record: T) => string | undefined;
  };
}

/**
 * A step that reads such objects from one organization after the other. An object hangs on the
 * organization that it names itself, where that is one of those collected, else on the one that
 * listed it.
 */
export function organizationListStep<T extends { id: string }, Source>({
  id,
  name,
  entity,
  ingestionSourceId,
  access,
  list,
  probe,
  organizationOf,
  toSource,
  prepare = (records) => records,
  handsOn,
}: OrganizationList<T, Source>): Step {
  const relationship = related(ACCOUNT, RelationshipClass.HAS, entity);
  return {
    id,
    name,
    entities: [entity],
    relationships: [relationship],
    reads: [access],
    survey: listSurvey(probe),
    ingestionSourceId,
    async collect(context) {
      const { client, jobState, completeness, stepData } = context;
      const organizationIds = await organizationIdsOf(context);
      const found = new Map<string, Set<string>>();
      const known = new Map<string, string>();
      for (const organizationId of organizationIds) {
        const ids = new Set<string>();
        found.set(organizationId, ids);
        const records = completeness.track(
          list.read(client, organizationId),
          `${access.what} of organization ${organizationId}`,
        );
        for await (const record of prepare(records)) {
          const added = toEntity(entity, toSource(record, client));
          if (await addEntityOnce(jobState, added)) ids.add(record.id);
          const value = handsOn?.value(record);
          if (value !== undefined) known.set(record.id, value);
          const named = organizationOf(record);
          const isCollected = named && organizationIds.has(named);
          const owner = isCollected ? named : organizationId;
          await addRelationshipOnce(
            jobState,
            createRelationship(relationship, owner, record.id),
          );
        }
      }
      await stepData.set(idsOf(id), found);
      if (handsOn) await stepData.set(handsOn.key, known);
    },
  };
}

/** The ids of the organizations to collect. */
export async function organizationIdsOf({
  client,
  completeness,
}: Context): Promise<Set<string>> {
  const ids = new Set<string>();
  const listed = completeness.track(client.organizations(), 'organizations');
  for await (const { id } of listed) ids.add(id);
  return ids;
}

/**
 * Hands on a list, and fails where it is empty although that cannot be true.
 *
 * @param reason why it cannot be true; undefined where it can
 */
export function unlessImplausible<T>(
  list: Records<T>,
  endpoint: string,
  reason: () => Promise<string | undefined>,
): Records<T> {
  return unlessEmpty(list, async () => {
    const implausible = await reason();
    return implausible === undefined
      ? undefined
      : new ApiError({
          kind: 'answer',
          endpoint,
          status: 200,
          reason: `the list is empty, ${implausible}`,
        });
  });
}
