import {
  createIntegrationEntity,
  type Entity,
  type StepEntityMetadata,
} from '@jupiterone/integration-sdk-core';

/** The metadata of an entity type, with its class as a list, as created entities have it. */
export type EntityType = StepEntityMetadata & { _class: string[] };

/** Null only where the data model demands a property that is not known, as class Device does. */
export type PropertyValue =
  string | number | boolean | string[] | null | undefined;

/** What a converter gives for one record. */
export interface EntityProperties {
  _key: string;
  name: string;
  [property: string]: PropertyValue;
}

/**
 * Creates an entity of a declared type. The properties are taken as they are: the SDK copies
 * nothing from the record by itself.
 *
 * @param raw the fields of the record that may be shown to everyone who can read the graph
 */
export function createEntity(
  { _type, _class }: EntityType,
  properties: EntityProperties,
  raw?: object,
): Entity {
  return createIntegrationEntity({
    entityData: {
      source: {},
      assign: {
        displayName: properties.name,
        ...properties,
        _type,
        _class,
        ...(raw && { _rawData: [{ name: 'default', rawData: raw }] }),
      },
    },
  });
}
