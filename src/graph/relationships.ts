import {
  type ExplicitRelationship,
  generateRelationshipType,
  type RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import type { EntityType, PropertyValue } from './entities';

/** The properties of a relationship; `_key` where it is not the default one. */
export type RelationshipProperties = Record<string, PropertyValue> & {
  _key?: string;
};

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
 *
 * It is what `createDirectRelationship` of the SDK makes, which derives the type anew for each: of a
 * million memberships that takes a second.
 */
export function createRelationship(
  { _type, _class }: StepRelationshipMetadata,
  fromKey: string,
  toKey: string,
  { _key, ...properties }: RelationshipProperties = {},
): ExplicitRelationship {
  return {
    _key: _key ?? `${fromKey}|${_class.toLowerCase()}|${toKey}`,
    _type,
    _class,
    _fromEntityKey: fromKey,
    _toEntityKey: toKey,
    displayName: _class,
    ...properties,
  };
}
