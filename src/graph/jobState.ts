import type {
  Entity,
  JobState,
  Relationship,
} from '@jupiterone/integration-sdk-core';

/**
 * Adds an entity, once: lists of providers repeat records when they change while they are read.
 * Where the SDK answers at once, nothing can come between the question and the adding, so that
 * several lists may be read at the same time.
 *
 * @returns false when an entity with its key was there already
 */
export async function addEntityOnce(
  jobState: JobState,
  entity: Entity,
): Promise<boolean> {
  return (await addEntitiesOnce(jobState, [entity])).length > 0;
}

/**
 * Adds entities, each once, by one call of the SDK: it logs a line of metrics for each call, which costs
 * more than the adding where there are a hundred thousand.
 *
 * @returns those whose keys were not there already
 */
export async function addEntitiesOnce(
  jobState: JobState,
  entities: readonly Entity[],
): Promise<Entity[]> {
  const added = new Map<string, Entity>();
  for (const entity of entities) {
    if (added.has(entity._key)) continue;
    const known = jobState.hasKey(entity._key);
    if (typeof known === 'boolean' ? known : await known) continue;
    added.set(entity._key, entity);
  }
  const all = [...added.values()];
  await jobState.addEntities(all);
  return all;
}

/**
 * Adds a relationship, once.
 *
 * @returns false when a relationship with its key was there already
 */
export async function addRelationshipOnce(
  jobState: JobState,
  relationship: Relationship,
): Promise<boolean> {
  const known = jobState.hasKey(relationship._key);
  if (typeof known === 'boolean' ? known : await known) return false;
  await jobState.addRelationship(relationship);
  return true;
}
