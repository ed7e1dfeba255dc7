import type { GraphModel, Property, ValueKind } from './model';
import { parse } from './parser';
import type { Comparison, Operand, Query } from './syntax';
import { J1qlError } from './tokens';
import { isAbsence, isNegated, type PropertyUse, usesOf } from './uses';
import { type NamedTables, walk } from './walk';

/** What JupiterOne knows of every entity, and what the SDK demands of it: never absent. */
const OF_ENTITIES = new Set(['_key', '_type', '_class', 'displayName']);

/** What JupiterOne adds to entities and relationships by itself. */
const OF_JUPITERONE = new Set([
  '_id',
  '_createdOn',
  '_beginOn',
  '_deleted',
  '_source',
  '_accountId',
  '_integrationType',
  '_integrationName',
  '_integrationInstanceId',
  '_integrationClass',
]);

/** `name` is a property of every entity of ours, and of those of other integrations. */
const ALWAYS = new Set([...OF_ENTITIES, 'name']);

/** What each kind of property can be compared with, and how. */
const LITERALS: Readonly<Record<ValueKind, readonly Operand['kind'][]>> = {
  string: ['string', 'regex', 'placeholder'],
  list: ['string', 'regex', 'placeholder'],
  boolean: ['boolean'],
  number: ['number', 'arithmetic', 'placeholder'],
  time: ['date', 'placeholder'],
};
const OPERATORS: Readonly<Record<ValueKind, RegExp>> = {
  string: /^!?[=~^$]?=$/,
  list: /^!?[=~]?=$/,
  boolean: /^=$/,
  number: /^(?:!?=|[<>]=?)$/,
  time: /^[<>]=?$/,
};

/**
 * Reads a query and checks each of its words against the model.
 *
 * @returns all that is wrong with it, one sentence each; nothing where it is right
 */
export function problemsOf(text: string, model: GraphModel): string[] {
  try {
    return checked(parse(text), model);
  } catch (error) {
    if (error instanceof J1qlError) return [error.message];
    throw error;
  }
}

function checked(query: Query, model: GraphModel): string[] {
  const walked = walk(query, model);
  // What is wrong with types would only be told once more of their properties.
  if (walked.problems.length > 0) return [...new Set(walked.problems)];
  const { uses, problems } = usesOf(query, walked);
  return [...new Set([...problems, ...uses.flatMap(problemsOfUse)])];
}

function problemsOfUse(use: PropertyUse): string[] {
  const { subject, property, comparison, isKnown } = use;
  if (property === '*' || isStandard(property)) return [];
  const known = knownProperties(use);
  const unknown = unknownTo(use);
  if (unknown.length > 0) {
    return [`No ${unknown.join(', ')} has the property ${property}`];
  }
  if (!comparison) return [];
  const canBeAbsent = !ALWAYS.has(property) || subject.kind === 'relationship';
  const gap =
    isNegated(comparison) &&
    comparison.right.kind !== 'undefined' &&
    canBeAbsent &&
    !isKnown
      ? [
          `${property} ${comparison.operator} holds where ${property} is unknown: ask for that as well, or demand a value beside it`,
        ]
      : [];
  return [
    ...gap,
    ...known.flatMap((each) =>
      problemsOfComparison(property, each, comparison),
    ),
  ];
}

function isStandard(property: string): boolean {
  return (
    OF_ENTITIES.has(property) ||
    OF_JUPITERONE.has(property) ||
    property.startsWith('tag.')
  );
}

/**
 * The names to which a property is unknown, and has to be known. What is shown, or asked for its
 * absence, is known to one of them; what is compared otherwise, to all.
 */
function unknownTo(use: PropertyUse): string[] {
  const { subject, property, comparison } = use;
  const isAbsent = comparison !== undefined && isAbsence(comparison);
  const { alternatives } = subject;
  const names = alternatives
    .filter((each) => !hasProperty(each, property, isAbsent))
    .map(({ name }) => name);
  const isEnough =
    names.length < alternatives.length && (!comparison || isAbsent);
  return isEnough ? [] : names;
}

/** Described, and seen, unless only its absence is asked for. */
function hasProperty(
  { tables }: NamedTables,
  name: string,
  isDescribedEnough: boolean,
): boolean {
  return tables.some((table) => {
    if (!table) return ALWAYS.has(name);
    const property = table.properties.get(name);
    return (
      property !== undefined && (isDescribedEnough || property.kinds.size > 0)
    );
  });
}

function knownProperties({ subject, property }: PropertyUse): Property[] {
  return subject.alternatives.flatMap(({ tables }) =>
    tables.flatMap((table) => table?.properties.get(property) ?? []),
  );
}

function problemsOfComparison(
  name: string,
  property: Property,
  { operator, right }: Comparison,
): string[] {
  if (right.kind === 'undefined') {
    return /^!?=$/.test(operator)
      ? []
      : [`undefined is not compared by ${operator}`];
  }
  return valuesOf(right).flatMap((value) => [
    ...problemsOfKind(name, property, operator, value),
    ...problemsOfWord(name, property, operator, value),
  ]);
}

function valuesOf(operand: Operand): Operand[] {
  return operand.kind === 'values'
    ? operand.values.flatMap(valuesOf)
    : [operand];
}

function problemsOfKind(
  name: string,
  { kinds }: Property,
  operator: string,
  value: Operand,
): string[] {
  // Another property, of which this does not tell the kind.
  if (value.kind === 'path') return [];
  const fits = [...kinds].some(
    (kind) =>
      LITERALS[kind].includes(value.kind) && OPERATORS[kind].test(operator),
  );
  return fits || kinds.size === 0
    ? []
    : [
        `${name} is a ${[...kinds].join(' or ')}, and not compared with a ${value.kind} by ${operator}`,
      ];
}

/** A word has to be one that the description has in backticks, or that an organization had. */
function problemsOfWord(
  name: string,
  { description, words }: Property,
  operator: string,
  value: Operand,
): string[] {
  if (value.kind !== 'string' || !/^!?=$/.test(operator)) return [];
  const isKnown =
    words.has(value.text) || description.includes(`\`${value.text}\``);
  return isKnown ? [] : [`${name} is never ${value.text}`];
}
