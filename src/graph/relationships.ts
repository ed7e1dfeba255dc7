import {
  createDirectRelationship,
  type ExplicitRelationship,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { PropertyValue } from './entities';

/** The properties of a relationship; `_key` where it is not the default one. */
export type RelationshipProperties = Record<string, PropertyValue>;

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
