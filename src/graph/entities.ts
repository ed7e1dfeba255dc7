import {
  createIntegrationEntity,
  type Entity,
  type StepEntityMetadata,
} from '@jupiterone/integration-sdk-core';

/** Null only where the data model demands a property that is not known, as class Device does. */
export type PropertyValue =
  string | number | boolean | string[] | null | undefined;

/** A property: what it tells, for the documentation, and how it is read. Unknown is undefined. */
export type Property<Source> = readonly [
  description: string,
  read: (source: Source) => PropertyValue,
];

/** The name of an entity: the data model demands one. */
export type NameProperty<Source> = readonly [
  description: string,
  read: (source: Source) => string,
];

export type Properties<Source> = Readonly<Record<string, Property<Source>>>;

/** The metadata of an entity type, with its class as a list, as created entities have it. */
export type EntityType = StepEntityMetadata & { _class: string[] };

/** An entity type, and how an entity of it is made of what a provider sends. */
export interface EntityModel<Source> extends EntityType {
  key: (source: Source) => string;
  /** In the order of the documentation. `displayName` is the name unless told otherwise. */
  properties: Properties<Source> & { name: NameProperty<Source> };
  /** Properties whose names are not known before, and what to say of them. */
  others?: {
    description: string;
    read: (source: Source) => Record<string, PropertyValue>;
  };
  /** The fields of the record that may be shown to everyone who can read the graph. */
  raw?: (source: Source) => object | undefined;
}

/**
 * Describes an entity type: one line for each property.
 *
 * @example
 * const NEST = entityModel<Nest>({
 *   resourceName: 'Nest',
 *   _type: 'tern_nest',
 *   _class: ['Site'],
 *   key: ({ id }) => `tern_nest:${id}`,
 *   properties: {
 *     name: ['Name of the nest', ({ label, id }) => text(label) ?? id],
 *     eggs: ['Number of eggs, undefined where nobody counted', ({ eggs }) => eggs],
 *   },
 * });
 */
export function entityModel<Source>(
  model: EntityModel<Source>,
): EntityModel<Source> {
  return model;
}

/** Makes an entity of what a provider sent. */
export function toEntity<Source>(
  model: EntityModel<Source>,
  source: Source,
): Entity {
  const own: EntityProperties = {
    _key: model.key(source),
    name: model.properties.name[1](source),
  };
  for (const name in model.properties) {
    own[name] = model.properties[name]?.[1](source);
  }
  const properties = model.others
    ? { ...model.others.read(source), ...own }
    : own;
  return createEntity(model, properties, model.raw?.(source));
}

/** What an entity is made of. */
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

/** What the SDK is told of an entity type. */
export function metadataOf({
  resourceName,
  _type,
  _class,
}: EntityType): EntityType {
  return { resourceName, _type, _class };
}
