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
interface EntityDescription<Source> extends EntityType {
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

type NamedEntity = Entity & { _class: string[]; name: string };

/** A described entity type, ready to make entities of it. */
export interface EntityModel<Source> extends EntityDescription<Source> {
  /** What reads each property, by its name. */
  rows: readonly {
    readonly name: string;
    readonly read: (source: Source) => PropertyValue;
  }[];
  /**
   * An entity of which nothing is known. Entities are copies of it that are filled in: built
   * property by property, each would be a hash table to V8, twice as slow and as large.
   */
  blank: Readonly<NamedEntity>;
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
  description: EntityDescription<Source>,
): EntityModel<Source> {
  const { _type, _class, properties } = description;
  const { name: _name, ...others } = properties;
  return {
    ...description,
    rows: Object.entries(others).map(([name, [, read]]) => ({ name, read })),
    blank: {
      _key: '',
      _type,
      _class,
      name: '',
      displayName: '',
      _rawData: [],
      ...Object.fromEntries(
        Object.keys(others).map((name) => [name, undefined]),
      ),
    },
  };
}

/**
 * Makes an entity of what a provider sent. The properties are taken as they are: the SDK copies
 * nothing from the record by itself.
 */
export function toEntity<Source>(
  model: EntityModel<Source>,
  source: Source,
): Entity {
  const assign: NamedEntity = { ...model.blank };
  const others = model.others?.read(source);
  for (const name in others) {
    if (!Object.hasOwn(model.blank, name)) assign[name] = others[name];
  }
  assign._key = model.key(source);
  assign.name = model.properties.name[1](source);
  for (const { name, read } of model.rows) {
    const value = read(source);
    // The copy says undefined already, and each assignment costs.
    if (value !== undefined) assign[name] = value;
  }
  assign.displayName ||= assign.name;
  const rawData = model.raw?.(source);
  if (rawData) assign._rawData = [{ name: 'default', rawData }];
  return createIntegrationEntity({ entityData: { source: {}, assign } });
}

/** What the SDK is told of an entity type. */
export function metadataOf({
  resourceName,
  _type,
  _class,
}: EntityType): EntityType {
  return { resourceName, _type, _class };
}
