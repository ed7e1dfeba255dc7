import type {
  Entity,
  JobState,
  Relationship,
} from '@jupiterone/integration-sdk-core';

/**
 * Adds an entity, once: lists of providers repeat records when they change while they are read.
 *
 * @returns false when an entity with its key was there already
 */
export async function addEntityOnce(
  jobState: JobState,
  entity: Entity,
): Promise<boolean> {
  if (await jobState.hasKey(entity._key)) return false;
  await jobState.addEntity(entity);
  return true;
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
  if (await jobState.hasKey(relationship._key)) return false;
  await jobState.addRelationship(relationship);
  return true;
}
