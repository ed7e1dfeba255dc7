import type { StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';

import { type EntityModel, toEntity } from '../graph/entities';
import { addEntityOnce } from '../graph/jobState';
import { createRelationship } from '../graph/relationships';
import type { Records } from '../http/records';

import type { Access } from './access';
import type { CollectContext, ProviderStep } from './provider';
import type { StepDataKey } from './stepData';
import type { StepSurvey } from './survey';

/** A list of objects that belong to one parent, such as the account. */
export interface ListStep<Client, Parent, T, Source> {
  id: string;
  name: string;
  ingestionSourceId?: string;
  dependsOn?: string[];
  entity: EntityModel<Source>;
  /** From the parent to each object. */
  relationship: StepRelationshipMetadata;
  /** What a credential needs for it; its `what` names the objects. */
  access: Access;
  /** What a look before a collection shows of it. */
  survey?: StepSurvey<Client>;
  list: (client: Client) => Records<T>;
  /** True where the provider may say that the tenant does not have such objects. */
  isFeature?: boolean;
  parent: (context: CollectContext<Client>) => Promise<Parent>;
  /**
   * The parent's key; undefined where it could not be read, which `completeness` then knows of. The
   * objects are added all the same, without their relationship.
   */
  parentKey: (parent: Parent) => string | undefined;
  /** What the entity is made of. */
  toSource: (record: T, parent: Parent) => Source;
  /** What later steps need to know of the objects that were added. */
  handsOn?: {
    key: StepDataKey<ReadonlyMap<string, unknown>>;
    entry: (record: T) => readonly [id: string, known: unknown];
  };
}

/**
 * A step that lists objects, converts each, and adds it with the relationship from its parent.
 *
 * @example
 * export const nests = listStep({
 *   id: 'fetch-tern-nests',
 *   name: 'Fetch Tern nests',
 *   entity: NEST,
 *   relationship: ACCOUNT_HAS_NEST,
 *   access: NESTS,
 *   list: (client: TernClient) => listNests(client),
 *   parent: ({ client }) => client.account(),
 *   parentKey: accountKey,
 *   toSource: (nest, account) => ({ nest, account }),
 * });
 */
export function listStep<Client, Parent, T, Source>(
  step: ListStep<Client, Parent, T, Source>,
): ProviderStep<Client> {
  const { id, name, ingestionSourceId, dependsOn, entity, relationship } = step;
  return {
    id,
    name,
    ingestionSourceId,
    dependsOn,
    entities: [entity],
    relationships: [relationship],
    reads: [step.access],
    survey: step.survey,
    async collect(context) {
      const { client, completeness, jobState, stepData } = context;
      const parent = await step.parent(context);
      const parentKey = step.parentKey(parent);
      const known = new Map<string, unknown>();
      const records = step.isFeature
        ? completeness.trackFeature(step.list(client), step.access.what)
        : completeness.track(step.list(client), step.access.what);
      for await (const record of records) {
        const added = toEntity(entity, step.toSource(record, parent));
        if (!(await addEntityOnce(jobState, added))) continue;
        if (parentKey !== undefined) {
          await jobState.addRelationship(
            createRelationship(relationship, parentKey, added._key),
          );
        }
        if (step.handsOn) known.set(...step.handsOn.entry(record));
      }
      if (step.handsOn) await stepData.set(step.handsOn.key, known);
    },
  };
}
