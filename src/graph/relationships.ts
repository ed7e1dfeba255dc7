import {
  createDirectRelationship,
  type ExplicitRelationship,
  generateRelationshipType,
  type RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType, PropertyValue } from './entities';

/** The properties of a relationship; `_key` where it is not the default one. */
export type RelationshipProperties = Record<string, PropertyValue>;

/**
 * Describes a relationship between two entity types.
 *
 * @param _type where it is not the default, such as `tern_nest_has_egg`
 *
 * @example
 * const NEST_HAS_EGG = related(NEST, RelationshipClass.HAS, EGG);
 */
export function related(
  from: Pick<EntityType, '_type'>,
  _class: RelationshipClass,
  to: Pick<EntityType, '_type'>,
  _type = generateRelationshipType(_class, from._type, to._type),
): StepRelationshipMetadata {
  return { _type, _class, sourceType: from._type, targetType: to._type };
}

/**
 * Creates a relationship of a declared type between two entities, by their keys. The default
 * key is `{fromKey}|{class in lower case}|{toKey}`.
 */
export function createRelationship(
  { _type, _class, sourceType, targetType }: StepRelationshipMetadata,
  fromKey: string,
  toKey: string,
  properties: RelationshipProperties = {},
): ExplicitRelationship {
  return createDirectRelationship({
    _class,
    fromType: sourceType,
    fromKey,
    toType: targetType,
    toKey,
    properties: { _type, ...properties },
  });
}
