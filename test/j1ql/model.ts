import {
  type Entity,
  type MappedRelationship,
  type Relationship,
  RelationshipDirection,
} from '@jupiterone/integration-sdk-core';

import type { RegisteredProvider } from '../../src/collect/provider';
import { stepsOf } from '../support/providerSteps';

/** Times are numbers, but compared with dates only. */
export type ValueKind = 'string' | 'list' | 'boolean' | 'number' | 'time';

/** What is known of a property: what is said of it, and what organizations had. */
export interface Property {
  description: string;
  kinds: Set<ValueKind>;
  /** Texts, also those within lists; of properties with many of them, no more than the first ones. */
  words: Set<string>;
}

/** The properties of entities of one type, or of relationships between two. */
export type PropertyTable = Map<string, Property>;

export interface EntityFacts {
  classes: readonly string[];
  properties: PropertyTable;
  /** Whether an organization had one. */
  isSeen: boolean;
}

export interface RelationshipFacts {
  from: string;
  verb: string;
  to: string;
  /** Mapped ones lead to entities of other integrations. */
  isMapped: boolean;
  properties: PropertyTable;
  isSeen: boolean;
}

/** Whatever a query can ask for. */
export interface GraphModel {
  entities: Map<string, EntityFacts>;
  /** Types of other integrations, to which relationships are mapped. */
  foreignTypes: Set<string>;
  relationships: RelationshipFacts[];
}

/** What was collected from an organization. */
export interface CollectedGraph {
  entities: readonly Entity[];
  relationships: readonly Relationship[];
}

const MOST_WORDS = 1000;
/** 2001: numbers of things are smaller, and times larger. */
const FIRST_TIME = 1_000_000_000_000;

/**
 * The types, classes, relationships and properties that `npm run document` writes of the steps,
 * with the values that were collected of them. What no organization had is there, and not seen.
 */
export function graphModel(
  providers: readonly RegisteredProvider[],
  collected: readonly CollectedGraph[],
): GraphModel {
  const model: GraphModel = {
    entities: new Map(),
    foreignTypes: new Set(),
    relationships: [],
  };
  for (const provider of providers) declare(model, provider);
  for (const graph of collected) observe(model, graph);
  return model;
}

function declare(model: GraphModel, provider: RegisteredProvider): void {
  for (const { _type, _class, properties } of provider.entities) {
    const rows = Object.entries(properties).map(
      ([name, [description]]) => [name, property(description)] as const,
    );
    const classes = [_class].flat();
    const facts = { classes, properties: new Map(rows), isSeen: false };
    model.entities.set(_type, facts);
  }
  for (const { relationships, mappedRelationships = [] } of stepsOf(provider)) {
    for (const { sourceType, _class, targetType } of relationships) {
      addRelationship(model, sourceType, _class, targetType, false);
    }
    for (const mapped of mappedRelationships) {
      const { sourceType, _class, targetType, direction } = mapped;
      model.foreignTypes.add(targetType);
      const [from, to] =
        direction === RelationshipDirection.REVERSE
          ? [targetType, sourceType]
          : [sourceType, targetType];
      addRelationship(model, from, _class, to, true);
    }
  }
}

function property(description: string): Property {
  return { description, kinds: new Set(), words: new Set() };
}

function addRelationship(
  model: GraphModel,
  from: string,
  verb: string,
  to: string,
  isMapped: boolean,
): void {
  if (find(model, from, verb, to)) return;
  const properties = new Map<string, Property>();
  const facts = { from, verb, to, isMapped, properties, isSeen: false };
  model.relationships.push(facts);
}

function find(
  { relationships }: GraphModel,
  from: string | undefined,
  verb: string,
  to: string | undefined,
): RelationshipFacts | undefined {
  return relationships.find(
    (each) => each.from === from && each.verb === verb && each.to === to,
  );
}

function observe(model: GraphModel, graph: CollectedGraph): void {
  const typeOf = new Map<unknown, string>();
  for (const entity of graph.entities) {
    typeOf.set(entity._key, entity._type);
    const facts = model.entities.get(entity._type);
    if (!facts) continue;
    facts.isSeen = true;
    observeValues(facts.properties, entity, false);
  }
  for (const relationship of graph.relationships) {
    const [from, to] = endsOf(relationship, typeOf);
    const facts = find(model, from, relationship._class, to);
    if (!facts) continue;
    facts.isSeen = true;
    observeValues(facts.properties, relationship, true);
  }
}

function endsOf(
  relationship: Relationship,
  typeOf: ReadonlyMap<unknown, string>,
): [from: string | undefined, to: string | undefined] {
  if (!isMapped(relationship)) {
    const { _fromEntityKey, _toEntityKey } = relationship;
    return [typeOf.get(_fromEntityKey), typeOf.get(_toEntityKey)];
  }
  const { sourceEntityKey, targetEntity, relationshipDirection } =
    relationship._mapping;
  const source = typeOf.get(sourceEntityKey);
  const target = targetEntity._type;
  return relationshipDirection === RelationshipDirection.REVERSE
    ? [target, source]
    : [source, target];
}

function isMapped(
  relationship: Relationship,
): relationship is MappedRelationship {
  return relationship._mapping !== undefined;
}

/** Properties of relationships are described nowhere: they are those that were seen. */
function observeValues(
  table: PropertyTable,
  object: Entity | Relationship,
  isOpen: boolean,
): void {
  for (const [name, value] of Object.entries(object)) {
    const known = table.get(name) ?? (isOpen ? property('') : undefined);
    const kind = kindOf(value);
    if (!known || !kind || name.startsWith('_')) continue;
    table.set(name, known);
    known.kinds.add(kind);
    const words: unknown[] = [value].flat();
    for (const word of words) {
      if (typeof word === 'string' && known.words.size < MOST_WORDS) {
        known.words.add(word);
      }
    }
  }
}

function kindOf(value: unknown): ValueKind | undefined {
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value !== 'number') return undefined;
  return value >= FIRST_TIME ? 'time' : 'number';
}
